"""Reads of signatures: which still hold, which are needed, and who is free to give one."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.rights import Right
from consent.declarations.program_limits import HIGH_RISK, is_ref
from consent.declarations.schema import Body, material_digest
from consent.events import ConsentEvent
from consent.models import Approval, Program, ProgramVersion
from people import queries as people
from people.models import Person, Site

Kind = Approval.Kind
BY_OFFICERS = frozenset({Kind.DPIA, Kind.OFFICER, Kind.SECOND})
ABOUT_MATERIAL = frozenset({Kind.DPIA, Kind.COUNCIL})
"""These name the digest of the material part, so they hold for a later version that leaves it alone."""
_WRITING = (ConsentEvent.VERSION_DRAFTED.value, ConsentEvent.VERSION_EDITED.value)


def sites_of(body: Body) -> QuerySet[Site]:
    """The sites whose people a declaration is about: those it names, or every site."""
    named = body["about"]["sites"]
    return Site.objects.filter(pk__in=[ref for ref in named if is_ref(ref)]) if named else Site.objects.all()


def people_of(body: Body) -> QuerySet[Person]:
    """The active people whom a declaration is about."""
    return people.active().filter(site__in=sites_of(body)) if body["about"]["sites"] else people.active()


def kinds_needed(body: Body) -> list[str]:
    """Which signatures a launch of this declaration needs, in the order in which pages show them (R05, R10, R104)."""
    kinds = [Kind.DPIA, Kind.OFFICER]
    if any(row["signal"] in HIGH_RISK for row in body["signals"]):
        kinds.append(Kind.SECOND)
    if sites_of(body).filter(has_council=True).exists():
        kinds.append(Kind.COUNCIL)
    return [kind.value for kind in kinds]


def digest_for(kind: str, version: ProgramVersion) -> str:
    """What a signature of this kind is about: the material part, or every word."""
    return material_digest(version.declaration.body) if kind in ABOUT_MATERIAL else version.declaration_id


def writers_of(version: ProgramVersion) -> set[uuid.UUID]:
    """Refs of those who may not approve this version: the program's owner, and whoever wrote or submitted it (R110).

    Editing is in the version's history, so an officer who mended a word counts as a writer too.
    """
    written = version.history.filter(history_change_reason__in=_WRITING)
    actors = written.values_list("history_user_id", flat=True).distinct()
    refs = {uuid.UUID(actor) for actor in actors if actor and is_ref(actor)}
    owner = Program.objects.values_list("owner_id", flat=True).get(pk=version.program_id)
    return {ref for ref in (*refs, owner, version.author_id, version.submitted_by_id) if ref is not None}


def approvals_of(version: ProgramVersion) -> list[Approval]:
    """The signatures that still hold for this version: not ended, not expired, for this very text, by somebody independent."""
    today = timezone.localdate()
    good = Q(expires_on__isnull=True) | Q(expires_on__gt=today)
    given = Approval.objects.filter(good, program=version.program_id, ended_at__isnull=True).select_related("person")
    for_material = Q(kind__in=ABOUT_MATERIAL, digest=digest_for(Kind.DPIA, version))
    for_the_whole = Q(kind__in=(Kind.OFFICER, Kind.SECOND), digest=version.declaration_id, version=version)
    writers = writers_of(version)
    found = given.filter(for_material | for_the_whole).order_by("at")
    return [approval for approval in found if approval.person_id not in writers]


def missing_kinds(version: ProgramVersion, held: Collection[Approval]) -> list[str]:
    """The kinds that are needed and not among the signatures held."""
    there = {approval.kind for approval in held}
    return [kind for kind in kinds_needed(version.declaration.body) if kind not in there]


def oversees(person: Person, program: Program) -> bool:
    """Say whether the person is a privacy officer who is scoped to the program."""
    return person.has_perm(Right.PROGRAMS_MANAGE) and person.has_perm("consent.oversee_program", program)


def why_not(kind: str, version: ProgramVersion, person: Person, held: Collection[Approval]) -> str:
    """Say why this person can't give this signature; empty where they can. Whether it is needed is another question."""
    if kind == Kind.COUNCIL:
        entitled, who = person.has_perm(Right.PROGRAMS_SIGN), "Only members of the works council can sign this."
    else:
        entitled, who = oversees(person, version.program), "Only privacy officers who oversee this program can approve it."
    if not entitled:
        return who
    if person.pk in writers_of(version):
        return "You own, wrote or submitted this version, so somebody else has to approve it."
    pair = {Kind.OFFICER: Kind.SECOND, Kind.SECOND: Kind.OFFICER}
    if any(approval.kind == pair.get(Kind(kind)) and approval.person_id == person.pk for approval in held):
        return "You approved this version already. The other officer's approval has to come from another person."
    return ""


def kinds_for(person: Person, version: ProgramVersion) -> list[str]:
    """The signatures that are missing and that this person can give now."""
    if version.state != ProgramVersion.State.REVIEW:
        return []
    held = approvals_of(version)
    return [kind for kind in missing_kinds(version, held) if not why_not(kind, version, person, held)]
