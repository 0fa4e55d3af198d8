"""Writing about a request: sealed, told to the other side, once per form; an answer makes stopped clocks go on."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from people.models import Message
from people.sealing import unseal
from rights.actions import clocks, writing
from rights.actions.answering_question import answer_question
from rights.events import RightsEvent
from rights.models import CaseMessage, Clarification, Request, RequestClock
from tests.cast import make_person
from tests.rights.office import at_site, file, second_officer

pytestmark = pytest.mark.django_db


def ask(request, officer, reason="identity", *, at=None):
    """The office asked the person something at that time."""
    asked = at or timezone.now()
    with ledger.entry(RightsEvent.ASKED, actor=officer.pk, subject=request.person_id, ref=request.pk, reason=reason):
        question = Clarification.objects.create(request=request, reason=reason, asked_by=officer, asked_at=asked)
        request.state = Request.State.REQUIRES_ACTION
        request.save()
    return question


def assign(request, officer):
    with ledger.entry(RightsEvent.ASSIGNED, actor=officer.pk, subject=request.person_id, ref=request.pk, assignee=officer.pk):
        request.assignee = officer
        request.save()


def told(kind):
    return set(Message.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_a_message_is_sealed_and_its_words_are_in_no_entry(cast) -> None:
    request = file(cast.priya)
    message = writing.write(request=request, words="  Zebra words.  ", by=cast.priya, from_office=False)
    assert unseal(message.words) == "Zebra words."
    assert (message.author, message.from_office) == (cast.priya, False)
    assert not any(b"Zebra" in bytes(payload) for payload in Entry.objects.values_list("payload", flat=True))


def test_every_officer_who_may_is_told_while_nobody_has_the_request_and_nobody_above_the_person(cast) -> None:
    second_officer(cast)
    cast.marco.manager = cast.sam
    cast.marco.save()
    writing.write(request=file(cast.priya), words="Hello", by=cast.priya, from_office=False)
    assert told("case-message") == {"Ana Lopes"}


def test_whoever_has_the_request_is_told_alone(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya)
    assign(request, cast.sam)
    writing.write(request=request, words="Hello", by=cast.priya, from_office=False)
    assert told("case-message") == {"Sam Okafor"}
    cast.marco.manager = cast.sam
    cast.marco.save()
    writing.write(request=request, words="Hello again", by=cast.priya, from_office=False)
    assert told("case-message") == {"Sam Okafor", ana.name}
    assert Message.objects.filter(person=cast.sam, kind="case-message").count() == 1


def test_the_person_is_told_of_the_office_s_message_without_its_words(cast) -> None:
    request = file(cast.priya)
    message = writing.write(request=request, words="Zebra words", by=cast.sam, from_office=True)
    assert unseal(message.words) == "Zebra words"
    inbox = Message.objects.get(person=cast.priya, kind="request-message")
    assert inbox.link == f"/me/requests/{request.pk}/"
    assert inbox.words is None


@pytest.mark.rule("R100")
def test_nobody_else_can_write(cast) -> None:
    request = file(cast.priya)
    above = make_person("Above", manager=None)
    for stranger in (cast.marco, cast.lena, cast.tomoko, above, cast.sam):
        with pytest.raises(NotAllowed):
            writing.write(request=request, words="Hello", by=stranger, from_office=False)
    for stranger in (cast.marco, cast.lena, cast.tomoko, cast.priya):
        with pytest.raises(NotAllowed):
            writing.write(request=request, words="Hello", by=stranger, from_office=True)
    assert not CaseMessage.objects.exists()


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (writing.LONGEST + 1)])
def test_no_words_and_too_many_are_refused(cast, words: str) -> None:
    with pytest.raises(DomainError, match="Nothing was sent"):
        writing.write(request=file(cast.priya), words=words, by=cast.priya, from_office=False)
    assert not CaseMessage.objects.exists()


def test_the_same_form_twice_is_one_message_and_never_one_of_another_request(cast) -> None:
    token, request = uuid.uuid4(), file(cast.priya)
    for words in ("Once", "Once"):
        writing.write(request=request, words=words, by=cast.priya, from_office=False, form_token=token)
    assert CaseMessage.objects.count() == 1
    with pytest.raises(Conflict):
        writing.write(request=file(cast.priya, "erasure"), words="Twice", by=cast.priya, from_office=False, form_token=token)
    assert CaseMessage.objects.count() == 1


@pytest.mark.parametrize(("state", "refused"), [("unfulfilled", True), ("rejected", False), ("fulfilled", False)])
def test_after_a_decision_one_can_still_write_but_not_about_a_withdrawn_request(cast, state: str, refused) -> None:
    request = file(cast.priya)
    with ledger.entry(RightsEvent.CLOSED, actor="system:tests", ref=request.pk, outcome="granted"):
        request.state, request.closed_at = state, timezone.now()
        request.save()
    if refused:
        with pytest.raises(Conflict, match="was not sent"):
            writing.write(request=request, words="Hello", by=cast.priya, from_office=False)
    else:
        writing.write(request=request, words="Hello", by=cast.priya, from_office=False)
    assert CaseMessage.objects.exists() is not refused


@pytest.mark.rule("R45", "R49")
def test_an_answer_makes_the_stopped_clock_go_on(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    first = request.due_on
    time_machine.move_to(dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC), tick=False)
    question = ask(request, cast.sam)
    clocks.recompute(request=request, by=cast.sam)
    time_machine.move_to(dt.datetime(2026, 3, 13, 10, tzinfo=dt.UTC), tick=False)
    answer_question(request=request, words="It is me.", by=cast.priya)
    request.refresh_from_db()
    question.refresh_from_db()
    assert request.state == Request.State.ACTION_PERFORMED
    assert question.answered_at == timezone.now()
    clock = RequestClock.objects.get(request=request)
    assert clock.suspended_days > 0
    assert request.due_on == clock.due_on > first
    assert clock.history.earliest().due_on == first
    assert told("case-message") == {"Sam Okafor"}


def test_an_answer_to_what_stops_no_clock_moves_no_date(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"))
    before = request.due_on
    ask(request, cast.sam, "other")
    time_machine.move_to(dt.datetime(2026, 3, 13, 10, tzinfo=dt.UTC), tick=False)
    answer_question(request=request, words="This.", by=cast.priya)
    request.refresh_from_db()
    assert request.due_on == before


def test_an_answer_without_a_question_is_a_conflict_and_the_same_form_twice_is_one_answer(cast) -> None:
    request = file(cast.priya)
    with pytest.raises(Conflict, match="No question"):
        answer_question(request=request, words="It is me.", by=cast.priya)
    ask(request, cast.sam)
    token = uuid.uuid4()
    for _ in range(2):
        answer_question(request=request, words="It is me.", by=cast.priya, form_token=token)
    assert CaseMessage.objects.count() == 1
    with pytest.raises(NotAllowed):
        answer_question(request=request, words="It is me.", by=cast.sam)


def test_an_answer_after_an_extension_leaves_it_extended(cast) -> None:
    request = file(cast.priya)
    ask(request, cast.sam)
    with ledger.entry(RightsEvent.EXTENDED, actor=cast.sam.pk, subject=cast.priya.pk, ref=request.pk, reason="complexity"):
        request.state, request.extended_at, request.extension_reason = "delayed", timezone.now(), "complexity"
        request.save()
    answer_question(request=request, words="It is me.", by=cast.priya)
    request.refresh_from_db()
    assert request.state == Request.State.DELAYED
