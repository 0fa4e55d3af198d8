"""Reads of programs, notices and choices."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common import days
from consent.models import (
    Acknowledgement,
    Consent,
    Notice,
    PersonPause,
    Program,
    ProgramDataset,
    ProgramSignal,
)
from consent.queries import former
from consent.standing import NO, Standing, standing
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


def notice_in_force(program: Program, language: str = "en") -> Notice | None:
    """The newest published notice in this language, else in English where it is there, else in its first language."""
    return _newest_first(Notice.objects.filter(program=program).select_related("text"), language).first()


def _newest_first(notices: QuerySet[Notice], language: str = "en") -> QuerySet[Notice]:
    preferred = Case(When(language=language, then=Value(0)), When(language="en", then=Value(1)), default=Value(2))
    return notices.order_by("-version", preferred, "language")


def in_language(notices: Sequence[Notice], language: str) -> Notice | None:
    """Of one version's notices the one in this language, else in English, else the first; None where there is none."""
    by_language = {notice.language: notice for notice in notices}
    return by_language.get(language) or by_language.get("en") or next(iter(notices), None)


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


def signals_by_dataset(program: Program) -> dict[str, set[str]]:
    """Which signals each dataset of the program holds, by the dataset's ref."""
    links = ProgramDataset.objects.filter(program=program).values_list("dataset_id", "dataset__signals")
    return {str(ref): set(signals) for ref, signals in links}


def recorded_into(program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """Where these signals of the program end up: its datasets and everything derived from them."""
    return with_derived({dataset.pk for dataset in datasets_of(program, signals)})


def standing_of(
    signal: ProgramSignal,
    consent: Consent | None,
    *,
    choices_from: int,
    acknowledged: bool,
    now: dt.datetime,
) -> Standing:
    """Where a person stands with one signal of a program, by their row (with its notice) if there is one."""
    return standing(
        basis=signal.basis,
        state=consent.state if consent else None,
        notice=consent.notice.version if consent else None,
        choices_from=choices_from,
        valid_until=consent.valid_until if consent else None,
        acknowledged=acknowledged,
        now=now,
    )


def history_of(person: Person, program: Program | None = None) -> QuerySet[Any]:
    """The record of the person's decisions, newest first."""
    records: QuerySet[Any] = Consent.history.filter(person_id=person.pk).order_by("-history_id")
    return records.filter(program_id=program.pk) if program else records


def in_scope(person: Person, program: Program) -> bool:
    """Say whether the program is about people of this person's site; a program that names no site is about all."""
    sites = set(program.site_links.values_list("site_id", flat=True))
    return not sites or person.site_id in sites


def acknowledged(person: Person, program: Program) -> bool:
    """Say whether the person confirmed having read a notice of the program that is not older than its last material one."""
    read = Acknowledgement.objects.filter(person=person, notice__program=program)
    return read.filter(notice__version__gte=program.choices_from).exists()


def open_pause_of(person: Person) -> PersonPause | None:
    """The person's own pause that is on now, or None; one whose time is over is over (R108)."""
    going_on = Q(until__isnull=True) | Q(until__gt=timezone.now())
    return PersonPause.objects.filter(going_on, person=person, ended_at__isnull=True).first()


def kept_for(person: Person, program: Program, signal: str) -> set[str]:
    """The other bases on which all that was recorded of a person's signal may be kept; empty where any of it has none (R37)."""
    links = [link for link in program.dataset_links.select_related("dataset") if signal in link.dataset.signals]
    named = {link.kept_for for link in links} | former.bases_left(person, [program.pk]).get((program.pk, signal), set())
    return set() if "" in named else named


def may_ask(person: Person, program: Program) -> bool:
    """Say whether the person may be asked about the program: not within some months after a no of theirs (R42, D16)."""
    return person.pk not in said_no_lately([person.pk], program.pk)


def said_no_lately(people: Collection[uuid.UUID], program: uuid.UUID) -> set[uuid.UUID]:
    """Those of the people who said no to anything of the program within `ASSENT_REASK_MONTHS`."""
    since = days.months_after(timezone.now(), -settings.REASK_MONTHS)
    no = Consent.objects.filter(program=program, state__in=NO, decided_at__gt=since, person__in=people)
    return set(no.values_list("person_id", flat=True))
