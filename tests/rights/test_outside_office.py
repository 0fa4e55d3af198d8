"""Officers open ways in where the address on file is gone, see in part whose they are, and end them."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client

from people.actions import leave
from people.models import Person
from rights.models import OutsideAccess, Request
from tests.cast import BY, make_person
from tests.rights.visitors import AGENT, come_in, delivered, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53"), pytest.mark.usefixtures("no_limits_used_up")]


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
    assert zoe.name not in browser.get("/office/outside/").content.decode()
    assert browser.post(f"/office/outside/{OutsideAccess.objects.get().pk}/end/").status_code == 404
    for stranger in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        assert cast.client(stranger).get("/office/outside/").status_code == 403


def agent_fields(person: Person, **more):
    fields = {
        "token": str(uuid.uuid4()),
        "person": person.email,
        "file": "HR-2026/7",
        "identity": "signature",
        "address": AGENT,
        "kind": "access",
        "received_on": "2026-05-04",
        "received_time": "10:00",
    }
    return fields | more


def write_down(browser: Client, person: Person, step: str, **more):
    with time_machine.travel(dt.datetime(2026, 5, 6, 9, tzinfo=dt.UTC), tick=False):
        return browser.post("/office/outside/agent/", agent_fields(person, step=step) | more)


def test_an_officer_checks_and_files_what_an_agent_asks(cast) -> None:
    browser = cast.client(cast.sam)
    assert b"Number of the permission" in browser.get("/office/outside/agent/").content
    page = write_down(browser, cast.priya, "check").content.decode()
    assert AGENT in page
    assert not Request.objects.exists()
    token = str(uuid.uuid4())
    for _ in range(2):
        answer = write_down(browser, cast.priya, "file", token=token)
    request = Request.objects.get()
    assert answer["Location"] == f"/office/cases/{request.pk}/"
    assert (request.channel, request.file, request.received_at.day) == ("agent", "HR-2026/7", 4)
    access = OutsideAccess.objects.get()
    assert (access.role, access.proof, access.request, access.person) == ("agent", "permission", request, cast.priya)
    with time_machine.travel(dt.datetime(2026, 5, 6, 9, tzinfo=dt.UTC), tick=False):
        assert delivered() == [AGENT]


@pytest.mark.parametrize(("field", "said"), [("file", "Without a signed permission"), ("address", "Give an address")])
def test_without_a_permission_or_an_address_nothing_is_filed(cast, field: str, said: str) -> None:
    answer = write_down(cast.client(cast.sam), cast.priya, "file", **{field: ""})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.rule("R100")
def test_nobody_files_for_an_agent_about_their_own_reports(cast) -> None:
    cast.marco.manager = cast.sam
    cast.marco.save()
    assert "No such person" in write_down(cast.client(cast.sam), cast.priya, "file").content.decode()
    assert not Request.objects.exists()
