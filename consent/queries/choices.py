"""Reads of programs, notices and choices."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consent.models import Consent, Notice, Program, ProgramDataset, ProgramSignal
from people.models import Person
from stores.models import Dataset
from stores.queries import with_derived

State = Consent.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One program as one person meets it: its signals in order, the notice in force, the person's consents by signal."""

    program: Program
    signals: list[ProgramSignal]
    notice: Notice | None
    consents: dict[str, Consent]


def programs_open() -> QuerySet[Program]:
    """Programs that people see: those that were launched once."""
    return Program.objects.filter(live_version__gt=0)


def program_open(slug: str) -> Program:
    """One program that people see, or 404."""
    return get_object_or_404(programs_open(), slug=slug)


def choices_of(person: Person, slug: str | None = None) -> list[Choices]:
    """The person's choices in every open program (or in one), in a constant number of queries."""
    programs = programs_open().prefetch_related(
        Prefetch("signals", queryset=ProgramSignal.objects.order_by("position", "signal")),
        Prefetch("notices", queryset=_newest_first(Notice.objects.all())),
        Prefetch("consents", queryset=Consent.objects.filter(person=person).select_related("notice"), to_attr="mine"),
    )
    if slug is not None:
        programs = programs.filter(slug=slug)
    return [
        Choices(
            program=program,
            signals=list(program.signals.all()),
            notice=next(iter(program.notices.all()), None),
            consents={consent.signal: consent for consent in program.mine},
        )
        for program in programs
    ]


def notice_in_force(program: Program) -> Notice | None:
    """The newest published notice, in English where it is there, else in its first language."""
    return _newest_first(Notice.objects.filter(program=program).select_related("text")).first()


def _newest_first(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    english = Case(When(language="en", then=Value(0)), default=Value(1))
    return notices.order_by("-version", english, "language")


def notice_version(slug: str, version: int, language: str = "") -> Notice:
    """One published version of an open program in a language, or in English, or in its first; 404 where there is none."""
    notices = Notice.objects.filter(program__in=programs_open(), program__slug=slug, version=version)
    there = list(_newest_first(notices).values_list("language", flat=True))
    chosen = language if language in there else next(iter(there), "en")
    found: Notice = get_object_or_404(notices.select_related("text", "program"), language=chosen)
    return found


def given(person: Person, program: Program) -> QuerySet[Consent]:
    """The person's consents that hold in this program."""
    return Consent.objects.filter(person=person, program=program, state__in=Consent.HOLDING)


def datasets_of(program: Program, signals: Collection[str]) -> QuerySet[Dataset]:
    """The program's datasets that hold any of these signals."""
    # JSON containment is not portable to SQLite, and a program has few datasets: filter in Python.
    linked = Dataset.objects.filter(program_links__program=program)
    keep = [dataset.pk for dataset in linked if set(dataset.signals) & set(signals)]
    return Dataset.objects.filter(pk__in=keep)


def recorded_into(program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Where these signals of the program end up: its datasets and everything derived from them."""
    return with_derived({dataset.pk for dataset in datasets_of(program, signals)})


def still_owed(person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Datasets to erase for those of the signals that are still withdrawn."""
    no = (State.WITHDRAWN, State.OBJECTED)
    off = Consent.objects.filter(person=person, program=program, state__in=no, signal__in=signals)
    return uncovered_datasets(person=person, program=program, signals=set(off.values_list("signal", flat=True)))


def uncovered_datasets(*, person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Datasets to erase after these signals were withdrawn, derived ones included.

    A dataset is kept only where every withdrawn signal that it holds is still covered by another consent of the person that
    holds, to a program that records into the same dataset.
    """
    held = list(datasets_of(program, signals))
    others = ProgramDataset.objects.filter(dataset__in=held).exclude(program=program)
    programs_by_dataset: dict[uuid.UUID, set[uuid.UUID]] = {}
    for dataset, other in others.values_list("dataset_id", "program_id"):
        programs_by_dataset.setdefault(dataset, set()).add(other)
    elsewhere = _holding_elsewhere(person, program)
    bare = set()
    for dataset in held:
        withdrawn = set(dataset.signals) & set(signals)
        programs = programs_by_dataset.get(dataset.pk, set())
        covered = {signal for signal in withdrawn if any((other, signal) in elsewhere for other in programs)}
        if withdrawn - covered:
            bare.add(dataset.pk)
    return with_derived(bare)


def _holding_elsewhere(person: Person, program: Program) -> set[tuple[uuid.UUID, str]]:
    """Program and signal of the person's other consents that hold: to a program not ended, under a notice still good."""
    given = Consent.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.now()),
        person=person,
        state__in=Consent.HOLDING,
        notice__version__gte=F("program__choices_from"),
    ).exclude(program=program)
    return set(given.exclude(program__state=Program.State.ENDED).values_list("program_id", "signal"))


def history_of(person: Person, program: Program | None = None) -> QuerySet[Any]:
    """The record of the person's decisions, newest first."""
    records: QuerySet[Any] = Consent.history.filter(person_id=person.pk).order_by("-history_id")
    return records.filter(program_id=program.pk) if program else records
