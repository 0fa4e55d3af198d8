"""Reads of the register: who may see which program and version, and what waits for whom. No choice of anybody is in here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from common.rights import Right
from consent.models import Approval, Program, ProgramVersion
from consent.queries.approvals import (
    COUNCIL_SIGNS,
    approvals_of,
    council_of,
    councils_of,
    kinds_for,
    kinds_needed,
    kinds_open,
    missing_in,
    missing_kinds,
    oversees,
    sites_of,
)
from people import queries as people
from people.models import Person
from stores.models import Dataset
from stores.queries import with_derived

State = ProgramVersion.State
OPEN = (State.DRAFT, State.REVIEW, State.APPROVED)

__all__ = [
    "Waiting",
    "approvals_of",
    "council_of",
    "councils_of",
    "kinds_for",
    "kinds_needed",
    "kinds_open",
    "may_launch",
    "missing_in",
    "missing_kinds",
    "open_version_of",
    "oversees",
    "program_for",
    "programs_for",
    "signatures_of",
    "sites_of",
    "to_erase",
    "to_launch",
    "version_before",
    "version_for",
    "versions_for",
    "waiting_for",
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signature of one kind that one person could give to one version now."""

    version: ProgramVersion
    kind: str

    @property
    def label(self) -> str:
        """The kind in words."""
        return Approval.Kind(self.kind).label


def programs_for(person: Person) -> QuerySet[Program]:
    """The programs that a person may see in the register: overseen, owned, or, for the council, submitted at least once.

    Each comes with `shown_versions`: its versions that the person may see, newest first, with their declarations.
    """
    if not (person.has_perm(Right.PROGRAMS_DRAFT) or person.has_perm(Right.PROGRAMS_SIGN)):
        raise PermissionDenied
    seen = Q(pk__in=[])
    if person.has_perm(Right.PROGRAMS_DRAFT):
        seen |= Q(owner=person)
    if person.has_perm(Right.PROGRAMS_MANAGE):
        seen |= Q(pk__in=people.scopes_of(person, "oversee_program"))
    if person.has_perm(Right.PROGRAMS_SIGN):
        submitted = ProgramVersion.objects.filter(program=OuterRef("pk")).exclude(state=State.DRAFT)
        seen |= Q(Exists(submitted))
    shown = Prefetch("versions", queryset=_versions_for(person).order_by("-number"), to_attr="shown_versions")
    return Program.objects.filter(seen).select_related("owner").prefetch_related(shown)


def program_for(person: Person, slug: str) -> Program:
    """One program of the register that the person may see, or 404."""
    return get_object_or_404(programs_for(person), slug=slug)


def versions_for(person: Person, program: Program) -> QuerySet[ProgramVersion]:
    """The program's versions that the person may see, newest first. A draft is its writers' own: the council sees none."""
    return _versions_for(person).filter(program=program)


def _versions_for(person: Person) -> QuerySet[ProgramVersion]:
    seen = ~Q(state=State.DRAFT)
    if person.has_perm(Right.PROGRAMS_DRAFT):
        seen |= Q(program__owner=person)
    if person.has_perm(Right.PROGRAMS_MANAGE):
        seen |= Q(program__in=people.scopes_of(person, "oversee_program"))
    return ProgramVersion.objects.filter(seen).select_related("program__owner", "declaration")


def version_for(person: Person, slug: str, number: int) -> ProgramVersion:
    """One version that the person may see, or 404."""
    found: ProgramVersion = get_object_or_404(versions_for(person, program_for(person, slug)), number=number)
    return found


def open_version_of(person: Person, slug: str) -> ProgramVersion:
    """The version being written, reviewed or waiting for its launch, or 404."""
    found: ProgramVersion = get_object_or_404(versions_for(person, program_for(person, slug)), state__in=OPEN)
    return found


def version_before(version: ProgramVersion) -> ProgramVersion | None:
    """The version that this one is compared with: the newest that was in force before it, or None for the first."""
    earlier = ProgramVersion.objects.filter(program=version.program_id, number__lt=version.number)
    return earlier.filter(live_at__isnull=False).select_related("declaration").order_by("-number").first()


def to_erase(datasets: Iterable[Dataset]) -> QuerySet[Dataset]:
    """These datasets and all that is derived from them, by name: a withdrawal erases in each (R37), so each is tested (R68)."""
    return Dataset.objects.filter(pk__in=with_derived({one.pk for one in datasets})).select_related("store").order_by("name", "ref")


def signatures_of(program: Program) -> QuerySet[Approval]:
    """Every signature ever given for the program, newest first, whether it still holds or not."""
    return Approval.objects.filter(program=program).select_related("person", "version")


def waiting_for(person: Person) -> list[Waiting]:
    """The signatures that this person could give now, oldest submission first.

    Officers sign what is in review; a works council also what is approved or in force, where its agreement is missing or ends soon.
    """
    states = sorted(COUNCIL_SIGNS) if person.has_perm(Right.PROGRAMS_SIGN) else [State.REVIEW]
    versions = list(_open_for(person, *states))
    kinds = kinds_open(person, versions)
    return [Waiting(version, kind) for version in versions for kind in kinds[version.pk]]


def to_launch(person: Person) -> list[ProgramVersion]:
    """Approved versions that this officer may launch now."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        return []
    scopes = people.scopes_of(person, "oversee_program")
    return list(_open_for(person, State.APPROVED).filter(program__in=scopes).exclude(program__owner=person))


def may_launch(person: Person, program: Program) -> bool:
    """Officers who oversee a program launch it; its owner never does (R110)."""
    return program.owner_id != person.pk and oversees(person, program)


def _open_for(person: Person, *states: str) -> QuerySet[ProgramVersion]:
    seen = programs_for(person).order_by().values("pk")
    return _versions_for(person).filter(program__in=seen, state__in=states).order_by("submitted_at", "pk")
