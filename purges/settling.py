"""Settling an order once all its datasets are verified or kept for a legal ground, and opening it again when that changes."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from audit import ledger
from common.canonical import canonical_bytes
from common.rights import Right
from common.states import move
from people import queries as people
from people.actions import send_message
from purges import certificates, queries
from purges.events import PurgeEvent
from purges.models import Certificate, PurgeOrder, PurgeStep
from purges.signals import order_held, order_settled

State = PurgeOrder.State
Step = PurgeStep.State
BY = "system:purges"


def settle(ref: uuid.UUID) -> bool:
    """Settle an order whose every living step is verified; return whether this call did it.

    Where the others are verified and some are kept for a legal ground, the order stays open, and says so once.
    """
    with transaction.atomic():
        order = PurgeOrder.objects.select_for_update(of=("self",)).select_related("person").get(pk=ref)
        living = order.steps.exclude(state=Step.CANCELLED)
        if order.state != State.OPEN or living.exclude(queries.AT_REST).exists():
            return False
        if living.filter(state=Step.HELD).exists():
            _come_to_rest(order, living)
            return False
        now = timezone.now()
        statement, facts = _statement(order, living, settled_at=now)
        with ledger.entry(PurgeEvent.VERIFIED, actor=BY, subject=order.person_id, ref=ref, **facts) as entry:
            order = move(order, State.VERIFIED, settled_at=now, held_at=None)
        _publish(order, statement, entry.id, kind="purge-verified")
        transaction.on_commit(lambda: order_settled.send_robust(sender=PurgeOrder, order=order), robust=True)
    return True


def _come_to_rest(order: PurgeOrder, living: QuerySet[PurgeStep]) -> None:
    """Say once that nothing is left to do but what a legal hold keeps: entry, certificate, message, signal (R75, R76)."""
    if order.held_at is not None:
        return
    statement, facts = _statement(order, living, settled_at=None)
    held = [one["held"] for one in statement["datasets"] if one["state"] == Step.HELD]
    if not all(held):
        # A hold ended this very moment: its step is due again, the sweep sees to it.
        return
    facts |= {"held": len(held), "categories": sorted({one["category"] for one in held})}
    with ledger.entry(PurgeEvent.HELD, actor=BY, subject=order.person_id, ref=order.pk, **facts) as entry:
        order.held_at = timezone.now()
        order.save()
    _publish(order, statement, entry.id, kind="purge-held")
    transaction.on_commit(lambda: order_held.send_robust(sender=PurgeOrder, order=order), robust=True)


def _statement(
    order: PurgeOrder, living: QuerySet[PurgeStep], *, settled_at: dt.datetime | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    statement = certificates.statement(order, settled_at=settled_at)
    facts: dict[str, Any] = living.aggregate(rows_before=Sum("rows_before"), rows_erased=Sum("rows_erased"))
    facts["certificate"] = hashlib.sha256(canonical_bytes(statement)).hexdigest()
    facts["datasets"] = len(statement["datasets"])
    return statement, facts


def _publish(order: PurgeOrder, statement: dict[str, Any], entry: uuid.UUID, *, kind: str) -> None:
    Certificate.objects.create(order=order, statement=statement, entry=entry, made_at=timezone.now())
    send_message(person=order.person, kind=kind, about=order.about, link=f"/me/purges/{order.pk}/")


def resume(ref: uuid.UUID) -> None:
    """Note that an order which was at rest goes on, because a hold ended. Must run inside a transaction."""
    order = PurgeOrder.objects.select_for_update(of=("self",)).get(pk=ref)
    if order.held_at is None:
        return
    datasets = order.steps.filter(state=Step.DUE).count()
    with ledger.entry(PurgeEvent.RESUMED, actor=BY, subject=order.person_id, ref=ref, datasets=datasets):
        order.held_at = None
        order.save()


def settle_left_over() -> None:
    """Settle what a worker verified or kept but did not live to settle."""
    for ref in queries.orders_to_settle():
        settle(ref)


def reopen(ref: uuid.UUID, *, rows_found: int) -> None:
    """Open a verified order again because later rows were found; the person and the officers are told."""
    with transaction.atomic():
        order = PurgeOrder.objects.select_for_update(of=("self",)).select_related("person").get(pk=ref)
        if order.state != State.VERIFIED:
            return
        facts = {"rows_found": rows_found, "datasets": order.steps.filter(state=Step.DUE).count()}
        with ledger.entry(PurgeEvent.REOPENED, actor=BY, subject=order.person_id, ref=ref, **facts):
            order = move(order, State.OPEN, settled_at=None)
        send_message(person=order.person, kind="purge-late-rows", about=order.about, link=f"/me/purges/{ref}/")
    tell_officers([order])


def tell_officers(orders: Iterable[PurgeOrder]) -> None:
    """Put 'needs a person' into the inbox of those who may open it: never the person or their managers, never twice unread."""
    officers = list(people.holding(Right.PURGES_APPROVE))
    for order in orders:
        barred = people.above(order.person_id) | {order.person_id}
        allowed = [officer for officer in officers if officer.pk not in barred]
        overseeing = people.scoped_to(order.origin, "oversee_program")
        link = f"/office/purges/{order.pk}/"
        # A program that nobody oversees must not fail unseen: then every other officer hears of it.
        for officer in [one for one in allowed if one.pk in overseeing] or allowed:
            if not people.waits(officer, kind="purge-attention", link=link):
                send_message(person=officer, kind="purge-attention", about=order.short_ref, link=link)
