"""What every decision of a person has in common: the rows locked, the notice it is made under, the evidence that is kept (R30)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from common import days
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from consent import queries
from consent.means import Means
from consent.models import Consent, Notice, Program, ProgramSignal
from people.models import Person
from purges import orders

RENEWABLE = dt.timedelta(days=30)
"""How long before its end a yes can be given again, at most."""
A_DAY = dt.timedelta(days=1)
PROGRAM_STATES = (Program.State.RUNNING, Program.State.PAUSED)


class StaleNotice(Conflict):
    """The page showed an older notice or program version than the one in force; nothing was recorded."""

    title = "This program changed"

    def __init__(self, program: Program, notice: Notice | None) -> None:
        """Name what is in force now, so that a page can show it and ask again."""
        named = f"version {program.live_version}" + (f", notice version {notice.version}" if notice else "")
        msg = f"The program changed since you opened the page: {named} is in force now. Nothing was recorded."
        super().__init__(msg, hint="Read the new notice, then choose again.")
        self.program = program
        self.notice = notice


class StatementMissing(Conflict):
    """A yes that has to be explicit came without its second statement (R32); nothing was recorded."""

    title = "One statement more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's decision about a program: everything read afresh, under locks, in the transaction of the decision."""

    person: Person
    program: Program
    offered: dict[str, ProgramSignal]
    rows: dict[str, Consent]
    means: Means
    now: dt.datetime

    def basis(self, signal: str) -> str:
        """The signal's basis in the program; empty where the program does not record it (any more)."""
        return self.offered[signal].basis if signal in self.offered else ""

    def state(self, signal: str) -> str:
        """The state of the person's row; empty where there is none."""
        return self.rows[signal].state if signal in self.rows else ""

    def holds(self, signal: str) -> bool:
        """Say whether the person's yes holds now."""
        row = self.rows.get(signal)
        return row is not None and row.holds(self.program.choices_from, self.now)


def only_the_person(person: Person, by: Person) -> None:
    """Refuse everybody but the person (R31)."""
    if person.pk != by.pk:
        msg = "Only the person can decide about their own data."
        raise NotAllowed(msg)


def open_case(person: Person, program: Program, signals: Collection[str], means: Means) -> Case:
    """Lock what a decision is about, in one order, so that two windows can't deadlock; then read it.

    First the program, shared: a launch, pause or end waits until the decision is written, and a decision sees what they wrote.
    Then the person's own row, which also holds off a second first yes, where there is no row of a choice to lock yet.
    """
    hold(program)
    fresh: Person = Person.objects.select_for_update(of=("self",), no_key=True).select_related("site").get(pk=person.pk)
    rows = Consent.objects.select_for_update(of=("self",)).filter(person=person, program=program, signal__in=signals)
    return Case(
        person=fresh,
        program=Program.objects.get(pk=program.pk),
        offered={one.signal: one for one in ProgramSignal.objects.filter(program=program)},
        rows={row.signal: row for row in rows.select_related("notice").order_by("pk")},
        means=means,
        now=timezone.now(),
    )


