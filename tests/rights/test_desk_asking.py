"""Asking the person: one question at a time, no proof of who signed in, and clocks that stand only where the law says so."""

import datetime as dt

import pytest

from common.errors import Conflict, DomainError, NotAllowed
from people.models import Message
from people.sealing import unseal
from rights.actions import asking, deciding
from rights.actions.answering_question import answer_question
from rights.models import CaseMessage, Clarification, Request
from tests.rights.office import at_site, file, second_officer

pytestmark = pytest.mark.django_db
RECEIVED = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
State = Request.State


def ask(request: Request, by, reason: str = "other", words: str = "Which one?") -> Clarification:
    return asking.ask(request=request, reason=reason, words=words, by=by)


def test_the_person_gets_the_question_and_the_case_waits(cast) -> None:
    request = file(cast.priya)
    ask(request, cast.sam)
    assert Request.objects.get().state == State.REQUIRES_ACTION
    assert unseal(CaseMessage.objects.get().words) == "Which one?"
    assert Message.objects.filter(person=cast.priya, kind="request-question").count() == 1
    with pytest.raises(Conflict, match="asked already"):
        ask(request, cast.sam)
    answer_question(request=request, words="The first.", by=cast.priya)
    assert Request.objects.get().state == State.ACTION_PERFORMED
    ask(request, cast.sam)
    assert Clarification.objects.count() == 2


@pytest.mark.rule("R48")
def test_who_signed_in_is_not_asked_for_any_further_proof(cast) -> None:
    request = file(cast.priya)
    with pytest.raises(DomainError, match="no further proof"):
        ask(request, cast.sam, "identity")
    page = cast.client(cast.sam).get(f"/office/cases/{request.pk}/ask/").content.decode()
    assert "A reasonable doubt who asks" not in page
    assert not Clarification.objects.exists()


@pytest.mark.rule("R49")
@pytest.mark.parametrize(
    ("place", "reason", "due"),
    [
        ("Dublin", "identity", dt.date(2027, 1, 4)),
        ("Dublin", "scope", dt.date(2027, 1, 4)),
        ("Dublin", "other", dt.date(2026, 12, 23)),
        ("London", "identity", dt.date(2027, 1, 11)),
        ("San Francisco", "identity", dt.date(2027, 1, 7)),
    ],
)
def test_days_without_an_answer_count_or_not_as_the_place_has_it(cast, time_machine, place: str, reason: str, due: dt.date) -> None:
    time_machine.move_to(RECEIVED, tick=False)
    priya = at_site(cast.priya, place)
    request = file(priya, by=cast.sam, channel="letter")
    time_machine.move_to(RECEIVED + dt.timedelta(days=6), tick=False)
    ask(request, cast.sam, reason)
    time_machine.move_to(RECEIVED + dt.timedelta(days=16), tick=False)
    answer_question(request=request, words="Here.", by=priya)
    assert Request.objects.get().due_on == due


@pytest.mark.rule("R49")
def test_which_data_is_meant_is_asked_of_copies_alone(cast) -> None:
    with pytest.raises(DomainError, match="copy of much data"):
        ask(file(cast.priya, "erasure"), cast.sam, "scope")
    ask(file(cast.priya, "access"), cast.sam, "scope")


@pytest.mark.parametrize(("reason", "words"), [("nonsense", "Which?"), ("", "Which?"), ("other", " "), ("other", "x" * 4_001)])
def test_a_question_without_its_reason_or_words_is_refused(cast, reason: str, words: str) -> None:
    request = file(cast.priya)
    with pytest.raises(DomainError):
        ask(request, cast.sam, reason, words)
    answer = cast.client(cast.sam).post(f"/office/cases/{request.pk}/ask/", {"reason": reason, "words": words, "token": request.pk})
    assert answer.status_code == 422
    assert not Clarification.objects.exists()


def test_only_who_may_handle_it_asks_and_nothing_that_was_decided(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    cast.marco.manager = ana
    cast.marco.save()
    for wrong in (ana, cast.marco, cast.priya):
        with pytest.raises(NotAllowed):
            ask(request, wrong)
    deciding.decide(request=request, outcome="refused", reason="identity", words="No.", by=cast.sam)
    with pytest.raises(Conflict, match="refused now"):
        ask(request, cast.sam)


def test_the_same_form_sent_twice_asks_once(cast) -> None:
    request, client = file(cast.priya), cast.client(cast.sam)
    send = {"reason": "other", "words": "Which one?", "token": str(request.pk)}
    for _ in range(2):
        assert client.post(f"/office/cases/{request.pk}/ask/", send).status_code == 302
    assert Clarification.objects.count() == CaseMessage.objects.count() == 1


@pytest.mark.rule("R48")
def test_the_page_says_what_each_question_does_to_the_clock(cast) -> None:
    request = file(at_site(cast.priya, "Dublin"), by=cast.sam, channel="letter")
    page = cast.client(cast.sam).get(f"/office/cases/{request.pk}/ask/").content.decode()
    assert "A reasonable doubt who asks. The days until the answer are not counted" in page
    far = file(at_site(cast.lena, "San Francisco"), by=cast.sam, channel="letter")
    page = cast.client(cast.sam).get(f"/office/cases/{far.pk}/ask/").content.decode()
    assert "A reasonable doubt who asks. No clock stops" in page
