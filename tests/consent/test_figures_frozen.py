"""Figures are counted from history as of a month's end, once, and never again."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command

from audit import ledger
from audit.models import Entry
from common.errors import Conflict
from consent.actions import figures
from consent.events import ConsentEvent
from consent.models import FrozenFigure, Notice, Program, ProgramSignal
from people.models import Person
from tests import programs
from tests.cast import BY, MOUSE
from tests.consent.company import choose, day, make_people, make_program, rechoose

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R101", "R102")]
JANUARY, FEBRUARY, MARCH = (dt.date(2026, month, 1) for month in (1, 2, 3))


def freeze(at: dt.datetime) -> int:
    """What beat does, on that day."""
    with time_machine.travel(at, tick=False):
        return figures.freeze_due()


def shown(period: dt.date, signal: str = MOUSE) -> dict[str, tuple[int | None, int | None]]:
    """What the month's table shows, by group."""
    rows = FrozenFigure.objects.filter(period=period, signal=signal)
    return {row.group: (row.shown, row.total) for row in rows}


def exact(period: dt.date, signal: str = MOUSE) -> dict[str, tuple[int, int]]:
    """What was counted, by group."""
    rows = FrozenFigure.objects.filter(period=period, signal=signal)
    return {row.group: (row.exact, row.exact_total) for row in rows}


@pytest.mark.flows
def test_a_month_is_counted_as_of_its_end_by_site_and_rounded() -> None:
    people, program = make_people({"Berlin": 14, "Dublin": 31}), make_program()
    choose(program, people["Berlin"][:6] + people["Dublin"][:17], at=day(1))
    choose(program, people["Dublin"][20:], at=day(2, 1))
    assert freeze(day(2, 1)) == 1
    assert exact(JANUARY) == {"": (23, 45), "Berlin": (6, 14), "Dublin": (17, 31)}
    assert shown(JANUARY) == {"": (20, 45), "Berlin": (5, 15), "Dublin": (15, 30)}


def test_counting_late_gives_what_counting_in_time_would_have() -> None:
    people, program = make_people({"Berlin": 14, "Dublin": 31}), make_program()
    everybody = people["Berlin"] + people["Dublin"]
    choose(program, everybody[:20], at=day(1))
    rechoose(program, everybody[:20], at=day(2), state="withdrawn")
    choose(program, everybody[20:32], at=day(3))
    Person.objects.filter(pk=everybody[0].pk).update(left_at=day(2, 20))
    assert freeze(day(4)) == 3
    assert exact(JANUARY)[""] == (20, 45)
    # Everybody counts at the site where they work now, so that January's sites are today's.
    assert exact(MARCH)[""] == (12, 44)


def test_a_month_is_frozen_once_and_never_counted_again() -> None:
    people, program = make_people({"Dublin": 31}), make_program()
    choose(program, people["Dublin"][:15], at=day(1))
    freeze(day(2))
    before = list(FrozenFigure.objects.order_by("pk").values())
    rechoose(program, people["Dublin"][:15], at=day(1, 20), state="withdrawn")
    assert freeze(day(2, 20)) == 0
    with time_machine.travel(day(2, 20), tick=False):
        assert figures.freeze(program=program, period=JANUARY) is False
        with pytest.raises(Conflict, match="not over"):
            figures.freeze(program=program, period=FEBRUARY)
    assert list(FrozenFigure.objects.order_by("pk").values()) == before


def test_the_ledger_says_that_figures_were_frozen_and_no_number_of_them() -> None:
    make_people({"Dublin": 31})
    program = make_program()
    freeze(day(2))
    entry = Entry.objects.get(event=ConsentEvent.FIGURES_FROZEN)
    assert str(program.pk) in bytes(entry.payload).decode()
    stated = {"period": "2026-01-01", "figures": 4, "hidden": 4}
    assert all(f'"{name}"' in bytes(entry.payload).decode() for name in stated)


@pytest.mark.rule("R19")
def test_a_yes_under_an_older_notice_or_past_its_end_is_not_counted() -> None:
    people, program = make_people({"Dublin": 40}), make_program()
    choose(program, people["Dublin"][:20], at=day(1))
    with time_machine.travel(day(2, 3), tick=False):
        programs.publish_notice(program=program, summary=["We record more."], sections=[], by=BY)
    assert Notice.objects.filter(program=program).count() == 2
    choose(program, people["Dublin"][20:28], at=day(2))
    freeze(day(3))
    assert exact(JANUARY)[""] == (20, 40)
    assert exact(FEBRUARY)[""] == (8, 40)


def test_where_the_basis_is_legitimate_interest_who_did_not_object_is_counted_and_where_nobody_chooses_nobody() -> None:
    people, program = make_people({"Dublin": 40}), make_program()
    rows = ProgramSignal.objects.filter(program=program).order_by("signal")
    with time_machine.travel(day(1, 11), tick=False), ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=program.pk):
        for row, basis in zip(rows, ("contract", "legitimate-interest"), strict=True):
            row.basis = basis
            row.save()
    choose(program, people["Dublin"][:8], at=day(1), state="objected")
    freeze(day(2))
    assert exact(JANUARY)[""] == (32, 40)
    assert set(FrozenFigure.objects.values_list("signal", flat=True)) == {MOUSE}


@pytest.mark.rule("R100")
def test_a_hire_and_a_leaver_change_no_figure_of_the_month() -> None:
    people, program = make_people({"Dublin": 31}), make_program()
    choose(program, people["Dublin"][:12], at=day(1))
    hired = make_people({"Dublin": 1}, joined=day(2))["Dublin"]
    choose(program, hired, at=day(2))
    Person.objects.filter(pk=people["Dublin"][30].pk).update(left_at=day(2))
    freeze(day(3))
    assert shown(JANUARY) == shown(FEBRUARY) == {"": (10, 30), "Dublin": (None, None)}


def test_five_changed_minds_make_a_new_figure_and_four_do_not() -> None:
    people, program = make_people({"Dublin": 40}), make_program()
    dublin = people["Dublin"]
    choose(program, dublin[:12], at=day(1))
    choose(program, dublin[12:16], at=day(2))
    choose(program, dublin[16:17], at=day(3))
    freeze(day(4))
    assert [shown(month)[""] for month in (JANUARY, FEBRUARY, MARCH)] == [(10, 40), (10, 40), (15, 40)]


def test_an_ended_program_and_a_draft_are_not_counted() -> None:
    make_people({"Dublin": 31})
    program = make_program()
    with time_machine.travel(day(2), tick=False):
        programs.add_program(slug="draft", name="Draft", signals={MOUSE: "m"})
        with ledger.entry(ConsentEvent.PROGRAM_ENDED, actor=BY, ref=program.pk):
            program.state = Program.State.ENDED
            program.save()
    assert freeze(day(5)) == 1


def test_the_command_does_what_beat_does_and_twice_changes_nothing() -> None:
    make_people({"Dublin": 31})
    make_program()
    for said in ("Frozen: 1 months of programs.\n", "Frozen: 0 months of programs.\n"):
        out = io.StringIO()
        with time_machine.travel(day(2), tick=False):
            call_command("freeze_figures", stdout=out)
        assert out.getvalue() == said
