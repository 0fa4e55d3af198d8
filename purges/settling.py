"""Settling an order once all its datasets are verified, and opening it again when rows turn up later."""

import hashlib
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Sum
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
from purges.signals import order_settled

State = PurgeOrder.State
Step = PurgeStep.State
BY = "system:purges"


def settle(ref: uuid.UUID) -> bool:
    """Settle an order whose every living step is verified; return whether this call did it."""
    with transaction.atomic():
        order = PurgeOrder.objects.select_for_update(of=("self",)).select_related("person").get(pk=ref)
        living = order.steps.exclude(state=Step.CANCELLED)
        if order.state != State.OPEN or living.exclude(state=Step.VERIFIED).exists():
            return False
        now = timezone.now()
        statement = certificates.statement(order, settled_at=now)
        facts = living.aggregate(rows_before=Sum("rows_before"), rows_erased=Sum("rows_erased"))
        facts["certificate"] = hashlib.sha256(canonical_bytes(statement)).hexdigest()
        facts["datasets"] = len(statement["datasets"])
        with ledger.entry(PurgeEvent.VERIFIED, actor=BY, subject=order.person_id, ref=ref, **facts) as entry:
            order = move(order, State.VERIFIED, settled_at=now)
        Certificate.objects.create(order=order, statement=statement, entry=entry.id, made_at=now)
        send_message(person=order.person, kind="purge-verified", about=order.about, link=f"/me/purges/{ref}/")
        transaction.on_commit(lambda: order_settled.send_robust(sender=PurgeOrder, order=order), robust=True)
    return True


def settle_left_over() -> None:
    """Settle what a worker verified but did not live to settle."""
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
