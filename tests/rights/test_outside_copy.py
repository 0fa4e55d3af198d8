"""The copy of one's data, fetched from outside: as behind the sign-in, by a link of this visit that works once."""

import pytest
from django.test import Client

from audit.models import Entry
from common.errors import DomainError, NotAllowed
from rights.actions import deciding, outside
from rights.models import Decision, DownloadLink, OutsideAccess
from tests.cast import MOUSE
from tests.rights.office import grant, second_officer
from tests.rights.packages import built, zip_of
from tests.rights.visitors import acts_for, at, come_in, delivered, filed_from_outside, left, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53", "R62"), pytest.mark.usefixtures("no_limits_used_up")]
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


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
    package = built(grant(request, second_officer(cast)))
    assert b"".join(fetched(client, request).streaming_content) == zip_of(package)
    entry = Entry.objects.get(event="rights:package:fetch")
    assert (entry.actor, entry.subject) == (str(OutsideAccess.objects.get().pk), str(cast.priya.pk))
    page = cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    assert "Somebody who acts for you downloaded your copy." in page


@pytest.mark.parametrize("kind", ["access", "portability"])
def test_who_opened_the_way_in_approves_no_copy_alone(cast, kind) -> None:
    other, request = second_officer(cast), acts_for(cast.priya, cast.sam, kind)
    page = cast.client(cast.sam).get(f"/office/cases/{request.pk}/decide/granted/").content.decode()
    assert "You opened the way in" in page
    proposed = deciding.decide(request=request, outcome="granted", by=cast.sam)
    assert proposed.state == Decision.State.PROPOSED
    with pytest.raises(NotAllowed, match="another officer"):
        deciding.confirm(decision=proposed, by=cast.sam)
    stands = deciding.confirm(decision=proposed, by=other)
    assert (stands.state, stands.second_by) == (Decision.State.STANDS, other)
    delivered()
    package = built(request)
    assert b"".join(fetched(come_in(), request).streaming_content) == zip_of(package)


def test_another_officer_and_a_refusal_need_no_second_one(cast) -> None:
    request, erasure = acts_for(cast.priya, cast.sam), acts_for(cast.marco, cast.sam, "erasure")
    page = cast.client(second_officer(cast)).get(f"/office/cases/{request.pk}/decide/granted/").content.decode()
    assert "You opened the way in" not in page
    assert not deciding.hands_to_own_guest(request, "granted", second_officer(cast, "Ben Okoro"))
    assert not deciding.hands_to_own_guest(request, "refused", cast.sam)
    assert not deciding.hands_to_own_guest(erasure, "granted", cast.sam)


def test_without_a_second_officer_nothing_is_decided(cast) -> None:
    request = acts_for(cast.priya, cast.sam)
    with pytest.raises(DomainError, match="needs a second officer"):
        deciding.decide(request=request, outcome="granted", by=cast.sam)
    assert not Decision.objects.exists()


def test_who_decided_alone_lets_nobody_in_to_the_copy_afterwards(cast, zoe) -> None:
    request = grant(filed_from_outside(visit()), cast.sam)
    built(request)
    outside.open_by_officer(person=zoe, address="new@example.org", file="HR-2026/9", by=cast.sam)
    assert delivered() == ["new@example.org"]
    refused = come_in().post(at(request, "package/link/"))
    assert refused.status_code == 403
    assert "One officer alone approved this copy" in refused.content.decode()
    assert not DownloadLink.objects.exists()
    outside.open_by_officer(person=zoe, address="new@example.org", file="HR-2026/9", by=second_officer(cast))
    assert delivered() == ["new@example.org"]
    assert b"".join(fetched(come_in(), request).streaming_content)
