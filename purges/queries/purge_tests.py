"""Reads of datasets and of the tests of their deletion."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from people import queries as people
from people.models import Person
from purges import mapping
from purges.models import PurgePass, PurgeTest
from stores.models import Dataset
from stores.queries import stores_for

Tested = PurgeTest.State
# A test that planted, and whose dataset nobody holds so long after its start, lost its worker; one that never began waits longer.
TEST_OVERDUE = dt.timedelta(minutes=10)
TEST_NEVER_BEGUN = dt.timedelta(days=1)


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
