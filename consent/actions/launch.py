"""Launching a version, ending a program, and declaring choices invalid.

Every gate is computed again inside the transaction, with the program's row locked: what the checklist showed may have changed.
"""

from typing import Any

from django.db import transaction

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from consent import launch_checks, outbox, queries
from consent.actions import ending, telling_reviewers, texts
from consent.actions.in_force import put_in_force
from consent.events import ConsentEvent
from consent.models import Ending, Notice, Program, ProgramVersion
from consent.queries import register
from people.models import Person

State = Program.State
MAX_WORDS = 4_000


@transaction.atomic
def launch(*, version: ProgramVersion, by: Person, seen: str = "") -> Notice | None:
    """Put an approved version in force; return the notice that is published with it, if one is.

    The first launch starts the program. A later one leaves its state alone: a paused program stays paused (R41). Raises
    `DomainError` naming the rules whose gates are shut.
    """
    program = _for_officer(version.program, by, "launch")
    if program.owner_id == by.pk:
        msg = "You own this program, so another person has to launch it."
        raise NotAllowed(msg, hint="An officer who oversees it can.")
    rows = ProgramVersion.objects.select_for_update(of=("self",)).select_related("declaration")
    locked: ProgramVersion = rows.get(pk=version.pk)
    locked.program = program
    if locked.state != ProgramVersion.State.APPROVED or program.state == State.ENDED:
        msg = f"Version {locked.number} is {locked.get_state_display().lower()}, and the program {_now(program)}."
        raise Conflict(msg, hint="Only an approved version of a program that has not ended can be launched.")
    if seen and seen != locked.declaration_id:
        msg = "This version was changed since you opened the page. It was not launched."
        raise Conflict(msg, hint="Read the new text, then decide.")
    if shut := launch_checks.failing(launch_checks.checks_of(locked)):
        msg = f"This version can't be launched yet. {launch_checks.in_words(shut)}"
        raise DomainError(msg, hint="Nothing is recorded under it, and nothing changed for anybody.")
    if not program.live_version:
        _start(program, locked, by)
    notice = put_in_force(version=locked, by=by)
    telling_reviewers.owner(program, "version-launched")
    return notice


@transaction.atomic
def end(*, program: Program, by: Person) -> Program:
    """End a program for good: from the commit on nothing is recorded, and every choice is brought to its end."""
    locked = _for_officer(program, by, "end")
    if locked.state not in (State.RUNNING, State.PAUSED):
        msg = f"This program is {_now(locked)}, so there is nothing to end."
        raise Conflict(msg, hint="Nothing is recorded by it.")
    with ledger.entry(ConsentEvent.PROGRAM_ENDED, actor=by.pk, ref=locked.pk):
        ended = move(locked, State.ENDED, version=locked.version + 1)
        outbox.program_changed(ended)
        ending.start(program=ended, cause=Ending.Cause.END, notice_below=_next_notice(ended))
        telling_reviewers.owner(ended, "program-ended")
    return ended


@transaction.atomic
def invalidate(*, program: Program, notice_below: int, by: Person, words: str) -> Program:
    """Declare every choice under notices older than this version invalid, such as after a defective page (D24).

    From the commit on they no longer hold. Naming the version after the newest one invalidates what was chosen under the
    newest, too: then a yes can be given again only once a new notice is published. The reason is kept by its digest.
    """
    locked = _for_officer(program, by, "declare choices invalid of")
    said = words.strip()
    if not said or len(said) > MAX_WORDS:
        msg = f"Say why in 1 to {MAX_WORDS} characters; {len(said)} were found. Nothing was declared invalid."
        raise DomainError(msg)
    if not 1 < notice_below <= _next_notice(locked):
        msg = f"Notices older than version {notice_below} were named. Expected 2 to {_next_notice(locked)}."
        raise DomainError(msg, hint="Nothing was declared invalid.")
    kept = texts.keep({"words": said, "program": str(locked.pk)})
    facts: dict[str, Any] = {"notice": notice_below, "sha256": kept.pk}
    with ledger.entry(ConsentEvent.CHOICES_INVALIDATED, actor=by.pk, ref=locked.pk, **facts):
        locked.choices_from = max(locked.choices_from, notice_below)
        locked.version += 1
        locked.save()
        outbox.program_changed(locked)
        ending.start(program=locked, cause=Ending.Cause.INVALID, notice_below=notice_below)
        telling_reviewers.owner(locked, "choices-invalid")
    return locked


def _start(program: Program, version: ProgramVersion, by: Person) -> None:
    facts: dict[str, Any] = {"version": version.number, "declaration": version.declaration_id, "material": True}
    with ledger.entry(ConsentEvent.PROGRAM_STARTED, actor=by.pk, ref=program.pk, **facts):
        move(program, State.RUNNING)


def _for_officer(program: Program, by: Person, what: str) -> Program:
    if not register.oversees(by, program):
        msg = f"Only privacy officers who oversee this program can {what} it."
        raise NotAllowed(msg)
    locked: Program = Program.objects.select_for_update().get(pk=program.pk)
    return locked


def _next_notice(program: Program) -> int:
    newest = queries.notice_in_force(program)
    return newest.version + 1 if newest else 1


def _now(program: Program) -> str:
    return str(program.get_state_display()).lower()
