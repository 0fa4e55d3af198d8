"""Reads of orders and steps: what the sweep has to ring for, and who may see what."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.rights import Right
from people.models import Person
from purges.models import Certificate, PurgeOrder, PurgePass, PurgeStep

Step = PurgeStep.State


def datasets_due() -> list[uuid.UUID]:
    """Datasets with a due or abandoned step that no living worker holds."""
    now = timezone.now()
    held = PurgePass.objects.filter(ended_at__isnull=True, lease_until__gte=now).values("dataset")
    waiting = PurgeStep.objects.filter(Q(state=Step.DUE, due_at__lte=now) | Q(state=Step.RUNNING))
    return list(waiting.exclude(dataset__in=held).order_by().values_list("dataset", flat=True).distinct())


def datasets_to_verify() -> list[uuid.UUID]:
    """Datasets with erased steps not looked at yet, or with a later check due."""
    now = timezone.now()
    waiting = PurgeStep.objects.filter(
        Q(state=Step.ERASED, next_check_at__isnull=True) | Q(next_check_at__lte=now),
    )
    return list(waiting.order_by().values_list("dataset", flat=True).distinct())


def with_totals(orders: QuerySet[PurgeOrder]) -> QuerySet[PurgeOrder]:
    """Add counts over the living steps: datasets, verified, failed, rows before and erased."""
    living = ~Q(steps__state=Step.CANCELLED)
    return orders.annotate(
        datasets=Count("steps", filter=living),
        verified=Count("steps", filter=Q(steps__state=Step.VERIFIED)),
        failed=Count("steps", filter=Q(steps__state=Step.FAILED)),
        running=Count("steps", filter=Q(steps__state=Step.RUNNING)),
        rows_before=Coalesce(Sum("steps__rows_before", filter=living), 0),
        rows_erased=Coalesce(Sum("steps__rows_erased", filter=living), 0),
    )


def steps_of(order: PurgeOrder) -> QuerySet[PurgeStep]:
    """The order's living steps with their datasets, stores and passes."""
    living = order.steps.exclude(state=Step.CANCELLED)
    return living.select_related("dataset__store", "purge_pass").order_by("dataset__store__name", "dataset__name")


def own_orders(person: Person) -> QuerySet[PurgeOrder]:
    """The person's own orders, newest first."""
    return with_totals(PurgeOrder.objects.filter(person=person)).order_by("-created_at")


def own_order(person: Person, ref: uuid.UUID) -> PurgeOrder:
    """One of the person's own orders, or 404."""
    return get_object_or_404(own_orders(person), pk=ref)


def certificate_of(order: PurgeOrder) -> Certificate | None:
    """The newest certificate of a verified order."""
    if order.state != PurgeOrder.State.VERIFIED:
        return None
    return order.certificates.first()


def orders_for(person: Person) -> QuerySet[PurgeOrder]:
    """Every order, for officers, except those of their own reports: managers never see a choice (law 8)."""
    if not person.has_perm(Right.PURGES_READ):
        raise PermissionDenied
    below = _below(person)
    return with_totals(PurgeOrder.objects.exclude(person__in=below)).order_by("-created_at", "-ref")


def search(orders: QuerySet[PurgeOrder], *, state: str, q: str) -> QuerySet[PurgeOrder]:
    """Narrow by state (or `attention`: a step needs a person) and by the beginning of the ref."""
    if state == "attention":
        orders = orders.filter(failed__gt=0)
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
    return get_object_or_404(orders_for(person), pk=ref)


def running_for(person: Person) -> QuerySet[PurgeOrder]:
    """Orders that are open now, oldest first."""
    return orders_for(person).filter(state=PurgeOrder.State.OPEN).order_by("created_at")


def register(*, since: dt.datetime, until: dt.datetime) -> QuerySet[PurgeStep]:
    """The deletion register: every living step of orders opened in a period, oldest first. No person in it."""
    steps = PurgeStep.objects.filter(order__created_at__gte=since, order__created_at__lt=until)
    return steps.exclude(state=Step.CANCELLED).select_related("order", "dataset__store").prefetch_related(
        "order__certificates",
    ).order_by("order__created_at", "order_id", "pk")


def _below(person: Person) -> set[uuid.UUID]:
    """Everyone under this person in the reporting line, however far down."""
    found: set[uuid.UUID] = set()
    level = {person.pk}
    while level:
        level = set(Person.objects.filter(manager__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found
