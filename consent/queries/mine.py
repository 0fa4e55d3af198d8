"""What the employee's pages read: the programs that are about the person, with all that their rows show.

The number of queries is the same whatever the number of programs and signals.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Prefetch, prefetch_related_objects
from django.utils import timezone

from common import days
from consent.models import (
    Acknowledgement,
    Consent,
    Declaration,
    Notice,
    Program,
    ProgramDataset,
    ProgramSignal,
    ProgramVersion,
    Receipt,
)
from consent.queries.choices import in_language, open_pause_of, programs_open, standing_of
from consent.queries.former import bases_left
from consent.standing import BOUND, NO, Standing
from people.models import Person

__all__ = ["Mine", "open_pause_of", "programs_of"]

RECEIPTS_READ = 200
HISTORY_READ = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One program as one person meets it. Consents, standings, receipts and `kept_for` are by signal.

    `kept_for` names the other bases on which everything recorded of a signal may be kept; empty where any of it has none (R37).
    """

    program: Program
    signals: list[ProgramSignal]
    notice: Notice | None
    languages: list[str]
    in_scope: bool
    acknowledged: bool
    consents: dict[str, Consent]
    standings: dict[str, Standing]
    receipts: dict[str, uuid.UUID]
    kept_for: dict[str, list[str]]
    now: dt.datetime

    @property
    def open(self) -> bool:
        """Say whether a yes can be given now: the actions decide by the same facts, and again."""
        going = self.program.state in (Program.State.RUNNING, Program.State.PAUSED) and not self.over
        return going and self.in_scope and self.notice is not None and self.notice.version >= self.program.choices_from

    @property
    def over(self) -> bool:
        """Say whether the program has ended, or its last day is past."""
        return self.program.over

    @property
    def recording(self) -> bool:
        """Say whether what is on is recorded of the person now, as far as the program goes."""
        return self.program.state == Program.State.RUNNING and not self.over and self.in_scope

    @property
    def gone(self) -> list[Consent]:
        """The person's rows about signals that the program does not record any more: what was recorded can still be there."""
        offered = {one.signal for one in self.signals}
        return [row for signal, row in sorted(self.consents.items()) if signal not in offered]

    @property
    def may_ask(self) -> bool:
        """Say whether a renewal may be offered: not within some months after a no of theirs in this program (R42, D16)."""
        since = days.months_after(self.now, -settings.REASK_MONTHS)
        return not any(row.state in NO and row.decided_at > since for row in self.consents.values())


def programs_of(person: Person, slug: str | None = None, *, language: str = "") -> list[Mine]:
    """The programs that are about the person, or in which they decided something; with `slug` that one, whatever it is about.

    Notices come in `language`, else in the person's, else in English.
    """
    programs = programs_open().prefetch_related(
        Prefetch("signals", queryset=ProgramSignal.objects.order_by("position", "signal")),
        Prefetch("notices", queryset=Notice.objects.order_by("-version", "language")),
        Prefetch("consents", queryset=Consent.objects.filter(person=person).select_related("notice"), to_attr="mine"),
        Prefetch("dataset_links", queryset=ProgramDataset.objects.select_related("dataset")),
        "site_links",
    )
    found = list(programs.filter(slug=slug) if slug is not None else programs)
    read = _acknowledged(person, found)
    receipts = _receipts(person, found)
    left = bases_left(person, [program.pk for program in found])
    wanted = language or person.language
    made = [_mine(person, program, read.get(program.pk, 0), receipts, left, wanted) for program in found]
    shown = made if slug is not None else [one for one in made if _concerns(one)]
    prefetch_related_objects([one.notice for one in shown if one.notice], "text")
    return shown


def _concerns(mine: Mine) -> bool:
    return bool(mine.consents) or (mine.in_scope and mine.program.state != Program.State.ENDED)


def _mine(
    person: Person,
    program: Any,
    read: int,
    receipts: dict[tuple[uuid.UUID, str], uuid.UUID],
    left: dict[tuple[uuid.UUID, str], set[str]],
    language: str,
) -> Mine:
    signals, now = list(program.signals.all()), timezone.now()
    consents = {consent.signal: consent for consent in program.mine}
    notices = list(program.notices.all())
    newest = [notice for notice in notices if notice.version == notices[0].version]
    sites = {link.site_id for link in program.site_links.all()}
    facts: dict[str, Any] = {"choices_from": program.choices_from, "acknowledged": read >= program.choices_from, "now": now}
    return Mine(
        program=program,
        signals=signals,
        notice=in_language(newest, language),
        languages=[notice.language for notice in newest],
        in_scope=not sites or person.site_id in sites,
        acknowledged=read >= program.choices_from,
        consents=consents,
        standings={one.signal: standing_of(one, consents.get(one.signal), **facts) for one in signals},
        receipts={signal: receipt for (about, signal), receipt in receipts.items() if about == program.pk},
        kept_for={one.signal: _kept_for(program, one.signal, left) for one in signals},
        now=now,
    )


