"""A hold beside what people and programs do: an undo, a new yes, a program that changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.errors import Conflict
from consent.actions import choices
from purges import keeping, orders
from purges.actions import lifting
from purges.models import PurgeOrder, PurgePass, PurgeStep
from tests import programs
from tests.cast import MOUSE, TABLES, Cast, number_of
from tests.purges.holding import days_left, moment, order, place, record_on, say_when, step_of, withdrawn, work

pytestmark = [pytest.mark.flows, pytest.mark.rule("R76")]
Step = PurgeStep.State


def test_an_undo_releases_what_was_held_before_anything_was_erased(cast: Cast) -> None:
    place(cast, cast.priya)
    cast.record(cast.priya, MOUSE)
    made = withdrawn(cast, MOUSE)
    work(cast.datasets[MOUSE])
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    made.refresh_from_db()
    assert made.state == PurgeOrder.State.CANCELLED
    assert cast.rows(cast.priya, MOUSE) == 7


def test_a_new_yes_waits_while_a_hold_keeps_what_was_recorded_before(cast: Cast) -> None:
    place(cast, cast.priya)
    cast.record(cast.priya, MOUSE)
    withdrawn(cast, MOUSE)
    work(cast.datasets[MOUSE])
    with pytest.raises(Conflict, match="kept for a legal ground"):
        cast.give(cast.priya, MOUSE)


def test_a_dataset_that_left_the_program_stays_held(cast: Cast) -> None:
    place(cast, programs=[cast.program.pk])
    programs.change(cast.program, "datasets", [])
    made = order(cast, cast.datasets[MOUSE])
    cast.record(cast.priya, MOUSE)
    work(cast.datasets[MOUSE])
    assert step_of(made, cast.datasets[MOUSE]).state == Step.HELD


def test_what_is_recorded_after_recording_goes_on_outlives_the_hold(cast: Cast, time_machine) -> None:
    dataset = say_when(cast)
    record_on(cast, cast.priya, range(4))
    hold = place(cast, cast.priya, since=moment(2))
    made = order(cast, dataset)
    work(dataset)
    assert step_of(made, dataset).state == Step.HELD
    orders.stop_checks(person=cast.priya, datasets=[dataset.pk])
    later = timezone.now() + timedelta(days=10)
    cast.memory.put(TABLES[MOUSE], [{"employee": number_of(cast.priya), "value": 99, "at": later.isoformat()}])
    time_machine.move_to(timezone.now() + timedelta(days=8))
    work(dataset)
    assert step_of(made, dataset).state == Step.HELD, "the new row is no late one"
    lifting.ask_lift(hold=hold, by=cast.lena)
    lifting.lift(hold=hold, by=cast.sam)
    keeping.release(hold.pk)
    work(dataset)
    assert step_of(made, dataset).state == Step.VERIFIED
    assert days_left(cast, cast.priya) == [99]


def test_two_orders_in_one_dataset_go_in_passes_of_their_own(cast: Cast) -> None:
    dataset = say_when(cast)
    place(cast, cast.priya, since=moment(3), until=moment(5))
    for person in (cast.priya, cast.marco):
        record_on(cast, person, range(10))
        order(cast, dataset, person=person)
    work(dataset)
    assert (days_left(cast, cast.priya), days_left(cast, cast.marco)) == ([3, 4], [])
    assert PurgePass.objects.filter(outcome="done").count() == 2
