"""Tells the people a version waits for, or who wait for it. Messages name the program, never a choice of anybody."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from common.rights import Right
from consent.models import Approval, Program, ProgramVersion
from consent.queries import approvals
from people import queries as people
from people.actions import send_message
from people.models import Person

Kind = Approval.Kind


def submitted(version: ProgramVersion) -> None:
    """Tell the officers who may approve it, and the members of each works council whose signature is missing."""
    held = approvals.approvals_of(version)
    missing = approvals.missing_kinds(version, held)
    program, writers = version.program, approvals.writers_of(version)
    if approvals.BY_OFFICERS & set(missing):
        _tell(_officers(program).exclude(pk__in=writers), "version-submitted", program, _office(program))
    if Kind.COUNCIL in missing:
        bodies = approvals.unsigned(approvals.councils_of(version.declaration.body), held)
        council = people.holding(Right.PROGRAMS_SIGN).filter(site__council__in=bodies).exclude(pk__in=writers)
        _tell(council, "council-needed", program, f"/council/programs/{program.slug}/")


def returned(version: ProgramVersion, words: str, by: Person) -> None:
    """Send the writers the words with which their version came back, sealed under each one's key."""
    for person in _people({version.program.owner_id, version.author_id, version.submitted_by_id} - {by.pk}):
        program = version.program
        send_message(person=person, kind="version-returned", about=program.name, link=_office(program), words=words)


def approved(version: ProgramVersion) -> None:
    """Tell the owner, and the officers who can launch it now."""
    program = version.program
    _tell(
        _officers(program).exclude(pk__in=[program.owner_id] if program.owner_id else []),
        "version-to-launch",
        program,
        _office(program),
    )
    _tell(_people({program.owner_id}), "version-approved", program, _office(program))


def owner(program: Program, kind: str) -> None:
    """Tell the program's owner what happened to it."""
    _tell(_people({program.owner_id}), kind, program, _office(program))


def _tell(to: QuerySet[Person], kind: str, program: Program, link: str) -> None:
    for person in to:
        if not people.waits(person, kind=kind, link=link):
            send_message(person=person, kind=kind, about=program.name, link=link)


def _officers(program: Program) -> QuerySet[Person]:
    return people.holding(Right.PROGRAMS_MANAGE).filter(pk__in=people.scoped_to(program.pk, "oversee_program"))


def _people(refs: Collection[uuid.UUID | None]) -> QuerySet[Person]:
    return people.active().filter(pk__in=[ref for ref in refs if ref is not None])


def _office(program: Program) -> str:
    return f"/office/programs/{program.slug}/"
