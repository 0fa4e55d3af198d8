"""Restrictions: what a request stops is stopped at once, choices stay choices, and nothing ends behind the person's back."""

import datetime as dt
import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common.errors import Conflict, DomainError
from consent.actions import choices, person_pauses, restricting
from consent.events import ConsentEvent
from consent.models import Consent, DecisionChange, Program, Restriction
from consent.queries.restrictions import open_for, restricted_datasets, restricted_signals
from people.actions import leave
from people.messages import body_of
from people.models import Message
from stores.actions import declare_derived
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R63")]
REQUEST, OTHER = uuid.UUID(int=0xABCD1234 << 96), uuid.uuid4()
DESKTOP = "the cast's program"


def restrict(cast: Cast, *signals: str, kind: str = "restriction", origin: uuid.UUID = REQUEST, program=DESKTOP, person=None):
    where = cast.program if program == DESKTOP else program
    facts = {"signals": signals, "kind": kind, "origin": origin, "by": cast.priya}
    return restricting.restrict(person=person or cast.priya, program=where, **facts)


def end(cause: str = "lifted", origin: uuid.UUID = REQUEST) -> int:
    return restricting.end(origin=origin, cause=cause, by=BY)


def outbox() -> list[tuple[bool, str, int]]:
    rows = DecisionChange.objects.filter(scope="person").order_by("version")
    return list(rows.values_list("allow", "reason", "version"))


def stopped(cast: Cast) -> set[str]:
    return set(restricted_signals(cast.priya, cast.program))


def entry_of(event: str) -> dict:
    return json.loads(bytes(Entry.objects.get(event=event).payload))


def another_program() -> Program:
    return programs.add_program(slug="other", name="Other", signals={MOUSE: "m", KEYS: "k"}, by=BY)


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    first = restrict(cast, MOUSE, CLICK)
    assert restrict(cast, CLICK, MOUSE, CLICK) == first
    assert (first.signals, first.kind, first.person) == ([CLICK, MOUSE], "restriction", cast.priya)
    assert Entry.objects.filter(event="consent:restriction:start").count() == 1
    assert outbox() == [(False, "RESTRICTED", 1)]
    assert first.history.count() == 1


def test_one_request_can_restrict_several_programs_each_once(cast: Cast) -> None:
    other = another_program()
    made = [restrict(cast), restrict(cast, program=other), restrict(cast, program=None)]
    assert [restrict(cast), restrict(cast, program=other), restrict(cast, program=None)] == made
    assert list(open_for(cast.priya)) == made
    assert end() == 3
    assert not open_for(cast.priya).exists()


@pytest.mark.parametrize("change", [{"kind": "objection"}, {"signals": (MOUSE,)}, {"person": True}])
def test_something_else_under_the_same_request_is_refused(cast: Cast, change: dict) -> None:
    restrict(cast, MOUSE, KEYS)
    if change.get("person"):
        change = {"person": cast.marco, "program": None}
    signals = change.pop("signals", (MOUSE, KEYS))
    with pytest.raises(Conflict, match="R-ABCD1234"):
        restrict(cast, *signals, **change)
    assert Restriction.objects.get().signals == [KEYS, MOUSE]


def test_what_is_no_signal_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError, match="a signal that nobody records"):
        restrict(cast, MOUSE, "thoughts")
    assert not Restriction.objects.exists()


def test_kinds_and_causes_are_closed_lists(cast: Cast) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        restrict(cast, kind="whim")
    restrict(cast)
    with pytest.raises(ValueError, match="is not a valid"):
        end("tired of it")
    assert Restriction.objects.get().ended_at is None


def test_it_is_in_the_ledger_by_refs_alone(cast: Cast) -> None:
    restrict(cast, MOUSE)
    end("withdrawn")
    start, over = entry_of("consent:restriction:start"), entry_of("consent:restriction:end")
    priya, program = str(cast.priya.pk), str(cast.program.pk)
    assert (start["subject"], start["actor"], start["ref"]) == (priya, priya, str(REQUEST))
    assert start["facts"] == {"kind": "restriction", "program": program, "signals": [MOUSE]}
    assert (over["subject"], over["actor"], over["ref"]) == (priya, BY, str(REQUEST))
    assert (over["facts"]["cause"], over["facts"]["programs"]) == ("withdrawn", [program])
    assert Restriction.objects.get().history.count() == 2


def test_gates_hear_of_it_in_order_with_pauses_and_leaving(cast: Cast) -> None:
    restrict(cast)
    person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
    restrict(cast, origin=OTHER)
    person_pauses.resume(person=cast.priya, by=cast.priya)
    end()
    end(origin=OTHER)
    restrict(cast)
    leave(person=cast.priya, by=BY)
    end()
    while_there = ["RESTRICTED", "PERSON_PAUSED", "PERSON_PAUSED", "RESTRICTED", "RESTRICTED", "", "RESTRICTED"]
    reasons = [*while_there, "OFFBOARDED", "OFFBOARDED"]
    assert outbox() == [(not reason, reason, at) for at, reason in enumerate(reasons, 1)]


@pytest.mark.parametrize("kind", ["restriction", "objection"])
def test_the_person_is_told_before_it_ends(cast: Cast, kind: str) -> None:
    restrict(cast, kind=kind)
    end()
    row, message = Restriction.objects.get(), Message.objects.get(person=cast.priya)
    assert row.told_at == message.sent_at
    assert row.told_at < row.ended_at
    assert (message.kind, message.link) == ("restriction-ends", "/me/programs/desktop/")
    assert "your request R-ABCD1234 " in body_of(message)
    told = dt.datetime.fromisoformat(entry_of("consent:restriction:end")["facts"]["told"])
    assert told == message.sent_at


