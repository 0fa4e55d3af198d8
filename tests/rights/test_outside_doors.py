"""A visit from outside: the pages it opens, for whom, and for how long; nobody else's request, and nothing of the portal's."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from audit import ledger
from people.actions import leave
from people.models import Identifier, IdentifierKind
from rights.actions import concerns, outside
from rights.events import RightsEvent
from rights.models import CaseMessage, Clarification, OutsideAccess, Request
from rights.outside_doors import AT, DOORS
from tests.cast import BY, make_person
from tests.rights.concern_box import handed_on
from tests.rights.office import file, grant
from tests.rights.visitors import AGENT, PRIVATE, acts_for, at, come_in, delivered, filed_from_outside, left, token_in, visit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53"), pytest.mark.usefixtures("no_limits_used_up")]


@pytest.mark.rule("R43", "R44")
def test_who_left_files_step_by_step_and_every_address_stays_outside(zoe) -> None:
    client = visit()
    page = client.get("/requests/mine/").content.decode()
    assert "You have no requests." in page
    choices = client.get("/requests/mine/new/").content.decode()
    assert "/requests/mine/new/erasure/" in choices
    check = client.get("/requests/mine/new/access/")
    assert b'action="/requests/mine/new/access/"' in check.content
    request = filed_from_outside(client)
    assert (request.person, request.channel, request.filed_by, request.state) == (zoe, "outside", None, "acknowledged")
    for address in (at(request), at(request, "sent/"), "/requests/mine/"):
        found = client.get(address).content.decode()
        assert request.short_ref in found
        assert 'href="/me/' not in found
        assert 'action="/me/' not in found
        assert "/office/" not in found


def test_the_same_form_sent_twice_is_one_request(zoe) -> None:
    client, token = visit(), str(uuid.uuid4())
    for _ in range(2):
        filed_from_outside(client, token=token)
    assert Request.objects.count() == 1


@pytest.mark.parametrize("kind", Request.Kind.values)
def test_every_kind_can_be_asked_for(zoe, kind: str) -> None:
    assert filed_from_outside(visit(), kind, words="What I mean.").kind == kind


def test_messages_answers_and_taking_back(cast, zoe) -> None:
    client = visit()
    request = filed_from_outside(client)
    client.post(at(request, "write/"), {"token": str(uuid.uuid4()), "words": "I moved."})
    assert CaseMessage.objects.get().author == zoe
    with ledger.entry(RightsEvent.ASKED, actor=cast.sam.pk, subject=zoe.pk, ref=request.pk, reason="scope"):
        asked = {"asked_by": cast.sam, "asked_at": timezone.now()}
        Clarification.objects.create(request=request, reason="scope", **asked)
        request.state = "requires-action"
        request.save()
    assert b"needs your answer" in client.get(at(request)).content
    answer = client.post(at(request, "answer/"), {"token": str(uuid.uuid4()), "words": "All of it."})
    assert answer["Location"] == at(request) + "#conversation"
    request.refresh_from_db()
    assert request.state == "action-performed"
    assert b"Take your request back?" in client.get(at(request, "withdraw/")).content
    assert client.post(at(request, "withdraw/"))["Location"] == at(request)
    request.refresh_from_db()
    assert request.outcome == "withdrawn"


def test_an_erasure_can_be_followed_and_its_certificate_fetched(cast, zoe) -> None:
    cast.record(zoe, "mouse-movement")
    client = visit()
    request = grant(filed_from_outside(client, "erasure"), cast.sam)
    page = client.get(at(request)).content.decode()
    assert f'hx-get="{at(request, "progress/")}"' in page
    assert client.get(at(request, "progress/")).status_code == 200
    assert client.get(f"/requests/mine/purges/{request.order_id}/certificate.json").status_code == 422


def every_door(request: Request):
    """Every door with its address and the ways in which it can be tried."""
    for door in DOORS:
        place = door.place.replace("<uuid:ref>", str(request.pk)).replace("<slug:kind>", "access")
        for method in ("get", "post"):
            yield door, f"/{AT}{place}", method


def test_without_a_visit_nobody_gets_in_whoever_is_signed_in(cast, zoe) -> None:
    request = file(zoe, channel="outside")
    for client in (Client(), cast.client(cast.priya), cast.client(cast.marco), cast.client(cast.sam)):
        for _, address, method in every_door(request):
            answer = getattr(client, method)(address)
            assert answer.status_code == 403, address
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "strict-origin"
            assert request.short_ref.encode() not in answer.content


def test_a_visit_opens_nobody_else_s_request(cast, zoe) -> None:
    client = visit()
    filed_from_outside(client)
    for other in (file(cast.priya), file(left("Yan Gone", private="yan@example.org"), channel="outside")):
        for door, address, method in every_door(other):
            if "<uuid:ref>" in door.place:
                assert getattr(client, method)(address).status_code in {404, 405}, address


def test_pages_of_a_visit_are_kept_by_no_cache_and_sent_on_to_nobody(zoe) -> None:
    client = visit()
    request = filed_from_outside(client)
    for address in ("/requests/mine/", at(request), at(request, "record.txt"), "/requests/mine/where/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "strict-origin")


def test_a_page_that_is_not_there_leads_back_into_the_visit(zoe) -> None:
    page = visit().get(f"/requests/mine/{uuid.uuid4()}/")
    assert page.status_code == 404
    assert b'href="/requests/mine/"' in page.content


def test_a_visit_ends_after_thirty_idle_minutes_after_twelve_hours_and_by_a_click(zoe) -> None:
    with time_machine.travel(dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC), tick=False) as clock:
        client = visit()
        for _ in range(24):
            clock.shift(dt.timedelta(minutes=29))
            assert client.get("/requests/mine/").status_code == 200
        clock.shift(dt.timedelta(minutes=25))
        assert client.get("/requests/mine/").status_code == 403
        caches["limits"].clear()
        client = visit()
        clock.shift(dt.timedelta(minutes=31))
        assert client.get("/requests/mine/").status_code == 403
        client = visit()
        assert client.post("/requests/leave/")["Location"] == "/requests/"
        assert client.get("/requests/mine/").status_code == 403


def test_an_officer_ends_a_visit_at_once(cast, zoe) -> None:
    client = visit()
    access = OutsideAccess.objects.get()
    outside.ask_again(access=access)
    assert delivered() == [PRIVATE]
    token = token_in(mail.outbox[0])
    outside.end(access=access, by=cast.sam)
    assert client.get("/requests/mine/").status_code == 403
    assert Client().post("/requests/enter/", {"token": token}).status_code == 410


def test_the_way_in_is_over_after_half_a_year(zoe) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        visit()
        clock.shift(dt.timedelta(days=181))
        caches["limits"].clear()
        visit()
        assert OutsideAccess.objects.count() == 2


def test_getting_a_copy_needs_a_link_of_the_last_fifteen_minutes(cast, zoe) -> None:
    with time_machine.travel(dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC), tick=False) as clock:
        client = visit()
        request = grant(filed_from_outside(client), cast.sam)
        assert client.get(at(request, "package/")).status_code == 200
        clock.shift(dt.timedelta(minutes=16))
        answer = client.post(at(request, "package/link/"))
        assert answer["Location"].startswith("/requests/mine/again/")
        assert client.get(answer["Location"]).status_code == 200
        assert client.post("/requests/mine/again/")["Location"] == "/requests/mine/"
        assert delivered() == [PRIVATE]
        assert come_in().post(at(request, "package/link/")).status_code == 409


def test_ways_in_of_two_people_with_one_address_stay_apart(cast) -> None:
    """An agent may act for two people: each link opens the request of one."""
    one, two = acts_for(cast.priya, cast.sam), acts_for(cast.marco, cast.sam)
    assert delivered() == [AGENT, AGENT]
    visits = [Client(), Client()]
    for client, message in zip(visits, list(mail.outbox), strict=True):
        client.post("/requests/enter/", {"token": token_in(message)})
    found = {client.get("/requests/mine/")["Location"] for client in visits}
    assert found == {at(one), at(two)}
    assert {client.get(at(one)).status_code for client in visits} == {200, 404}


def test_an_identifier_of_another_person_does_not_open_a_visit(cast, zoe) -> None:
    Identifier.objects.filter(kind=IdentifierKind.EMAIL, value=PRIVATE).delete()
    Client().post("/requests/", {"address": PRIVATE})
    assert delivered() == []


def test_who_left_finds_the_answer_to_a_concern_raised_before(cast) -> None:
    person = make_person("Zoe Gone")
    Identifier.objects.create(person=person, kind=IdentifierKind.EMAIL, value=PRIVATE)
    concern = handed_on(person, cast.program, "They record my lunch.")
    leave(person=person, by=BY)
    concerns.answer(concern=concern, words="We changed it.", shown=False, by=cast.sam)
    page = visit().get("/requests/mine/where/").content.decode()
    assert "They record my lunch." in page
    assert "We changed it." in page
