"""A request that came by letter, by mail or by word: written down with the time at which it was received, and checked first."""

import datetime as dt
import json
import uuid

import pytest

from audit.models import Entry
from people.models import Message
from people.sealing import unseal
from rights.events import RightsEvent
from rights.models import Request
from tests.cast import MOUSE, make_cast, number_of
from tests.rights.office import at_site

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R43")]
URL = "/office/queue/new/"


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(dt.datetime(2026, 9, 20, 8, tzinfo=dt.UTC), tick=False)
    made = make_cast()
    at_site(made.priya, "Dublin")
    return made


def letter(cast, **more: object) -> dict[str, object]:
    return {
        "token": str(uuid.uuid4()),
        "person": "priya.nair@example.com",
        "identity": "signature",
        "kind": "erasure",
        "channel": "letter",
        "received_on": "2026-08-31",
        "received_time": "12:00",
        "file": "HR-2026/114",
        "words": "Please erase what you have.",
    } | more


def page(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_is_checked_then_recorded_and_the_clock_runs_from_the_receipt(cast) -> None:
    client, send = cast.client(cast.sam), letter(cast)
    assert client.get(URL).status_code == 200
    check = page(client.post(URL, send | {"step": "check"}))
    for said in ("Nothing is recorded yet", "Priya Nair", "Wed 30 Sep 2026", "Recording stops at once in every program"):
        assert said in check
    assert not Request.objects.exists()
    assert "Please erase what you have." in page(client.post(URL, send | {"step": "change"}))
    done = client.post(URL, send | {"step": "file"})
    request = Request.objects.get()
    assert done["Location"] == f"/office/cases/{request.pk}/"
    assert request.received_at == dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC)
    assert (request.due_on, request.channel, request.file) == (dt.date(2026, 9, 30), "letter", "HR-2026/114")
    assert (request.person, request.filed_by) == (cast.priya, cast.sam)
    assert unseal(request.words) == "Please erase what you have."
    assert Message.objects.filter(person=cast.priya, kind="request-filed-for-you").count() == 1
    assert client.post(URL, send | {"step": "file"})["Location"] == done["Location"]
    assert Request.objects.count() == 1


@pytest.mark.rule("R48")
def test_how_it_is_known_who_asks_is_on_record_as_a_code_and_a_doubt_is_to_be_asked_at_once(cast) -> None:
    client, send = cast.client(cast.sam), letter(cast, identity="doubt", person=number_of(cast.priya))
    assert "Ask the person about your doubt" in page(client.post(URL, send | {"step": "check"}))
    client.post(URL, send | {"step": "file"})
    entry = Entry.objects.get(event=RightsEvent.FILED)
    assert json.loads(bytes(entry.payload))["facts"]["identity"] == "doubt"


def test_it_can_be_about_a_part(cast) -> None:
    send = letter(cast, programs=[cast.program.slug], signals=[MOUSE], since="2026-01-01", until="2026-03-31", step="file")
    cast.client(cast.sam).post(URL, send)
    request = Request.objects.get()
    assert (request.signals, request.since, request.until) == ([MOUSE], dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert request.program_links.get().program == cast.program


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": ""},
        {"identity": ""},
        {"identity": "passport"},
        {"kind": ""},
        {"kind": "everything"},
        {"channel": "portal"},
        {"channel": "agent"},
        {"received_on": "2026-09-21"},
        {"received_on": "2023-01-01"},
        {"received_on": "31 August"},
        {"received_time": "noon"},
        {"file": "Letter of Priya Nair"},
        {"kind": "rectification", "words": ""},
        {"since": "2026-03-01", "until": "2026-01-01"},
    ],
)
@pytest.mark.parametrize("step", ["check", "file"])
def test_what_can_t_be_is_refused_and_what_was_typed_is_kept(cast, wrong: dict[str, str], step: str) -> None:
    answer = cast.client(cast.sam).post(URL, letter(cast) | wrong | {"step": step})
    assert answer.status_code == 422
    assert "There is a problem" in page(answer)
    assert not Request.objects.exists()


def test_nobody_oneself_and_one_s_reports_read_the_same(cast) -> None:
    cast.marco.manager = cast.sam
    cast.marco.save()
    client = cast.client(cast.sam)
    words = set()
    for person in ("nobody@example.com", cast.sam.email, cast.priya.email, "E-0"):
        answer = client.post(URL, letter(cast, person=person, step="file"))
        assert answer.status_code == 422
        words.add("No such person, or you may not act for them" in page(answer))
    assert words == {True}
    assert not Request.objects.exists()


def test_the_same_for_a_second_time_names_the_first(cast) -> None:
    client = cast.client(cast.sam)
    client.post(URL, letter(cast, step="file"))
    again = client.post(URL, letter(cast, step="file"))
    assert again.status_code == 409
    assert Request.objects.get().short_ref in page(again)


def test_a_page_without_a_token_still_files_once_it_was_checked(cast) -> None:
    client, send = cast.client(cast.sam), letter(cast)
    del send["token"]
    assert client.post(URL, send | {"step": "file"}).status_code == 302
    assert Request.objects.count() == 1
