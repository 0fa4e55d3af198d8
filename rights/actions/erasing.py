"""Carrying out an erasure: a purge order does it, its signals end the request; no copy of its state is kept (R68 to R70)."""

import uuid
from collections.abc import Collection
from typing import Any, cast

from django.db import transaction

from audit import ledger
from consent.queries import keeping
from people.actions import Actor, actor_of
from purges import orders
from purges.models import PurgeOrder, Reason
from rights.actions import effects, telling
from rights.actions.closing import close, reopen
from rights.events import RightsEvent
from rights.models import Decision, Request
from rights.queries import erasing as queries
from rights.queries import mine, scope

BY = "system:requests"
Outcome = Request.Outcome
State = Request.State


def order(*, request: Request, decision: Decision, by: Actor) -> bool:
    """Order the erasing of everything the request is about but what the decision excepts; False where that is nothing."""
    kept = {uuid.UUID(one["dataset"]) for one in decision.exceptions if one.get("dataset")}
    datasets = [dataset.pk for dataset in scope.datasets_of(request) if dataset.pk not in kept]
    ordered = _order(request, datasets, by)
    if ordered is None:
        effects.end_stop(request, cause="erased", by=by)
        return False
    facts: dict[str, Any] = {"order": ordered.pk, "datasets": len(datasets)}
    with ledger.entry(RightsEvent.ERASING, actor=actor_of(by), subject=request.person_id, ref=request.pk, **facts) as entry:
        request.order = ordered
        request.save()
        telling.tell_recipients(request, decision="erase", entry_id=entry.id)
    return True


def _order(request: Request, datasets: Collection[uuid.UUID], by: Actor) -> PurgeOrder | None:
    since, until = scope.window(request)
    return orders.order(
        person=request.person,
        reason=Reason.ERASURE,
        origin=request.pk,
        about=request.short_ref,
        signals=request.signals,
        datasets=datasets,
        since=since,
        until=until,
        by=by,
    )


def on_order_settled(order: PurgeOrder, **_: Any) -> None:
    """Every dataset is verified: the request that caused the order is done, and what it stopped may go on as the choices say."""
    with transaction.atomic():
        request = _of(order, {State.ACCEPTED, State.FULFILLED})
        if request is None:
            return
        if request.state == State.FULFILLED:
            if request.outcome != Outcome.PARTLY or mine.partly_decided(request):
                return
            # A hold kept a part of it, and that is gone now too.
            request = reopen(request=request, cause="hold-ended", by=BY)
        outcome = Outcome.PARTLY if mine.partly_decided(request) else Outcome.GRANTED
        close(request=request, outcome=outcome, by=BY, message="request-done")
        _let_go_on(request)


def on_order_held(order: PurgeOrder, **_: Any) -> None:
    """All is erased but what a legal hold keeps: the person gets that answer now, and the rest when the hold ends (R75, R76)."""
    with transaction.atomic():
        request = _of(order, {State.ACCEPTED})
        if request is not None:
            close(request=request, outcome=Outcome.PARTLY, by=BY, message="request-held")
            _let_go_on(request)


def follow_orders() -> int:
    """Bring requests in line with their orders, where a worker died before a signal arrived, or an order was opened again.

    Return how many were changed. Rung by beat, so that no request waits for ever for a signal that was lost (R70).
    """
    changed = 0
    for request in queries.left_behind():
        order = cast("PurgeOrder", request.order)
        (on_order_held if order.held_at else on_order_settled)(order)
        changed += 1
    return changed + sum(_take_up(request) for request in queries.opened_again()[: queries.AT_ONCE])


def _take_up(request: Request) -> bool:
    """Take a request up again whose data turned up after it was done; the settled order closes it once more."""
    with transaction.atomic():
        still = queries.opened_again().select_for_update(of=("self",)).filter(pk=request.pk).first()
        if still is None:
            return False
        reopen(request=still, cause="late-rows", by=BY)
    return True


def _of(order: PurgeOrder, states: Collection[str]) -> Request | None:
    """The request that caused the order, locked, where it is in one of these states."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("person", "order")
    return rows.filter(order=order, state__in=states).first()


def _let_go_on(request: Request) -> None:
    """End what the request stopped. Where something is recorded again from now on, later checks would find that: they stop."""
    ended = effects.end_stop(request, cause="erased", by=BY)
    if ended:
        orders.stop_checks(person=request.person, datasets=keeping.recorded_now(request.person_id))
