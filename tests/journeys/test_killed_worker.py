"""A worker killed with SIGKILL in the middle of a pass: a new one finishes, within 15 s, with exact counts."""

import pytest

from consent.actions import choices
from purges.models import PassBatch, PurgeOrder
from tests.cast import MOUSE, make_cast, number_of
from tests.journeys.stores import event_table, rows_left
from tests.journeys.workers import Worker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 600_000


def verified(order: PurgeOrder) -> bool:
    order.refresh_from_db()
    return order.state == PurgeOrder.State.VERIFIED


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_the_order_is_verified_and_every_row_is_counted_once(kind, request, settings, tmp_path, valkey) -> None:
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql_server").replace("postgresql://", "postgresql+psycopg://")
    else:
        url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    settings.PURGE_GRACE_SECONDS = 0
    # The test's own row share is all of the table.
    worker_settings = {"ASSENT_PURGE_CEILING_PERCENT": "100"}
    cast = make_cast(datasets=False)
    number = number_of(cast.priya)
    event_table(cast, url, {number: ROWS, "E99999": 1_000})
    cast.give(cast.priya, MOUSE)
    with Worker(tmp_path, **worker_settings) as first:
        order = choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
        wait_for(lambda: PassBatch.objects.filter(state="committed").count() >= 2, 40, "Two committed batches")
        first.kill()
    assert not verified(order), "the worker was killed too late to show anything"
    left = rows_left(url, number)
    assert 0 < left < ROWS
    with Worker(tmp_path, **worker_settings):
        seconds = wait_for(lambda: verified(order), 15, "Verification")
    step = order.steps.get()
    assert (step.rows_before, step.rows_erased, step.rows_after) == (ROWS, ROWS, 0), (seconds, left)
    assert rows_left(url, number) == 0
    assert rows_left(url, "E99999") == 1_000
