"""Officers open ways in where the address on file is gone, see in part whose they are, and end them."""

import pytest
from django.core.cache import caches
from django.test import Client

from people.actions import leave
from people.models import Person
from rights.models import OutsideAccess
from tests.cast import BY, make_person
from tests.rights.visitors import come_in, delivered, left, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53")]


@pytest.fixture(autouse=True)
def no_limits_used_up(valkey):
    caches["limits"].clear()
    caches["default"].clear()


@pytest.fixture
def zoe(cast):
    return left(manager=cast.marco)


def way_in(browser: Client, who: Person, **more):
    fields = {"person": who.email, "address": "new@example.org", "file": "HR-2026/9"} | more
    return browser.post("/office/outside/new/", fields)


def test_an_officer_opens_a_way_in_where_the_address_is_gone(cast) -> None:
    gone = make_person("Gil Gone")
    leave(person=gone, by=BY)
    browser = cast.client(cast.sam)
    assert way_in(browser, gone)["Location"] == "/office/outside/"
    access = OutsideAccess.objects.get()
    assert (access.person, access.proof, access.file, access.given_by) == (gone, "officer", "HR-2026/9", cast.sam)
    assert delivered() == ["new@example.org"]
    assert come_in().get("/requests/mine/").status_code == 200
    page = browser.get("/office/outside/").content.decode()
    assert "Gil Gone" in page
    assert "n…@example.org" in page
    assert "new@example.org" not in page
    # From now on that address brings links by itself.
    Client().post("/requests/", {"address": "NEW@example.org"})
    assert delivered() == ["new@example.org"]
    assert browser.post(f"/office/outside/{access.pk}/end/").status_code == 302
    Client().post("/requests/", {"address": "new@example.org"})
    assert delivered() == []


@pytest.mark.parametrize(("field", "value"), [("file", ""), ("file", "by hand"), ("address", "nobody"), ("person", "")])
def test_what_is_missing_is_asked_for_again(cast, zoe, field: str, value: str) -> None:
    answer = way_in(cast.client(cast.sam), zoe, **{field: value})
    assert answer.status_code == 422
    assert not OutsideAccess.objects.exists()


def test_no_way_in_for_who_works_here_or_to_an_address_of_the_company(cast, zoe, settings) -> None:
    browser = cast.client(cast.sam)
    assert "works here" in way_in(browser, cast.priya).content.decode()
    settings.COMPANY_MAIL_DOMAINS = ["example.org"]
    assert "others may read" in way_in(browser, zoe).content.decode()
    assert not OutsideAccess.objects.exists()


@pytest.mark.rule("R100")
def test_an_officer_finds_neither_themself_nor_their_reports(cast, zoe) -> None:
    cast.marco.manager = cast.sam
    cast.marco.save()
    browser = cast.client(cast.sam)
    assert "No such person" in way_in(browser, zoe).content.decode()
    assert "No such person" in way_in(browser, cast.sam).content.decode()
    visit()
    assert "Zoe" not in browser.get("/office/outside/").content.decode()
    assert browser.post(f"/office/outside/{OutsideAccess.objects.get().pk}/end/").status_code == 404
    for stranger in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        assert cast.client(stranger).get("/office/outside/").status_code == 403
