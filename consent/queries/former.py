"""What a program no longer names, and where something of a person can still be: it did so while they were recorded."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Min, QuerySet

from consent.models import Acknowledgement, Consent, ProgramDataset
from people.models import Person
from stores.models import Dataset


def recorded_since(person: Person, programs: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When recording of the person can have begun in each program: at their first yes, or when they first read a notice.

    By the histories: a move to another employer takes the acknowledgements out of their table, and forgets nobody who was told.
    """
    yes = Consent.history.filter(person_id=person.pk, program_id__in=programs, state__in=Consent.HOLDING).order_by()
    read = Acknowledgement.history.filter(person_id=person.pk, notice__program__in=programs).order_by()
    found: dict[uuid.UUID, dt.datetime] = dict(yes.values_list("program_id").annotate(first=Min("decided_at")))
    for program, first in read.values_list("notice__program_id").annotate(first=Min("at")):
        found[program] = min(first, found.get(program, first))
    return found


def links_left(person: Person, programs: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    """Program and dataset of what was dropped after recording of the person began, with what it might be kept for then (R37).

    Where nothing was ever dropped this is one query.
    """
    dropped = ProgramDataset.history.filter(program_id__in=programs, history_type="-").order_by("history_id")
    ended = list(dropped.values_list("program_id", "dataset_id", "history_date", "kept_for"))
    since = recorded_since(person, programs) if ended else {}
    left = {(program, dataset): kept_for for program, dataset, at, kept_for in ended if program in since and at > since[program]}
    if left:
        for back in ProgramDataset.objects.filter(program__in=programs).values_list("program_id", "dataset_id"):
            left.pop(back, None)
    return left


def datasets_left(person: Person, programs: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The datasets of these links: erasing has to reach them too."""
    return {dataset for _, dataset in links_left(person, programs)}


def bases_left(person: Person, programs: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], set[str]]:
    """By program and signal, what the data in these datasets might be kept for; "" for nothing."""
    left = links_left(person, programs)
    found: dict[tuple[uuid.UUID, str], set[str]] = {}
    signals = dict(Dataset.objects.filter(pk__in={dataset for _, dataset in left}).values_list("pk", "signals")) if left else {}
    for (program, dataset), kept_for in left.items():
        for signal in signals[dataset]:
            found.setdefault((program, signal), set()).add(kept_for)
    return found


def ever_linked(programs: Collection[uuid.UUID]) -> QuerySet[Any]:
    """Program and dataset of every link that there is or was, whoever was recorded."""
    links: QuerySet[Any] = ProgramDataset.history.filter(program_id__in=programs).order_by()
    return links.values_list("program_id", "dataset_id").distinct()
