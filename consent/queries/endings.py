"""Reads of endings: what is left over, and how far a program's endings are."""

import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone

from consent.models import Ending, PersonPause, Program


def left_over() -> list[uuid.UUID]:
    """Endings that no worker is at: not finished, and without a living lease."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    return list(Ending.objects.filter(free, finished_at__isnull=True).order_by("started_at").values_list("pk", flat=True))


def endings_of(program: Program) -> QuerySet[Ending]:
    """The program's endings with their progress, newest first."""
    return Ending.objects.filter(program=program)


def pauses_over() -> QuerySet[PersonPause]:
    """Pauses whose time is over and that nobody has closed yet."""
    return PersonPause.objects.filter(ended_at__isnull=True, until__lte=timezone.now()).select_related("person")