def test_one_request_about_several_programs_tells_once(cast: Cast) -> None:
    restrict(cast)
    restrict(cast, program=another_program())
    end()
    assert Message.objects.get().link == "/me/"
    assert set(Restriction.objects.values_list("told_at", flat=True)) == {Message.objects.get().sent_at}


def test_no_end_is_written_where_nobody_was_told(cast: Cast) -> None:
    """Not even by code that forgets to: the database refuses it."""
    row = restrict(cast)
    row.ended_at, row.cause = timezone.now(), "lifted"
    for told_at in (None, row.ended_at + dt.timedelta(seconds=1)):
        row.told_at = told_at
        with (
            pytest.raises(IntegrityError, match="restriction_told_before_its_end"),
            ledger.entry(ConsentEvent.UNRESTRICTED, actor=BY, subject=cast.priya.pk),
        ):
            row.save()
    assert stopped(cast) == {MOUSE, CLICK, KEYS, SCREEN}


def test_an_end_that_fails_leaves_neither_message_nor_end(cast: Cast) -> None:
    restrict(cast)

    def failing() -> None:
        with transaction.atomic():
            end()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        failing()
    assert not Message.objects.exists()
    assert stopped(cast)


def test_the_end_of_an_erasure_sends_no_message_of_its_own(cast: Cast) -> None:
    restrict(cast, kind="erasure")
    assert end("erased") == 1
    assert not Message.objects.exists()
    row = Restriction.objects.get()
    assert (row.told_at, row.cause) == (None, "erased")


def test_an_end_of_nothing_writes_nothing(cast: Cast) -> None:
    restrict(cast)
    assert [end(origin=OTHER), end(), end()] == [0, 1, 0]
    assert Entry.objects.filter(event="consent:restriction:end").count() == 1
    assert Message.objects.count() == 1


def test_what_has_ended_can_be_restricted_again_under_the_same_request(cast: Cast) -> None:
    first = restrict(cast, MOUSE)
    end()
    again = restrict(cast, KEYS)
    assert again != first
    assert stopped(cast) == {KEYS}


def test_it_lasts_until_the_last_request_is_over(cast: Cast) -> None:
    restrict(cast, MOUSE, KEYS)
    restrict(cast, KEYS, origin=OTHER, kind="objection")
    end()
    assert stopped(cast) == {KEYS}
    end("upheld", origin=OTHER)
    assert stopped(cast) == set()


def test_it_is_about_one_person_one_program_and_the_named_signals(cast: Cast) -> None:
    restrict(cast, MOUSE)
    assert stopped(cast) == {MOUSE}
    assert restricted_signals(cast.marco, cast.program) == frozenset()
    other = another_program()
    assert restricted_signals(cast.priya, other) == frozenset()
    restrict(cast, KEYS, program=None, origin=OTHER)
    assert stopped(cast) == {MOUSE, KEYS}
    assert restricted_signals(cast.priya, other) == {KEYS}


def test_choices_are_recorded_meanwhile_and_no_choice_is_touched(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    restrict(cast)
    cast.give(cast.priya, KEYS)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    choices.refuse(person=cast.priya, program=cast.program, signals=[CLICK], by=cast.priya)
    states = {MOUSE: "withdrawn", KEYS: "given", CLICK: "refused"}
    assert dict(Consent.objects.values_list("signal", "state")) == states
    assert cast.priya.receipts.count() == 4
    end()
    assert dict(Consent.objects.values_list("signal", "state")) == states


@pytest.mark.rule("R109")
def test_who_left_can_still_ask_for_it_and_is_still_told(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    leave(person=cast.priya, by=BY)
    restrict(cast, program=None)
    assert stopped(cast) == {MOUSE, CLICK, KEYS, SCREEN}
    assert end() == 1
    assert Message.objects.filter(person=cast.priya, kind="restriction-ends").count() == 1
    assert Consent.objects.get().state == "expired", "and its end brings nothing back"


def test_the_data_recorded_before_is_marked_derived_datasets_included(cast: Cast) -> None:
    declare_derived(source=cast.datasets[MOUSE], derived=cast.datasets[CLICK], by=BY)
    declare_derived(source=cast.datasets[CLICK], derived=cast.datasets[SCREEN], by=BY)
    mouse, click, keys, screen = (cast.datasets[signal].pk for signal in (MOUSE, CLICK, KEYS, SCREEN))
    assert restricted_datasets(cast.priya) == set()
    restrict(cast, MOUSE)
    assert restricted_datasets(cast.priya) == {mouse, click, screen}
    assert restricted_datasets(cast.marco) == set()
    restrict(cast, origin=OTHER, kind="objection")
    assert restricted_datasets(cast.priya) == {mouse, click, keys, screen}
    end("overruled", origin=OTHER)
    end()
    assert restricted_datasets(cast.priya) == set()


def test_a_restriction_of_every_program_marks_what_any_program_records(cast: Cast) -> None:
    other = another_program()
    programs.attach_dataset(program=other, dataset=cast.datasets[KEYS])
    programs.publish_notice(program=other, summary=["We record."])
    restrict(cast, program=other)
    assert restricted_datasets(cast.priya) == {cast.datasets[KEYS].pk}
    restrict(cast, MOUSE, program=None, origin=OTHER)
    assert restricted_datasets(cast.priya) == {cast.datasets[KEYS].pk, cast.datasets[MOUSE].pk}


def test_what_is_being_erased_is_stopped_and_not_marked_as_restricted(cast: Cast) -> None:
    restrict(cast, kind="erasure")
    assert stopped(cast) == {MOUSE, CLICK, KEYS, SCREEN}
    assert restricted_datasets(cast.priya) == set()
