"""Choices that end without the person: the rows follow the gate, in chunks, once each, and people are told."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from audit.models import Entry
from audit.verification import verify
from common import days
from common.errors import DomainError
from consent import endings, queries
from consent.actions import choices, launch, person_pauses
from consent.models import Consent, DecisionChange, Ending, Prompt
from consent.queries.endings import left_over
from consent.tasks import run_ending, sweep_endings
from people.models import Message, Person
from portal.env import envint
from tests import programs
from tests.cast import CLICK, KEYS, MOUSE, Cast, make_person
from tests.declarations import SUMMARY

pytestmark = pytest.mark.flows


def change(cast: Cast) -> Ending:
    """A material change of the program."""
    programs.publish_notice(program=cast.program, summary=["We record more."])
    return Ending.objects.latest("started_at")


def states(person: Person) -> dict[str, str]:
    return dict(Consent.objects.filter(person=person).values_list("signal", "state"))


def kinds(person: Person) -> list[str]:
    return sorted(Message.objects.filter(person=person).values_list("kind", flat=True))


@pytest.mark.rule("R19")
def test_a_material_change_ends_every_yes_with_its_history_and_an_entry(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    cast.give(cast.marco, MOUSE)
    found = change(cast)
    assert (found.cause, found.total, found.done) == ("change", 3, 0)
    run_ending(str(found.pk))
    found.refresh_from_db()
    assert (found.done, found.total, found.told) == (3, 3, 2)
    assert found.finished_at is not None
    assert states(cast.priya) == {MOUSE: "expired", KEYS: "expired"}
    row = Consent.objects.get(person=cast.marco)
    assert (row.version, row.control, row.channel, row.history.count()) == (2, "change", "system", 2)
    assert row.valid_until == row.decided_at
    assert Entry.objects.filter(event="consent:choice:end").count() == 1


@pytest.mark.rule("R19")
def test_a_minor_change_ends_nothing(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    text = {"summary": [*SUMMARY, "Corrected."], "fields": {}, "sections": []}
    assert programs.launch(programs.change(cast.program, "notices", {"en": text}), material=False).version == 2
    assert not Ending.objects.exists()
    assert states(cast.priya) == {MOUSE: "given"}


def test_running_it_again_ends_no_row_twice(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    found = change(cast)
    for _ in range(3):
        endings.run(found.pk)
    assert Consent.objects.get().history.count() == 2
    assert kinds(cast.priya) == ["choices-ended-ask"]
    assert DecisionChange.objects.filter(scope="consent", allow=False).count() == 1


def test_what_a_dead_worker_left_is_gone_on_with_and_no_row_is_ended_twice(cast: Cast, monkeypatch, time_machine) -> None:
    monkeypatch.setattr(endings, "CHUNK", 1)
    for person in (cast.priya, cast.marco, cast.sam):
        cast.give(person, MOUSE)
    found = change(cast)
    time_machine.move_to(found.started_at, tick=False)
    tell, told = endings._tell, []

    def dies_at_the_second(*args: object) -> int:
        told.append(args)
        if len(told) == 2:
            msg = "killed"
            raise RuntimeError(msg)
        return tell(*args)

    monkeypatch.setattr(endings, "_tell", dies_at_the_second)
    with pytest.raises(RuntimeError, match="killed"):
        endings.run(found.pk)
    assert Consent.objects.filter(state="expired").count() == 1
    assert left_over() == [], "the dead worker's lease still counts"
    endings.run(found.pk)
    assert Consent.objects.filter(state="expired").count() == 1
    time_machine.shift(endings.LEASE_SECONDS + 1)
    assert left_over() == [found.pk]
    endings.run(found.pk)
    found.refresh_from_db()
    assert (found.done, found.told, left_over()) == (3, 3, [])
    assert [row.history.count() for row in Consent.objects.all()] == [2, 2, 2]
    assert Message.objects.filter(kind="choices-ended-ask").count() == 3
    assert verify().problems == []


def test_a_worker_that_lost_its_lease_stops(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    found = change(cast)
    other = found.started_at + dt.timedelta(hours=1)
    Ending.objects.filter(pk=found.pk).update(lease_until=other)
    assert endings._next_chunk(found.pk, found.started_at) is None
    assert states(cast.priya) == {MOUSE: "given"}


def test_a_no_said_before_the_worker_came_stays_a_no(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    found = change(cast)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    endings.run(found.pk)
    assert states(cast.priya) == {MOUSE: "withdrawn", KEYS: "expired"}


@pytest.mark.rule("R37")
def test_a_yes_that_ended_can_still_be_taken_back_and_is_not_undone(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    endings.run(change(cast).pk)
    assert not cast.priya.purge_orders.exists(), "an ending erases nothing by itself"
    order = choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert order.signals == [MOUSE]
    with pytest.raises(choices.StaleNotice):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)


@pytest.mark.rule("R42", "D16")
def test_who_said_no_lately_is_told_but_not_asked(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    choices.refuse(person=cast.priya, program=cast.program, signals=[KEYS], by=cast.priya)
    cast.give(cast.marco, MOUSE)
    assert not queries.may_ask(cast.priya, cast.program)
    endings.run(change(cast).pk)
    assert (kinds(cast.priya), kinds(cast.marco)) == (["choices-ended-change"], ["choices-ended-ask"])
    assert [prompt.person for prompt in Prompt.objects.all()] == [cast.marco]
    time_machine.move_to(days.months_after(Consent.objects.get(person=cast.priya, signal=KEYS).decided_at, 12))
    assert queries.may_ask(cast.priya, cast.program)


@pytest.mark.rule("R42", "D16")
def test_nobody_is_asked_twice_about_one_notice(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    found = change(cast)
    Prompt.objects.create(person=cast.priya, program=cast.program, about="notice-2", sent_at=found.started_at)
    endings.run(found.pk)
    assert kinds(cast.priya) == ["choices-ended-change"]
    choices.give(person=cast.priya, program=cast.program, signals=[MOUSE], notice_version=2, by=cast.priya)
    endings.run(change(cast).pk)
    assert kinds(cast.priya) == ["choices-ended-ask", "choices-ended-change"]


@pytest.mark.parametrize("months", [5, 0, -1])
@pytest.mark.rule("R42")
def test_fewer_than_six_months_of_rest_are_refused_at_the_start(months: int, monkeypatch) -> None:
    monkeypatch.setenv("ASSENT_REASK_MONTHS", str(months))
    with pytest.raises(ImproperlyConfigured, match="at least 6"):
        envint("ASSENT_REASK_MONTHS", 12, least=6)


def test_the_end_of_a_program_revokes_every_yes(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    launch.end(program=cast.program, by=cast.sam)
    endings.run(Ending.objects.get().pk)
    assert states(cast.priya) == {MOUSE: "revoked"}
    assert "choices-ended-end" in kinds(cast.priya)
    assert not Prompt.objects.exists()
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert states(cast.priya) == {MOUSE: "withdrawn"}
    with pytest.raises(DomainError, match="not open"):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)


@pytest.mark.rule("D24")
def test_choices_declared_invalid_need_a_new_notice_before_a_new_yes(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    launch.invalidate(program=cast.program, notice_below=2, by=cast.sam, words="The page hid the no.")
    endings.run(Ending.objects.get().pk)
    assert states(cast.priya) == {MOUSE: "invalidated"}
    with pytest.raises(DomainError, match="declared invalid"):
        cast.give(cast.priya, MOUSE)
    newer = programs.publish_notice(program=cast.program, summary=["Both answers are shown."])
    choices.give(person=cast.priya, program=cast.program, signals=[MOUSE], notice_version=newer.version, by=cast.priya)
    assert states(cast.priya) == {MOUSE: "given"}


@pytest.mark.rule("R33")
def test_a_yes_expires_at_its_time_and_one_prompt_is_sent_per_expiry(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    assert endings.expire_over() == 0
    for turn in (1, 2):
        until = Consent.objects.filter(person=cast.priya).latest("valid_until").valid_until
        time_machine.move_to(until + dt.timedelta(minutes=1), tick=False)
        assert endings.expire_over() == 2
        assert endings.expire_over() == 0
        assert states(cast.priya) == {MOUSE: "expired", KEYS: "expired"}
        assert Consent.objects.get(person=cast.priya, signal=MOUSE).valid_until == until
        assert Prompt.objects.count() == turn
        assert kinds(cast.priya) == ["choices-expired-ask"] * turn
        again = {"person": cast.priya, "program": cast.program, "signals": [MOUSE, KEYS], "by": cast.priya}
        choices.renew(**again, notice_version=cast.notice.version)
    assert set(states(cast.priya).values()) == {"renewed"}


@pytest.mark.rule("R33", "R42")
def test_an_expiry_asks_nobody_who_said_no_lately(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    until = Consent.objects.get().valid_until
    time_machine.move_to(until - dt.timedelta(days=40), tick=False)
    choices.refuse(person=cast.priya, program=cast.program, signals=[CLICK], by=cast.priya)
    time_machine.move_to(until, tick=False)
    assert endings.expire_over() == 1
    assert kinds(cast.priya) == ["choices-expired"]
    assert not Prompt.objects.exists()


def test_the_sweep_rings_for_what_is_left_and_ends_what_is_over(cast: Cast, monkeypatch, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    pause = person_pauses.pause(person=cast.marco, length="hour", by=cast.marco)
    found = change(cast)
    rung: list[str] = []
    monkeypatch.setattr(run_ending, "apply_async", lambda args, **_: rung.extend(args))
    time_machine.move_to(pause.until + dt.timedelta(minutes=1))
    sweep_endings()
    assert rung == [str(found.pk)]
    pause.refresh_from_db()
    assert pause.ended_at == pause.until


def test_many_people_end_in_chunks_of_whole_people(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(endings, "CHUNK", 3)
    people = [make_person(f"Person {number}") for number in range(5)]
    for person in people:
        cast.give(person, MOUSE, KEYS)
    found = change(cast)
    endings.run(found.pk)
    found.refresh_from_db()
    assert (found.done, found.told) == (10, 5)
    assert Entry.objects.filter(event="consent:choice:end").count() >= 2
    assert Message.objects.filter(kind="choices-ended-ask").count() == 5
