"""Reads of what comes due while a program runs: the next review of its assessment (R05), the end of its agreement (R104)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from common import days
from consent.declarations.faults import date_of
from consent.declarations.schema import material_digest
from consent.models import Approval, Program, ProgramVersion
from consent.queries import approvals
from people import queries as people
from people.models import Person

SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One day of one running program: that of its assessment's review, or the last of the agreement with one works council.

    Without a day: a site of the program names a body that has signed nothing of what runs.
    """

    program: Program
    kind: Approval.Kind
    council: str = ""
    day: dt.date | None
    passed: bool


def due_for(person: Person) -> list[Due]:
    """What has passed, or comes within 30 days, in running programs that an officer oversees: the earliest day first."""
    scopes = people.scopes_of(person, "oversee_program")
    live = ProgramVersion.objects.filter(state=ProgramVersion.State.LIVE, program__in=scopes, program__state=Program.State.RUNNING)
    versions = list(live.select_related("program", "declaration"))
    agreed, today = _agreements({version.program_id for version in versions}), days.today()
    councils = approvals.councils_in([version.declaration.body for version in versions])
    found = []
    for version, bodies in zip(versions, councils, strict=True):
        review, digest = date_of(version.declaration.body["dpia"]["review_on"]), material_digest(version.declaration.body)
        last: list[tuple[Approval.Kind, str, dt.date | None]] = [(Approval.Kind.DPIA, "", review)] if review else []
        last += [(Approval.Kind.COUNCIL, one, agreed.get((version.program_id, digest, one))) for one in bodies]
        for kind, council, day in last:
            if day is None or day <= today + SOON:
                passed = day is None or day < today
                found.append(Due(program=version.program, kind=kind, council=council, day=day, passed=passed))
    return sorted(found, key=lambda one: (one.day or dt.date.min, one.program.name, one.kind, one.council))


def _agreements(programs: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str, str], dt.date]:
    """The last day of each works council's agreement about each text of these programs; a later signature prolongs it."""
    signed = Approval.objects.filter(program__in=programs, kind=Approval.Kind.COUNCIL, ended_at__isnull=True)
    rows = signed.exclude(expires_on__isnull=True).order_by("expires_on")
    days = rows.values_list("program_id", "digest", "council", "expires_on")
    return {(program, digest, council): day for program, digest, council, day in days}
