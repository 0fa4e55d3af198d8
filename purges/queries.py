"""Reads of orders and steps: what the sweep has to ring for, and who may see what."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.rights import Right
from people import queries as people
from people.models import Person
from purges import mapping
from purges.models import Certificate, ParkedItem, PurgeOrder, PurgePass, PurgeStep, PurgeTest
from stores.models import Dataset
from stores.queries import stores_for

Step = PurgeStep.State
# Orders with the totals that `with_totals` adds.
Orders = QuerySet[Any]
Tested = PurgeTest.State
# A test that planted, and whose dataset nobody holds so long after its start, lost its worker; one that never began waits longer.
TEST_OVERDUE = dt.timedelta(minutes=10)
TEST_NEVER_BEGUN = dt.timedelta(days=1)


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


def orders_to_settle() -> list[uuid.UUID]:
    """Open orders whose every living step is verified: whoever should have settled them died before."""
    steps = PurgeStep.objects.filter(order=OuterRef("pk"))
    unverified = steps.exclude(state__in=(Step.VERIFIED, Step.CANCELLED))
    waiting = PurgeOrder.objects.filter(~Exists(unverified), Exists(steps.filter(state=Step.VERIFIED)))
    return list(waiting.filter(state=PurgeOrder.State.OPEN).order_by("created_at").values_list("pk", flat=True)[:100])


def with_totals(orders: QuerySet[PurgeOrder]) -> Orders:
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
    """The newest certificate of a verified order."""
    if order.state != PurgeOrder.State.VERIFIED:
        return None
    return order.certificates.first()


def orders_for(person: Person) -> Orders:
    """The orders of the programs that an officer oversees, except those of their own reports (law 8: manager-blind)."""
    if not person.has_perm(Right.PURGES_READ):
        raise PermissionDenied
    overseen = people.scopes_of(person, "oversee_program")
    orders = PurgeOrder.objects.filter(origin__in=overseen).exclude(person__in=people.below(person))
    return with_totals(orders).order_by("-created_at", "-ref")


def needing_a_person(orders: Orders) -> Orders:
    """Narrow to orders with a step that can't go on by itself."""
    return orders.filter(failed__gt=0)


def search(orders: Orders, *, state: str, q: str) -> Orders:
    """Narrow by state (or `attention`: a step needs a person) and by the beginning of the ref."""
    if state == "attention":
        orders = needing_a_person(orders)
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


def dataset_for(person: Person, ref: uuid.UUID) -> Dataset:
    """One dataset of a store that the person looks after, or 404."""
    mine = Dataset.objects.filter(store__in=stores_for(person)).select_related("store")
    dataset: Dataset = get_object_or_404(mine, pk=ref)
    return dataset


def tests_of(dataset: Dataset) -> QuerySet[PurgeTest]:
    """The dataset's deletion tests, newest first."""
    return PurgeTest.objects.filter(dataset=dataset)


def purge_tests_of(datasets: Iterable[Dataset]) -> dict[uuid.UUID, PurgeTest]:
    """The newest deletion test of each dataset, by the dataset's ref. One query; a dataset without a test is left out."""
    return _newest(datasets, PurgeTest.objects.all())


def unproven(datasets: Iterable[Dataset]) -> list[Dataset]:
    """Those of the datasets whose deletion is not proven, in the order in which they were given (R67, R68).

    Proven: the newest test that ended passed, with the mapping as it is now, no longer than `ASSENT_PURGE_TEST_DAYS` ago. Two
    queries at most when the datasets come with their stores.
    """
    asked = list(datasets)
    ended = _newest(asked, PurgeTest.objects.exclude(state=Tested.RUNNING))
    return [dataset for dataset in asked if not proves(ended.get(dataset.pk), dataset)]


def deletion_proven(dataset: Dataset) -> bool:
    """Say whether a test purge with a planted canary has shown that the dataset's deletion works as it is mapped now."""
    return not unproven([dataset])


def proves(test: PurgeTest | None, dataset: Dataset) -> bool:
    """Say whether this test proves the dataset's deletion today; no test proves nothing."""
    if test is None or test.state != Tested.PASSED or test.ended_at is None:
        return False
    oldest = timezone.now() - dt.timedelta(days=settings.PURGE_TEST_DAYS)
    return test.ended_at >= oldest and test.mapping == mapping.digest(dataset)


def _newest(datasets: Iterable[Dataset], tests: QuerySet[PurgeTest]) -> dict[uuid.UUID, PurgeTest]:
    newest = tests.filter(dataset=OuterRef("dataset")).order_by("-started_at", "-ref").values("pk")[:1]
    refs = [dataset.pk for dataset in datasets]
    return {test.dataset_id: test for test in PurgeTest.objects.filter(dataset__in=refs, pk=Subquery(newest))}


def names_somebody(subject: str) -> bool:
    """Say whether any person is known by this value, in any case: then it is no name for a canary."""
    return people.known_by(subject)


def purge_tests_waiting() -> list[uuid.UUID]:
    """Tests that nothing was planted for yet and whose dataset no living worker holds."""
    waiting = _unheld().filter(state=Tested.RUNNING, canary="").order_by("started_at")
    return list(waiting.values_list("pk", flat=True)[:100])


def purge_tests_overdue() -> list[PurgeTest]:
    """Running tests that began long ago and whose dataset no living worker holds: their worker died."""
    now = timezone.now()
    died = ~Q(canary="") & Q(started_at__lt=now - TEST_OVERDUE)
    late = _unheld().filter(died | Q(started_at__lt=now - TEST_NEVER_BEGUN), state=Tested.RUNNING)
    return list(late.select_related("dataset__store").order_by("started_at")[:20])


def purge_tests_with_leftovers() -> list[PurgeTest]:
    """Ended tests whose canary may still be in the store."""
    left = _unheld().filter(state=Tested.FAILED).exclude(canary="").filter(Q(left__isnull=True) | Q(left__gt=0))
    return list(left.select_related("dataset__store").order_by("started_at")[:20])


def _unheld() -> QuerySet[PurgeTest]:
    held = PurgePass.objects.filter(ended_at__isnull=True, lease_until__gte=timezone.now()).values("dataset")
    return PurgeTest.objects.exclude(dataset__in=held)
