"""The copy of one's data, fetched from outside: as behind the sign-in, by a link of this visit that works once."""

import pytest
from django.core.cache import caches
from django.test import Client

from audit.models import Entry
from rights.models import DownloadLink, OutsideAccess
from tests.cast import MOUSE
from tests.rights.office import grant
from tests.rights.packages import built, zip_of
from tests.rights.visitors import acts_for, at, come_in, delivered, filed_from_outside, left, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53", "R62")]
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def no_limits_used_up(valkey):
    caches["limits"].clear()
    caches["default"].clear()


@pytest.fixture
def zoe(cast):
    person = left(manager=cast.marco)
    cast.record(person, MOUSE)
    return person


def fetched(client: Client, request):
    link = client.post(at(request, "package/link/"))
    assert link["Location"] == at(request, "package/fetch/"), link.content.decode()
    assert "Download now" in client.get(at(request, "package/fetch/")).content.decode()
    return client.post(at(request, "package/fetch/"), **FROM_HERE)


def test_who_left_fetches_their_copy_once_per_link(cast, zoe) -> None:
    client = visit()
    request = grant(filed_from_outside(client), cast.sam)
    package = built(request)
    page = client.get(at(request, "package/")).content.decode()
    assert f'action="{at(request, "package/link/")}"' in page
    assert 'href="/me/' not in page
    answer = fetched(client, request)
    assert b"".join(answer.streaming_content) == zip_of(package)
    assert answer["Cache-Control"] == "no-store"
    assert client.post(at(request, "package/fetch/"), **FROM_HERE).status_code == 410
    entry = Entry.objects.get(event="rights:package:fetch")
    assert (entry.actor, entry.subject) == (str(zoe.pk), str(zoe.pk))


def test_a_link_made_in_one_visit_does_not_open_in_another(cast, zoe) -> None:
    client = visit()
    request = grant(filed_from_outside(client), cast.sam)
    built(request)
    client.post(at(request, "package/link/"))
    other = visit()
    other.cookies.update(client.cookies)
    other.cookies["sid"] = visit().cookies["sid"].value
    assert other.post(at(request, "package/fetch/"), **FROM_HERE).status_code == 410
    assert DownloadLink.objects.get().used_at is None


def test_an_agent_fetches_the_copy_of_their_request_in_their_own_name(cast) -> None:
    cast.record(cast.priya, MOUSE)
    request = acts_for(cast.priya, cast.sam)
    delivered()
    client = come_in()
    package = built(grant(request, cast.sam))
    assert b"".join(fetched(client, request).streaming_content) == zip_of(package)
    entry = Entry.objects.get(event="rights:package:fetch")
    assert (entry.actor, entry.subject) == (str(OutsideAccess.objects.get().pk), str(cast.priya.pk))
    page = cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    assert "Somebody who acts for you downloaded your copy." in page
