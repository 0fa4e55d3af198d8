"""The certificate of erasure: a statement of counts, later signed and bound to its ledger entry."""

import datetime as dt
from typing import Any

from audit import certificate, ledger
from purges.holds import Verdict, holds_on
from purges.models import Certificate, PurgeOrder, PurgeStep

TYPE = "assent/purge-certificate@v1"
# What verification means, in the words that the certificate carries.
VERIFICATION = "Counted again by another query than the one that erased; zero rows found."
BESIDES = " What a legal ground keeps (state `held`) was left out of that count and is counted by itself."


def statement(order: PurgeOrder, *, settled_at: dt.datetime | None) -> dict[str, Any]:
    """Say what was erased where, and what a legal ground keeps: opaque refs, counts, methods and times; never a value.

    Without `settled_at` the order is not settled: part of it is kept, by category and day of review, and by no matter.
    """
    steps = list(order.steps.exclude(state=PurgeStep.State.CANCELLED).select_related("dataset__store", "order"))
    holds = holds_on(steps)
    kept = {step.pk: holds.of_step(step) for step in steps if step.state == PurgeStep.State.HELD}
    # A signal whose withdrawal was undone in time is not among what was erased.
    erased = {signal for step in steps for signal in step.dataset.signals}
    return {
        "type": TYPE,
        "order": str(order.ref),
        "subject": str(order.person_id),
        "reason": order.reason,
        "origin": str(order.origin),
        "signals": [signal for signal in order.signals if signal in erased],
        "ordered_at": _utc(order.created_at),
        "settled_at": _utc(settled_at),
        "verification": VERIFICATION + (BESIDES if kept else ""),
        "datasets": [_dataset(step, kept.get(step.pk)) for step in steps],
    }


def document(made: Certificate) -> dict[str, Any]:
    """Sign the statement and add leaf and inclusion proof, so that anybody can check it with `bin/verify-trail`."""
    return certificate.make(
        made.statement,
        leaf=ledger.payload(made.entry),
        proof=ledger.proof(made.entry),
        sign=ledger.sign,
        key=ledger.verifier_key(),
    )


def _dataset(step: PurgeStep, kept: Verdict | None) -> dict[str, Any]:
    return {
        "dataset": str(step.dataset_id),
        "name": step.dataset.name,
        "store": step.dataset.store.name,
        "store_kind": step.dataset.store.kind,
        "signals": list(step.dataset.signals),
        "state": step.state,
        "recorded_since": _utc(step.since),
        "recorded_until": _utc(step.until),
        "held": _held(step, kept),
        "method": step.method,
        "layers_cleared": step.layers.get("cleared", []),
        "layers_residual": step.layers.get("residual", []),
        "rows_before": step.rows_before or 0,
        "rows_erased": step.rows_erased,
        "rows_after": step.rows_after or 0,
        "count_inferred": step.inferred,
        "erased_at": _utc(step.erased_at),
        "verified_at": _utc(step.verified_at),
    }


def _held(step: PurgeStep, kept: Verdict | None) -> dict[str, Any] | None:
    hold = kept.leading if kept else None
    if hold is None:
        return None
    return {"category": hold.category, "review_on": hold.review_on.isoformat(), "rows": step.rows_held}


def _utc(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
