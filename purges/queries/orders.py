"""Reads of orders and steps: what the sweep has to ring for, and who may see what."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.rights import Right
from people import queries as people
from people.models import Person
from purges.models import Certificate, ParkedItem, PurgeOrder, PurgePass, PurgeStep, Reason

Step = PurgeStep.State
# Orders with the totals that `with_totals` adds.
Orders = QuerySet[Any]
AT_REST = Q(state=Step.VERIFIED) | Q(state=Step.HELD) & (Q(rows_held__isnull=False) | ~Q(explanation=""))
"""Steps that nothing is left to do for: verified, or kept for a legal ground and looked at once (counted, or why not)."""


def datasets_due() -> list[uuid.UUID]:
    """Datasets with a due or abandoned step that no living worker holds."""
    now = timezone.now()
    held = PurgePass.objects.filter(ended_at__isnull=True, lease_until__gte=now).values("dataset")
    waiting = PurgeStep.objects.filter(Q(state=Step.DUE, due_at__lte=now) | Q(state=Step.RUNNING))
    return list(waiting.exclude(dataset__in=held).order_by().values_list("dataset", flat=True).distinct())


def datasets_to_verify() -> list[uuid.UUID]:
    """Datasets with erased or held steps not looked at yet, or with a later check due."""
    waiting = PurgeStep.objects.filter(waits_for_a_look(timezone.now()))
    return list(waiting.order_by().values_list("dataset", flat=True).distinct())


def waits_for_a_look(now: dt.datetime) -> Q:
    """Steps erased and not looked at yet, held and not counted yet, or with a later check due."""
    new = Q(state=Step.ERASED) | Q(state=Step.HELD, rows_held__isnull=True, explanation="")
    return new & Q(next_check_at__isnull=True) | Q(state__in=(Step.ERASED, Step.VERIFIED, Step.HELD), next_check_at__lte=now)


def orders_to_settle() -> list[uuid.UUID]:
    """Open orders with nothing left to do that don't say so: whoever should have settled them died before."""
    steps = PurgeStep.objects.filter(order=OuterRef("pk"))
    restless = steps.exclude(state=Step.CANCELLED).exclude(AT_REST)
    waiting = PurgeOrder.objects.filter(~Exists(restless), Exists(steps.filter(AT_REST)))
    # One that is at rest because of a hold says so by `held_at`, and stays open.
    waiting = waiting.filter(Q(held_at__isnull=True) | ~Exists(steps.filter(state=Step.HELD)))
    return list(waiting.filter(state=PurgeOrder.State.OPEN).order_by("created_at").values_list("pk", flat=True)[:100])


def with_totals(orders: QuerySet[PurgeOrder]) -> Orders:
    """Add counts over the living steps: datasets, verified, failed, held, rows before, erased and kept."""
    living = ~Q(steps__state=Step.CANCELLED)
    return orders.annotate(
        datasets=Count("steps", filter=living),
        verified=Count("steps", filter=Q(steps__state=Step.VERIFIED)),
        failed=Count("steps", filter=Q(steps__state=Step.FAILED)),
        running=Count("steps", filter=Q(steps__state=Step.RUNNING)),
        held=Count("steps", filter=Q(steps__state=Step.HELD)),
        rows_held=Coalesce(Sum("steps__rows_held", filter=Q(steps__state=Step.HELD)), 0),
        rows_before=Coalesce(Sum("steps__rows_before", filter=living), 0),
        rows_erased=Coalesce(Sum("steps__rows_erased", filter=living), 0),
    )


def steps_of(order: PurgeOrder) -> QuerySet[PurgeStep]:
    """The order's living steps with their datasets, stores and passes."""
    living = order.steps.exclude(state=Step.CANCELLED)
    return living.select_related("dataset__store", "purge_pass").order_by("dataset__store__name", "dataset__name")


def parked_of(steps: Collection[PurgeStep]) -> QuerySet[ParkedItem]:
    """Items that could not be read, in the datasets of these steps."""
    return ParkedItem.objects.filter(dataset__in=[step.dataset_id for step in steps], cleared_at__isnull=True)


def own_orders(person: Person) -> Orders:
    """The person's own orders, newest first."""
    return with_totals(PurgeOrder.objects.filter(person=person)).order_by("-created_at")


def own_order(person: Person, ref: uuid.UUID) -> PurgeOrder:
    """One of the person's own orders, or 404."""
    order: PurgeOrder = get_object_or_404(own_orders(person), pk=ref)
    return order


def certificate_of(order: PurgeOrder) -> Certificate | None:
    """The newest certificate of an order that is verified, or of which a hold keeps all that is left."""
    if order.state != PurgeOrder.State.VERIFIED and order.held_at is None:
        return None
    return order.certificates.first()


def orders_for(person: Person) -> Orders:
    """The orders of the programs that an officer oversees, and all that a request asked for.

    Never their own, nor those of their own reports (law 8: manager-blind).
    """
    if not person.has_perm(Right.PURGES_READ):
        raise PermissionDenied
    overseen = people.scopes_of(person, "oversee_program")
    theirs = PurgeOrder.objects.filter(Q(origin__in=overseen) | Q(reason=Reason.ERASURE))
    orders = theirs.exclude(person__in=people.below(person) | {person.pk})
    return with_totals(orders).order_by("-created_at", "-ref")


def needing_a_person(orders: Orders) -> Orders:
    """Narrow to orders with a step that can't go on by itself."""
    return orders.filter(failed__gt=0)


def search(orders: Orders, *, state: str, q: str) -> Orders:
    """Narrow by state (or `attention`: a step needs a person; `held`: a hold keeps some) and by the beginning of the ref."""
    if state == "attention":
        orders = needing_a_person(orders)
    elif state == "held":
        orders = orders.filter(held__gt=0)
    elif state in PurgeOrder.State.values:
        orders = orders.filter(state=state)
    if q:
        start = "".join(c for c in q.lower() if c in "0123456789abcdef-")[:36]
        orders = orders.annotate(text=Cast("ref", CharField())).filter(
            Q(text__istartswith=start) | Q(text__istartswith=start.replace("-", "")) if start else Q(pk__in=[]),
        )
    return orders


def order_for(person: Person, ref: uuid.UUID) -> PurgeOrder:
    """One order an officer may see, or 404."""
    order: PurgeOrder = get_object_or_404(orders_for(person), pk=ref)
    return order


def running_for(person: Person) -> Orders:
    """Orders that are open now, oldest first."""
    return orders_for(person).filter(state=PurgeOrder.State.OPEN).order_by("created_at")


def register(*, since: dt.datetime, until: dt.datetime) -> QuerySet[PurgeStep]:
    """The deletion register: every living step of orders opened in a period, oldest first. No person in it."""
    steps = PurgeStep.objects.filter(order__created_at__gte=since, order__created_at__lt=until)
    return (
        steps.exclude(state=Step.CANCELLED)
        .select_related("order", "dataset__store")
        .prefetch_related(
            "order__certificates",
        )
        .order_by("order__created_at", "order_id", "pk")
    )
