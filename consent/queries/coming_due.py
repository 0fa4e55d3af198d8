"""Reads of what comes due while a program runs: the next review of its assessment (R05), the end of its agreement (R104)."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from consent.declarations.faults import date_of
from consent.declarations.schema import material_digest
from consent.models import Approval, Program, ProgramVersion
from people import queries as people
from people.models import Person

SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One day of one running program: that of its assessment's review, or the last of its works council's agreement."""

    program: Program
    kind: Approval.Kind
    day: dt.date
    passed: bool


def due_for(person: Person) -> list[Due]:
    """What has passed, or comes within 30 days, in running programs that an officer oversees: the earliest day first."""
    scopes = people.scopes_of(person, "oversee_program")
    live = ProgramVersion.objects.filter(state=ProgramVersion.State.LIVE, program__in=scopes, program__state=Program.State.RUNNING)
    versions = list(live.select_related("program", "declaration"))
    agreed = _agreements({version.program_id for version in versions})
    today, found = timezone.localdate(), []
    for version in versions:
        body = version.declaration.body
        review, agreement = date_of(body["dpia"]["review_on"]), agreed.get((version.program_id, material_digest(body)))
        for kind, day in ((Approval.Kind.DPIA, review), (Approval.Kind.COUNCIL, agreement)):
            if day is not None and day <= today + SOON:
                found.append(Due(program=version.program, kind=kind, day=day, passed=day < today))
    return sorted(found, key=lambda one: (one.day, one.program.name, one.kind))


def _agreements(programs: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], dt.date]:
    """The last day of the works council's agreement about each text of these programs; a later signature prolongs it."""
    signed = Approval.objects.filter(program__in=programs, kind=Approval.Kind.COUNCIL, ended_at__isnull=True)
    days = signed.exclude(expires_on__isnull=True).order_by("expires_on").values_list("program_id", "digest", "expires_on")
    return {(program, digest): day for program, digest, day in days}
