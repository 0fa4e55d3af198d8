"""Stopping a program by one click, and resuming it by two people, with the cause and the fix on record (R41).

A pause never changes anybody's choice: the gate refuses while it lasts, and what was on before is on again afterwards.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from consent import outbox
from consent.actions import texts
from consent.events import ConsentEvent
from consent.models import Program, ProgramPause
from consent.queries import pausing as queries
from people import queries as people
from people.actions import send_many, send_message
from people.models import Person

State = Program.State
Reason = ProgramPause.Reason
MAX_WORDS = 2_000


@transaction.atomic
def pause(*, program: Program, by: Person) -> ProgramPause:
    """Stop the program at once: from the commit on the gate refuses, and every participant has a message.

    No reason is asked first; `explain` takes it afterwards. Raises `Conflict` where it does not run.
    """
    _only_overseeing(by, program)
    locked: Program = Program.objects.select_for_update().get(pk=program.pk)
    if locked.state == State.PAUSED:
        msg = "This program is paused already, so nothing changed."
        raise Conflict(msg, hint="Nothing is recorded. The program's page shows who paused it, and when.")
    if locked.state != State.RUNNING:
        msg = f"This program is {locked.get_state_display().lower()}, so there is nothing to pause."
        raise Conflict(msg, hint="Nothing is recorded by it.")
    with ledger.entry(ConsentEvent.PROGRAM_PAUSED, actor=by.pk, ref=program.pk) as entry:
        outbox.program_changed(move(locked, State.PAUSED, version=locked.version + 1))
        told = _tell_participants(locked, "program-paused")
        entry.add_facts(told=told)
        made: ProgramPause = ProgramPause.objects.create(program=locked, paused_by=by, paused_at=timezone.now(), told=told)
    return made


@transaction.atomic
def explain(*, pause: ProgramPause, reason: str, words: str, by: Person) -> ProgramPause:
    """Say why the program was paused: one of the closed list, and words, which are kept by their digest."""
    _only_overseeing(by, pause.program)
    found = _still_open(pause)
    if found.reason != Reason.UNSAID:
        msg = "The reason of this pause was given already."
        raise Conflict(msg, hint="Write what you learned since into the cause, when you ask to resume.")
    if reason not in Reason.values or reason == Reason.UNSAID:
        msg = "Choose one of the reasons. Nothing was saved."
        raise DomainError(msg)
    kept = texts.keep({"words": _said(words, "why it was paused")})
    facts = {"reason": reason, "sha256": kept.pk}
    with ledger.entry(ConsentEvent.PAUSE_EXPLAINED, actor=by.pk, ref=found.program_id, **facts):
        return _change(found, reason=Reason(reason), reason_text=kept)


@transaction.atomic
def ask_resume(*, pause: ProgramPause, cause: str, fix: str, by: Person) -> ProgramPause:
    """Ask that the program be resumed, with the cause and the fix in words. Somebody else has to agree.

    Asking again replaces the words and who asked; the history keeps both.
    """
    if not queries.owns(by, pause.program):
        _only_overseeing(by, pause.program)
    found = _still_open(pause)
    kept = texts.keep({"cause": _said(cause, "the cause"), "fix": _said(fix, "the fix")})
    with ledger.entry(ConsentEvent.RESUME_ASKED, actor=by.pk, ref=found.program_id, sha256=kept.pk):
        asked = _change(found, repair_text=kept, resume_asked_by=by, resume_asked_at=timezone.now())
    _tell_other_officers(asked, by)
    return asked


@transaction.atomic
def resume(*, pause: ProgramPause, by: Person, seen: str = "") -> ProgramPause:
    """Resume the program as the second person, never as the one who asked (R41). Everybody's choices are as they were.

    `seen` is the digest of the words that the page showed: other words in between are a conflict.
    """
    _only_overseeing(by, pause.program)
    found = _still_open(pause)
    _may_be_resumed(found, by, seen)
    seconds = int((timezone.now() - found.paused_at).total_seconds())
    with ledger.entry(ConsentEvent.PROGRAM_RESUMED, actor=by.pk, ref=found.program_id, paused_seconds=seconds):
        program = move(found.program, State.RUNNING, version=found.program.version + 1)
        outbox.program_changed(program)
        over = _change(found, resumed_by=by, resumed_at=timezone.now())
        _tell_participants(program, "program-resumed")
    return over


def _only_overseeing(by: Person, program: Program) -> None:
    if not queries.oversees(by, program):
        msg = "Only a privacy officer who oversees this program can do that."
        raise NotAllowed(msg)


def _still_open(pause: ProgramPause) -> ProgramPause:
    """Lock the program, then the pause, and make sure that it is not over; the locks are in the order of `pause`."""
    program: Program = Program.objects.select_for_update().get(pk=pause.program_id)
    found: ProgramPause = ProgramPause.objects.select_for_update(of=("self",)).get(pk=pause.pk)
    if program.state != State.PAUSED or found.resumed_at is not None:
        msg = "This pause is over already, so nothing changed."
        raise Conflict(msg, hint="The program's page shows what happened since.")
    found.program = program
    return found


def _may_be_resumed(pause: ProgramPause, by: Person, seen: str) -> None:
    if pause.reason == Reason.UNSAID or pause.reason_text_id is None:
        msg = "Nobody said yet why the program was paused."
        raise DomainError(msg, hint="Give the reason first. The program stays paused.")
    if pause.repair_text_id is None or pause.resume_asked_by_id is None:
        msg = "Nobody asked yet to resume, with the cause and the fix."
        raise DomainError(msg, hint="Write both down first; then another officer can resume. The program stays paused.")
    if pause.resume_asked_by_id == by.pk:
        msg = "You asked to resume, so another officer has to do it."
        raise NotAllowed(msg, hint="Resuming takes two people. The program stays paused.")
    if seen and seen != pause.repair_text_id:
        msg = "The cause or the fix was changed since you opened the page. The program stays paused."
        raise Conflict(msg, hint="Read the new words, then decide.")


def _said(words: str, what: str) -> str:
    text = words.strip()
    if not text or len(text) > MAX_WORDS:
        msg = f"Say {what} in 1 to {MAX_WORDS} characters; {len(text)} were found. Nothing was saved."
        raise DomainError(msg)
    return text


def _change(pause: ProgramPause, **changes: Any) -> ProgramPause:
    for name, value in changes.items():
        setattr(pause, name, value)
    pause.save()
    return pause


def _tell_participants(program: Program, kind: str) -> int:
    return send_many(to=queries.participants(program), kind=kind, about=program.name, link=f"/me/programs/{program.slug}/")


def _tell_other_officers(pause: ProgramPause, by: Person) -> None:
    link = f"/office/programs/{pause.program.slug}/pause/"
    for officer in people.active().filter(pk__in=people.scoped_to(pause.program_id, "oversee_program")).exclude(pk=by.pk):
        if queries.oversees(officer, pause.program) and not people.waits(officer, kind="resume-asked", link=link):
            send_message(person=officer, kind="resume-asked", about=pause.program.name, link=link)
