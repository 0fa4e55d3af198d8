"""The list of my requests and the page of one: where it stands, until when, what happened, what was decided, what I can do."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit import ledger
from consent.declarations.readability import GRADE, reading
from people.actions import destroy_key
from rights.actions import asking, deciding, extending, writing
from rights.actions.filing import WORDS
from rights.events import RightsEvent
from rights.models import Request
from rights.pages import kinds
from rights.pages import mine as pages
from tests.cast import MOUSE
from tests.rights.office import at_site, file, grant
from tests.rights.own_requests import events, page, put, text

pytestmark = pytest.mark.django_db
LIST = "/me/requests/"


@pytest.fixture
def client(cast):
    return cast.client(cast.priya)


def test_without_requests_the_list_says_so_and_where_to_begin(client) -> None:
    said = client.get(LIST)
    assert "You have no requests." in text(said)
    assert f'href="{reverse("my-request-new")}"' in said.content.decode()


def test_the_list_has_my_own_requests_alone_page_by_page(cast, client) -> None:
    file(cast.marco)
    mine = [file(cast.priya, "question", words=f"Question {number}") for number in range(23)]
    first, second = client.get(LIST), client.get(LIST, {"page": 2})
    shown = [line["short_ref"] for line in first.context["lines"] + second.context["lines"]]
    assert shown == [request.short_ref for request in reversed(mine)]
    assert len(first.context["lines"]) == 20
    assert "Answer by" in text(first)


@pytest.mark.rule("R56", "R95")
@pytest.mark.parametrize("state", Request.State.values)
def test_every_state_has_a_word_a_tone_and_a_sentence_of_its_own(cast, state: str) -> None:
    ends = {"rejected": "refused", "fulfilled": "granted", "unfulfilled": "withdrawn"}
    request = file(cast.priya)
    more = {"outcome": ends[state], "closed_at": timezone.now()} if state in ends else {}
    found = pages.status(put(request, state, **more))
    assert found.word
    assert found.sentence.endswith(".")
    assert found.tone in {"", "live", "ok", "warn", "bad"}


def test_no_two_states_read_the_same() -> None:
    states = [pages.OPEN[state] for state in pages.OPEN] + list(pages.ENDED.values()) + [pages.APPROVED]
    assert len({one.word for one in states}) == len(states)


def test_an_officer_who_looked_shows_by_role_alone(cast, client) -> None:
    request = file(cast.priya)
    with ledger.entry(RightsEvent.OPENED, actor=cast.sam.pk, subject=cast.priya.pk, ref=request.pk, kind="access"):
        request.looked_at = timezone.now()
        request.save()
    said = page(client, request)
    assert "An officer is looking at your request." in text(said)
    assert events(said)[0] == "An officer read it."
    assert cast.sam.name not in said.content.decode()


def test_a_request_of_somebody_else_is_not_found(cast) -> None:
    request = file(cast.priya)
    for stranger in (cast.marco, cast.sam, cast.lena, cast.tomoko):
        for name in ("my-request", "my-request-progress", "my-request-sent", "my-request-record", "my-request-withdraw"):
            assert cast.client(stranger).get(reverse(name, args=[request.pk])).status_code == 404
        for name in ("my-request-write", "my-request-answer", "my-request-withdraw", "my-request-end"):
            assert cast.client(stranger).post(reverse(name, args=[request.pk]), {"words": "Hello"}).status_code == 404


@pytest.mark.rule("R45", "R47")
def test_each_clock_is_shown_with_its_law_and_zone_and_what_an_extension_changed(cast, client, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    assert "Tue 7 Apr 2026 , end of the day GDPR, Europe/Dublin" in text(page(client, request))
    time_machine.shift(60)
    extending.extend(request=request, reason="complexity", words="It is spread over many places.", by=cast.sam)
    said = page(client, request)
    clock = said.context["mine"]["clocks"][0]
    assert clock["first_due_on"] == dt.date(2026, 4, 7)
    assert clock["due_on"] > clock["first_due_on"]
    assert "needs more time, because it is complex" in text(said)
    assert "We took more time, because it is complex" in events(said)[0]
    assert "It is spread over many places." in text(said)


def test_a_late_answer_says_so_and_where_to_complain(cast, client, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    time_machine.move_to(dt.datetime(2026, 4, 7, 23, tzinfo=dt.UTC), tick=False)
    said = page(client, request)
    assert "We are late: the last day was Tue 7 Apr 2026" in text(said)
    assert f'href="{reverse("concerns")}"' in said.content.decode()
    assert "We are late" in text(client.get(LIST))


@pytest.mark.rule("R48", "R49")
def test_a_question_is_answered_on_the_page_and_then_it_is_a_message_box_again(cast, client, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    asking.ask(request=request, reason="scope", words="Which weeks?", by=cast.sam)
    said = page(client, request)
    assert "Your answer" in text(said)
    assert "The days until you answer are not counted." in text(said)
    address = reverse("my-request-answer", args=[request.pk])
    assert f'action="{address}"' in said.content.decode()
    time_machine.move_to(dt.datetime(2026, 3, 9, 14, tzinfo=dt.UTC), tick=False)
    token = str(uuid.uuid4())
    for _ in range(2):
        answer = client.post(address, {"token": token, "words": "The first."})
        assert answer["Location"] == f"{reverse('my-request', args=[request.pk])}#conversation"
    request.refresh_from_db()
    assert request.state == Request.State.ACTION_PERFORMED
    said = page(client, request)
    assert [message["words"] for message in said.context["mine"]["messages"]] == ["Which weeks?", "The first."]
    assert "days are not counted: we waited for your answer" in text(said)
    late = client.post(address, {"token": str(uuid.uuid4()), "words": "Once more."})
    assert late.status_code == 409
    assert "No question waits" in text(late)
    assert "Once more." in late.content.decode(), "what was typed stays"


def test_a_message_without_words_or_token_sends_nothing_and_keeps_what_was_typed(cast, client) -> None:
    request = file(cast.priya)
    address = reverse("my-request-write", args=[request.pk])
    empty = client.post(address, {"token": str(uuid.uuid4()), "words": " "})
    assert empty.status_code == 422
    assert "<title>Error: " in empty.content.decode()
    assert 'href="#id_words"' in empty.content.decode()
    stale = client.post(address, {"words": "Kept words"})
    assert stale.status_code == 422
    assert "Kept words" in stale.content.decode()
    assert uuid.UUID(str(stale.context["form"]["token"].value()))
    assert not request.messages.exists()


def test_a_message_to_a_withdrawn_request_is_a_conflict_that_keeps_the_words(cast, client) -> None:
    request = put(file(cast.priya), "unfulfilled", outcome="withdrawn", closed_at=timezone.now())
    answer = client.post(reverse("my-request-write", args=[request.pk]), {"token": str(uuid.uuid4()), "words": "Still there?"})
    assert answer.status_code == 409
    assert "Still there?" in answer.content.decode(), "what was typed stays"


def test_words_whose_key_is_gone_leave_the_page_readable(cast, client) -> None:
    request = file(cast.priya, "question", words="Zebra?")
    writing.write(request=request, words="Zebra answer", by=cast.sam, from_office=True)
    destroy_key(person=cast.priya, purpose=WORDS, by="system:tests")
    said = page(client, request)
    assert said.status_code == 200
    assert "Nobody can read them any more." in text(said)
    assert "Zebra" not in text(said)


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_number_of_queries_is_the_same_however_much_there_is(cast, client) -> None:
    requests = [grant(file(cast.priya, "erasure", programs=(cast.program,), signals=(MOUSE,)), cast.sam), file(cast.priya)]
    addresses = [reverse("my-request", args=[request.pk]) for request in requests] + [LIST]
    client.get(LIST)
    before = [queries_of(client, address) for address in addresses]
    for request in requests:
        for number in range(6):
            writing.write(request=request, words=f"Message {number}", by=cast.priya, from_office=False)
            writing.write(request=request, words=f"Reply {number}", by=cast.sam, from_office=True)
    for _ in range(6):
        file(cast.priya, "question")
    assert [queries_of(client, address) for address in addresses] == before
    assert max(before) <= 40


@pytest.mark.rule("R26", "R95")
def test_what_the_pages_say_reads_at_grade_8_or_below(cast, client) -> None:
    request = file(cast.priya, "question", words="Why?")
    deciding.decide(request=request, outcome="granted", words="So it is.", by=cast.sam)
    refused = file(cast.priya, "objection")
    addresses = [LIST, reverse("my-request-new"), *(reverse("my-request-file", args=[kind]) for kind in kinds.TEXTS)]
    addresses += [reverse(name, args=[one.pk]) for one in (request, refused) for name in ("my-request", "my-request-sent")]
    addresses.append(reverse("my-request-withdraw", args=[refused.pk]))
    for address in addresses:
        main = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
        sentences = [
            re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<(?:p|li|h1|h2)[^>]*>(.*?)</(?:p|li|h1|h2)>", main, re.DOTALL)
        ]
        found = reading("\n".join(sentences))
        assert found.words > 20
        assert found.grade <= GRADE, (address, found)
    said = [sentence for kind in kinds.TEXTS.values() for sentence in (kind.does, kind.sees, kind.leaves, *kind.then)]
    said += [one.sentence for one in (*pages.OPEN.values(), *pages.ENDED.values(), *pages.CARRIED_OUT.values())]
    assert reading("\n".join(said)).grade <= GRADE
    assert max(len(re.findall(r"\w+", part)) for line in said for part in line.split(".")) <= 25