def hold(program: Program) -> None:
    """Let nobody change the program's row before this transaction ends; other decisions hold it beside this one."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        # Django knows no FOR SHARE. On SQLite there is one writer at a time anyway.
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM consent_program WHERE ref = %s FOR SHARE", [program.pk])


def notice_shown(case: Case, *, version: int | None, language: str, program_version: int | None) -> Notice:
    """The notice in force in the language of the page; `StaleNotice` where the page showed another one than is in force."""
    notice = queries.notice_in_force(case.program, language)
    if notice is None or version not in (None, notice.version) or program_version not in (None, case.program.live_version):
        raise StaleNotice(case.program, notice)
    return notice


def notice_for_a_yes(case: Case, *, version: int | None, language: str, program_version: int | None) -> Notice:
    """The same, and a notice under which a yes still counts (D24). A no counts under any."""
    notice = notice_shown(case, version=version, language=language, program_version=program_version)
    if notice.version < case.program.choices_from:
        msg = "Choices under this notice were declared invalid, so a yes can't be given before a new notice is published."
        raise DomainError(msg, hint="Nothing was recorded, and nothing is on. A no can be said at any time.")
    return notice


def may_turn_on(case: Case, signals: Collection[str], *, basis: str, explicit: bool = True) -> None:
    """Refuse to turn on what is not open: to this person, now, by a choice of this kind, and explicit where it has to be."""
    if case.program.state not in PROGRAM_STATES or case.program.over:
        msg = "This program is not open for choices now."
        raise DomainError(msg, hint="Nothing was recorded.")
    if not signals or not set(signals) <= case.offered.keys():
        msg = "This program does not record that signal."
        raise DomainError(msg, hint="Nothing was recorded. Go back to the program's page.")
    if any(case.basis(signal) != basis for signal in signals):
        msg = "This signal is recorded on another legal basis, so this choice does not fit it."
        raise DomainError(msg, hint="Nothing was recorded. The program's page says which choice you have.")
    if not explicit and any(case.offered[signal].explicit for signal in signals):
        msg = "This can show what the law protects specially, so a yes needs a second statement. Nothing was recorded."
        raise StatementMissing(msg, hint="Answer the question of the program's page: it asks for both, one after the other.")
    if not case.person.active or not queries.in_scope(case.person, case.program):
        msg = "This program is not about people at your site, or you no longer work here."
        raise DomainError(msg, hint="Nothing was recorded, and nothing is on.")


def refuse_while_erasing(*, person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """A new yes waits for the proof that the old data is gone; return the datasets that these signals are recorded into."""
    datasets = queries.recorded_into(program, signals)
    if orders.unfinished(person=person, datasets=datasets):
        if orders.held(person=person, datasets=datasets):
            msg = "Part of what was recorded before is kept for a legal ground."
            raise Conflict(msg, hint="You can turn this on once that is erased too. The purge says when it is reviewed.")
        msg = "What was recorded before is still being erased."
        raise Conflict(msg, hint="You can turn this on once that is done. The row shows how far it is.")
    return datasets


def end_of_a_yes(program: Program, now: dt.datetime) -> dt.datetime:
    """Until when a yes of now holds: the program's months, or its own end if that is earlier (R33)."""
    end = days.months_after(now, program.validity_months)
    ends = program.ends_on
    return end if ends is None else min(end, days.end_of(ends))


def worth_renewing(program: Program, valid_until: dt.datetime, now: dt.datetime) -> bool:
    """Say whether a yes that holds can be given again: near its end, and only where it then lasts at least twice as long (R33).

    So nobody is asked right after a yes, nor again and again where the program's own end is near.
    """
    left = valid_until - now
    if left > RENEWABLE:
        return False
    then = end_of_a_yes(program, now) - now
    return then - left > A_DAY and then >= 2 * left


def record(case: Case, signal: str, to: str, notice: Notice, *, valid_until: dt.datetime | None) -> Consent:
    """Write one decision with its evidence: a new record that names the one before (R30)."""
    row = case.rows.get(signal)
    purpose = case.offered[signal].purpose if signal in case.offered else None
    evidence: dict[str, Any] = {
        "notice": notice,
        "decided_at": case.now,
        # The version grows with every change, so that a gate can drop what it has overtaken already.
        "version": row.version + 1 if row else 1,
        "record": uuid.uuid4(),
        "prior": row.record if row else None,
        "program_version": case.program.live_version,
        "purpose": purpose or (row.purpose if row else "main"),
        "control": case.means.control,
        "channel": case.means.channel,
        "client": case.means.client,
        "valid_until": valid_until,
    }
    if row is not None:
        return move(row, to, **evidence)
    made: Consent = Consent.objects.create(
        person=case.person,
        program=case.program,
        signal=signal,
        state=to,
        **evidence,
    )
    return made
