"""Adding a program and opening its next version. What it declares is written section by section, in `drafts`."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from consent.actions import texts
from consent.declarations.faults import KEY, quoted
from consent.declarations.limits import refusals
from consent.declarations.schema import SECTIONS, Body, empty
from consent.events import ConsentEvent
from consent.models import Program, ProgramVersion
from people import queries as people
from people.actions import Actor, actor_of, grant_scope
from people.models import Person

REGISTER = "system:register"
MOST_LETTERS = 50
LONGEST_NAME = 120
MOST_NAMED = 10


def add_program(*, slug: str, name: str, owner: Person | None, by: Actor, body: Body | None = None) -> Program:
    """Add a program in draft, with an empty first version. It records nothing, and nobody sees it yet (R09).

    Where a person adds it, every privacy officer oversees it at first, so that none is ever without oversight.
    """
    may_draft(by)
    _named(slug, name)
    declared = body or empty()
    declared["about"]["name"] = name
    if never := [fault.message for section in SECTIONS for fault in refusals(section, declared.get(section))]:
        msg = "This can't be saved. " + " ".join(never[:MOST_NAMED])
        raise DomainError(msg, hint="Nothing was added.")
    program = Program(slug=slug, name=name, purpose="", used_by="", owner=owner)
    try:
        with ledger.entry(ConsentEvent.PROGRAM_ADDED, actor=actor_of(by), ref=program.pk, signals=[]):
            program.save(force_insert=True)
            _open_version(program, 1, declared, by)
            if isinstance(by, Person):
                _overseen(program)
    except IntegrityError as error:
        msg = f"A program with the address {slug!r} exists already."
        raise Conflict(msg, hint="Choose another name or address. Nothing was added.") from error
    return program


def open_version(*, program: Program, by: Actor) -> ProgramVersion:
    """Open the next version as a copy of the one in force. Until it is launched itself, nothing changes for anybody."""
    may_draft(by, program)
    with transaction.atomic():
        locked: Program = Program.objects.select_for_update().get(pk=program.pk)
        if locked.state == Program.State.ENDED:
            msg = "This program has ended, so it gets no new version."
            raise Conflict(msg, hint="Add a new program instead.")
        newest: ProgramVersion | None = locked.versions.select_related("declaration").first()
        if newest is None or newest.state not in (ProgramVersion.State.LIVE, ProgramVersion.State.SUPERSEDED):
            msg = "There is an open version of this program already."
            raise Conflict(msg, hint="Go on with that one.")
        return _open_version(locked, newest.number + 1, newest.declaration.body, by)


def may_draft(by: Actor, program: Program | None = None) -> None:
    """Let owners write the programs they own, and officers any that they oversee; the system writes the trial's."""
    if isinstance(by, str):
        return
    if not by.has_perm(Right.PROGRAMS_DRAFT):
        msg = "Only program owners and privacy officers can write programs."
        raise NotAllowed(msg)
    if program is None or program.owner_id == by.pk:
        return
    if not by.has_perm(Right.PROGRAMS_MANAGE) or not by.has_perm("consent.oversee_program", program):
        msg = "Only this program's owner and the officers who oversee it can change it."
        raise NotAllowed(msg)


def _named(slug: str, name: str) -> None:
    if not KEY.fullmatch(slug) or len(slug) > MOST_LETTERS:
        msg = f"The address is {quoted(slug)}. Expected at most {MOST_LETTERS} small letters, digits and hyphens."
        raise DomainError(msg, hint="Nothing was added.")
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        msg = f"The name has {len(name.strip())} characters. Expected 1 to {LONGEST_NAME}."
        raise DomainError(msg, hint="Nothing was added.")


def _overseen(program: Program) -> None:
    for officer in people.holding(Right.PROGRAMS_MANAGE).exclude(pk__in=[program.owner_id] if program.owner_id else []):
        grant_scope(person=officer, permission="consent.oversee_program", to=program, by=REGISTER)


def _open_version(program: Program, number: int, body: Body, by: Actor) -> ProgramVersion:
    kept = texts.keep(body)
    facts: dict[str, Any] = {"version": number, "declaration": kept.pk}
    with ledger.entry(ConsentEvent.VERSION_DRAFTED, actor=actor_of(by), ref=program.pk, **facts):
        made: ProgramVersion = ProgramVersion.objects.create(
            program=program,
            number=number,
            declaration=kept,
            author=by if isinstance(by, Person) else None,
            material=number == 1,
            created_at=timezone.now(),
        )
    return made
