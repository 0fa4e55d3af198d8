"""This room's reports: the deletion register and the register of legal holds."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from common import days
from common.canonical import canonical_bytes
from purges import queries
from purges.models import Hold, PurgeOrder, PurgeStep
from purges.queries import holds as hold_queries

DELETION_REGISTER_COLUMNS = (
    "order",
    "reason",
    "program",
    "signals",
    "ordered_at",
    "settled_at",
    "order_state",
    "store",
    "dataset",
    "dataset_state",
    "rows_before",
    "rows_erased",
    "rows_after",
    "count_inferred",
    "method",
    "erased_at",
    "verified_at",
    "certificate_sha256",
    "recorded_since",
    "recorded_until",
    "rows_held",
)
HOLDS_REGISTER_COLUMNS = (
    "hold",
    "matter",
    "ground",
    "state",
    "people_named",
    "programs_named",
    "datasets_covered",
    "recorded_since",
    "recorded_until",
    "placed_at",
    "placed_by",
    "approved_at",
    "approved_by",
    "reviews",
    "reviewed_on",
    "review_on",
    "review_overdue",
    "lift_asked_at",
    "lift_asked_by",
    "ended_at",
    "lifted_by",
)
EVERYTHING = "all"


def deletion_register(since: dt.datetime, until: dt.datetime) -> Iterator[tuple[object, ...]]:
    """One line per order and dataset, oldest order first, streamed; opaque order refs only."""
    for step in queries.register(since=since, until=until).iterator(chunk_size=1_000):
        yield _line(step)


def _line(step: PurgeStep) -> tuple[object, ...]:
    order = step.order
    # An order that was opened again has no certificate that holds.
    made = next(iter(order.certificates.all()), None) if order.state == PurgeOrder.State.VERIFIED else None
    return (
        order.pk,
        order.reason,
        order.about,
        " ".join(order.signals),
        order.created_at,
        order.settled_at,
        order.state,
        step.dataset.store.name,
        step.dataset.name,
        step.state,
        step.rows_before,
        step.rows_erased,
        step.rows_after,
        step.inferred,
        step.method,
        step.erased_at,
        step.verified_at,
        hashlib.sha256(canonical_bytes(made.statement)).hexdigest() if made else "",
        step.since,
        step.until,
        step.rows_held,
    )


def holds_register(since: dt.datetime, until: dt.datetime) -> Iterator[tuple[object, ...]]:
    """One line per hold that kept something in the period, oldest first; opaque refs only, and no person whom it names (R76)."""
    for hold in hold_queries.register(since=since, until=until).iterator(chunk_size=500):
        yield _hold(hold)


def _hold(hold: Hold) -> tuple[object, ...]:
    return (
        hold.pk,
        hold.matter,
        hold.category,
        hold.state,
        EVERYTHING if hold.everybody else len(hold.people.all()),
        len(hold.programs.all()),
        EVERYTHING if hold.everywhere else len(hold.datasets.all()),
        hold.since,
        hold.until,
        hold.placed_at,
        hold.placed_by_id,
        hold.approved_at,
        hold.approved_by_id,
        len(hold.reviews.all()),
        hold.reviewed_on,
        hold.review_on,
        hold.active and hold.review_on < days.today(),
        hold.lift_asked_at,
        hold.lift_asked_by_id,
        hold.ended_at,
        hold.lifted_by_id,
    )
