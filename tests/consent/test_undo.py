"""An undo takes back one withdrawal, whole, and nothing of another one."""

import pytest

from common.errors import Conflict
from consent.actions import choices
from purges import passes
from purges.models import PurgeOrder, PurgeStep
from stores import actions as stores
from stores.models import Dataset
from tests.cast import BY, CLICK, MOUSE, Cast, number_of

TABLE = "more"
pytestmark = pytest.mark.flows


def dataset(cast: Cast, *signals: str) -> Dataset:
    cast.memory.put(TABLE, [{"employee": "E99999", "value": 1}] * 20)
    cast.memory.put(TABLE, [{"employee": number_of(cast.priya), "value": 1}])
    return stores.register_dataset(
        store=cast.datasets[MOUSE].store,
        name="More",
        location=TABLE,
        subject_column="employee",
        identifier_kind="employee-number",
        signals=signals,
        by=BY,
    )


def rows(cast: Cast) -> int:
    return sum(row["employee"] == number_of(cast.priya) for row in cast.memory.tables[TABLE])


def withdraw(cast: Cast, *signals: str) -> PurgeOrder:
    return choices.withdraw(person=cast.priya, program=cast.program, signals=signals, by=cast.priya)


def undo(cast: Cast, signal: str) -> None:
    choices.undo(person=cast.priya, program=cast.program, signal=signal, by=cast.priya)


def test_what_another_withdrawn_signal_shares_is_erased_all_the_same(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    mixed = dataset(cast, MOUSE, CLICK)
    for source in (MOUSE, CLICK):
        stores.declare_derived(source=cast.datasets[source], derived=mixed, by=BY)
    cast.give(cast.priya, MOUSE, CLICK)
    withdraw(cast, MOUSE)
    withdraw(cast, CLICK)
    with pytest.raises(Conflict):
        undo(cast, CLICK)
    passes.run(mixed.pk)
    assert rows(cast) == 0


def test_signals_withdrawn_together_are_undone_one_by_one(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    order = withdraw(cast, MOUSE, CLICK)
    undo(cast, CLICK)
    assert dict(order.steps.values_list("dataset__name", "state")) == {"Pointer": "due", "Clicks": "cancelled"}


def test_derived_data_is_kept_with_its_source(cast: Cast) -> None:
    derived = dataset(cast, MOUSE)
    stores.declare_derived(source=cast.datasets[MOUSE], derived=derived, by=BY)
    cast.give(cast.priya, MOUSE)
    order = withdraw(cast, MOUSE)
    undo(cast, MOUSE)
    passes.run(derived.pk)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.CANCELLED
    assert rows(cast) == 1


def test_derived_data_that_is_gone_already_cannot_be_undone(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    derived = dataset(cast, MOUSE)
    stores.declare_derived(source=cast.datasets[MOUSE], derived=derived, by=BY)
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    passes.run(derived.pk)
    with pytest.raises(Conflict):
        undo(cast, MOUSE)
    assert set(PurgeStep.objects.values_list("state", flat=True)) == {"due", "erased"}
