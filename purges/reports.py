"""This room's reports: the deletion register."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from common.canonical import canonical_bytes
from purges import queries
from purges.models import PurgeOrder, PurgeStep

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
)


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
    )