def _kept_for(program: Program, signal: str, left: dict[tuple[uuid.UUID, str], set[str]]) -> list[str]:
    named = {link.kept_for for link in program.dataset_links.all() if signal in link.dataset.signals}
    named |= left.get((program.pk, signal), set())
    return [] if "" in named else sorted(named)


def _acknowledged(person: Person, programs: Iterable[Program]) -> dict[uuid.UUID, int]:
    """The newest notice version of each program that the person confirmed having read."""
    read = Acknowledgement.objects.filter(person=person, notice__program__in=list(programs)).order_by()
    return dict(read.values_list("notice__program_id").annotate(newest=Max("notice__version")))


def _receipts(person: Person, programs: Iterable[Program]) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """The newest receipt by program and signal."""
    mine = Receipt.objects.filter(person=person, program__in=list(programs)).order_by("-made_at", "-ref")
    found: dict[tuple[uuid.UUID, str], uuid.UUID] = {}
    for ref, program, signals in mine.values_list("pk", "program_id", "signals")[:RECEIPTS_READ]:
        for signal in signals:
            found.setdefault((program, signal), ref)
    return found


def to_stop(person: Person, program: Program) -> list[str]:
    """The signals that "Stop everything" turns off: all that is on, and each yes that a newer notice has overtaken."""
    mine = programs_of(person, program.slug)[0]
    choosable = [one.signal for one in mine.signals if one.basis not in BOUND]
    held = {signal for signal, row in mine.consents.items() if row.state in Consent.HOLDING}
    return [*(one for one in choosable if mine.standings[one].on or one in held), *sorted(held - set(choosable))]


def live_body(program: Program) -> dict[str, Any]:
    """The declaration in force; empty where there is none."""
    live = ProgramVersion.State.LIVE
    found = Declaration.objects.filter(versions__program=program, versions__state=live).values_list("body", flat=True).first()
    return found or {}


def dataset_names(program: Program) -> dict[str, str]:
    """The names of the datasets that the program records into, by ref."""
    links = ProgramDataset.objects.filter(program=program).values_list("dataset_id", "dataset__name")
    return {str(ref): name for ref, name in links}


def notice_older(notice: Notice, version: int) -> Notice | None:
    """An older version of the same program's notice in the same language; None where there is none."""
    older = Notice.objects.filter(program_id=notice.program_id, version=version, language=notice.language)
    return older.select_related("text").first()


def languages_of(notice: Notice) -> list[str]:
    """The languages in which this version was published."""
    same = Notice.objects.filter(program_id=notice.program_id, version=notice.version)
    return list(same.order_by("language").values_list("language", flat=True))


def decisions_of(person: Person, slug: str = "", signal: str = "") -> Any:
    """The record of every change of every choice of the person, newest first; of one program or signal where named."""
    rows = Consent.history.filter(person_id=person.pk).order_by("-history_id")
    if slug:
        rows = rows.filter(program_id__in=list(programs_open().filter(slug=slug).values_list("pk", flat=True)))
    return rows.filter(signal=signal) if signal else rows


def decided_programs(person: Person) -> dict[uuid.UUID, Program]:
    """The programs in which the person ever had a choice, by ref."""
    return {program.pk: program for program in Program.objects.filter(consents__person=person).distinct()}


def versions_by_notice(refs: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Notice versions by the notice's ref."""
    return dict(Notice.objects.filter(pk__in=set(refs)).values_list("pk", "version"))


def receipts_by_entry(person: Person, entries: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, uuid.UUID]:
    """The person's receipts by the ledger entry of the decision."""
    wanted = {entry for entry in entries if entry}
    return dict(Receipt.objects.filter(person=person, entry__in=wanted).values_list("entry", "pk"))


def since_of(rows: Any) -> Sequence[Any]:
    """The newest rows of a record, oldest first: enough for a picture of some weeks."""
    return list(reversed(rows[:HISTORY_READ]))
