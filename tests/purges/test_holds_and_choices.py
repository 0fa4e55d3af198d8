"""A hold beside what people and programs do: an undo, a new yes, a program that changes."""

import pytest

from common.errors import Conflict
from consent.actions import choices
from purges.models import PurgeOrder, PurgeStep
from tests import programs
from tests.cast import MOUSE, Cast
from tests.purges.holding import order, place, step_of, withdrawn, work

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
