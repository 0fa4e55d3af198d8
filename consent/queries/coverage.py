"""Where something of a person can be, by program and signal, and what other programs that are on still cover of it (R37)."""

import uuid
from collections.abc import Collection
from functools import cached_property

from django.db.models import F, Q
from django.utils import timezone

from common import days
from consent.models import Acknowledgement, Consent, Program, ProgramDataset, ProgramSignal
from consent.queries import former
from consent.queries.choices import standing_of
from consent.standing import NO
from people.models import Person
from stores.models import Dataset
from stores.queries import Derivations


class Coverage:
    """One person's data of some programs: read once for all of them, what they share with others only when it is asked for."""

    def __init__(self, person: Person, programs: Collection[uuid.UUID]) -> None:
        """Read where the programs record into, and where they did while the person was recorded."""
        self._person = person
        self._held: dict[uuid.UUID, dict[uuid.UUID, Dataset]] = {program: {} for program in programs}
        for link in ProgramDataset.objects.filter(program__in=programs).select_related("dataset"):
            self._held[link.program_id][link.dataset_id] = link.dataset
        left = former.links_left(person, programs)
        gone = Dataset.objects.in_bulk([dataset for _, dataset in left]) if left else {}
        for program, dataset in left:
            self._held[program][dataset] = gone[dataset]

    def places(self, program: uuid.UUID, signals: Collection[str]) -> set[uuid.UUID]:
        """Where something of these signals of one program can be, derived data included."""
        return self._derivations.below(dataset.pk for dataset in self._holding(program, signals))

    def uncovered(self, program: uuid.UUID, signals: Collection[str]) -> set[uuid.UUID]:
        """The same, but for what each of these signals covers that is still on in another program which records into that place."""
        return self._derivations.below(
            dataset.pk
            for dataset in self._holding(program, signals)
            if any(not self._covered(program, dataset, signal) for signal in set(dataset.signals) & set(signals))
        )

    def _holding(self, program: uuid.UUID, signals: Collection[str]) -> list[Dataset]:
        # JSON containment is not portable to SQLite, and a program has few datasets: filter in Python.
        return [dataset for dataset in self._held[program].values() if set(dataset.signals) & set(signals)]

    def _covered(self, program: uuid.UUID, dataset: Dataset, signal: str) -> bool:
        others = self._recording.get(dataset.pk, set()) - {program}
        return any((other, signal) in self._on for other in others)

    @cached_property
    def _derivations(self) -> Derivations:
        return Derivations()

    @cached_property
    def _recording(self) -> dict[uuid.UUID, set[uuid.UUID]]:
        """The programs that record into each of the datasets."""
        datasets = {dataset for held in self._held.values() for dataset in held}
        found: dict[uuid.UUID, set[uuid.UUID]] = {}
        for dataset, program in ProgramDataset.objects.filter(dataset__in=datasets).values_list("dataset_id", "program_id"):
            found.setdefault(dataset, set()).add(program)
        return found

    @cached_property
    def _on(self) -> set[tuple[uuid.UUID, str]]:
        """What is on for the person in the programs that share one of the datasets with another."""
        shared: set[uuid.UUID] = set()
        for program, held in self._held.items():
            for dataset in held:
                shared |= self._recording.get(dataset, set()) - {program}
        return _on_in(self._person, shared)


def erasable(person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Where something of the person may be of these signals: where they are recorded into, and where they were before (R37)."""
    return Coverage(person, [program.pk]).places(program.pk, signals)


def uncovered_datasets(*, person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Datasets to erase after these signals were withdrawn: derived ones too, and those that the program records into no longer.

    A dataset is kept only where every withdrawn signal that it holds is still on for the person in another program that records
    into the same dataset.
    """
    return Coverage(person, [program.pk]).uncovered(program.pk, signals)


def still_owed(person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Datasets to erase for those of the signals that are still off by the person's no."""
    off = Consent.objects.filter(person=person, program=program, state__in=NO, signal__in=signals)
    return uncovered_datasets(person=person, program=program, signals=set(off.values_list("signal", flat=True)))


def _on_in(person: Person, programs: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Program and signal of what is on for the person in these programs, by whatever basis.

    A program that ended has nothing on, and so has one that is not about people at the person's site (any more).
    """
    now = timezone.now()
    rows = Consent.objects.filter(person=person, program__in=programs).select_related("notice")
    consents = {(row.program_id, row.signal): row for row in rows}
    read = Acknowledgement.objects.filter(person=person, notice__program__in=programs)
    informed = set(
        read.filter(notice__version__gte=F("notice__program__choices_from")).values_list("notice__program_id", flat=True),
    )
    about = Q(program__site_links__isnull=True) | Q(program__site_links__site=person.site_id)
    signals = ProgramSignal.objects.filter(about, program__in=programs).exclude(program__state=Program.State.ENDED)
    lasting = signals.filter(Q(program__ends_on__isnull=True) | Q(program__ends_on__gte=days.today())).select_related("program")
    return {
        (one.program_id, one.signal)
        for one in lasting
        if standing_of(
            one,
            consents.get((one.program_id, one.signal)),
            choices_from=one.program.choices_from,
            acknowledged=one.program_id in informed,
            now=now,
        ).on
    }
