"""Reads of restrictions: what is restricted now, for the gate, for stores and exports, and for the person's own pages."""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from common.signals import Signal
from consent.models import Program, ProgramDataset, Restriction
from people.models import Person
from stores.models import Dataset
from stores.queries import Derivations, with_derived


def open_for(person: Person) -> QuerySet[Restriction]:
    """The person's restrictions that are on now, in every program, the oldest first."""
    return Restriction.objects.filter(person=person, ended_at__isnull=True)


def open_in(program: Program) -> QuerySet[Restriction]:
    """Everybody's restrictions that are on now in this program, those of every program among them."""
    return Restriction.objects.filter(Q(program=program) | Q(program__isnull=True), ended_at__isnull=True)


def restricted_signals(person: Person, program: Program) -> frozenset[str]:
    """The signals of which nothing may be recorded of the person in this program now."""
    named = list(open_in(program).filter(person=person).values_list("signals", flat=True))
    return frozenset(signal for signals in named for signal in signals or Signal.values)


def restricted_datasets(person: Person) -> set[uuid.UUID]:
    """The datasets in which the person's data is restricted now, derived ones included: kept, and not used (R63).

    While an erasure is carried out nothing is recorded either; but what is being erased is not marked as restricted.
    """
    marking = list(open_for(person).filter(kind__in=Restriction.MARKING))
    return with_derived({link.dataset_id for link in _links(marking) if _marked(link, marking)}) if marking else set()


def people_restricted_in(dataset: Dataset, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the people whose data in this dataset is restricted now, whichever program recorded it; in a few queries."""
    marking = list(Restriction.objects.filter(person__in=people, kind__in=Restriction.MARKING, ended_at__isnull=True))
    if not marking:
        return set()
    links = list(_links(marking).filter(dataset__in=Derivations().above([dataset.pk])))
    return {one.person_id for one in marking if any(_marked(link, [one]) for link in links)}


def _links(restrictions: Iterable[Restriction]) -> QuerySet[ProgramDataset]:
    """Where the programs of these restrictions record, with the datasets."""
    programs = {one.program_id for one in restrictions}
    links = ProgramDataset.objects.select_related("dataset")
    return links if None in programs else links.filter(program__in=programs)


def _marked(link: ProgramDataset, restrictions: Iterable[Restriction]) -> bool:
    """Say whether one of them is about what this program records into this dataset."""
    signals: list[str] = link.dataset.signals
    return any(
        one.program_id in (None, link.program_id) and (not one.signals or not set(signals).isdisjoint(one.signals))
        for one in restrictions
    )
