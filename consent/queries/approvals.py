"""Reads of signatures: which still hold, which are needed, and who is free to give one."""

import uuid
from collections.abc import Collection, Sequence

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
    return _kinds(body, council=sites_of(body).filter(has_council=True).exists())


def _kinds(body: Body, *, council: bool) -> list[str]:
    kinds = [Kind.DPIA, Kind.OFFICER]
    if any(row["signal"] in HIGH_RISK for row in body["signals"]):
        kinds.append(Kind.SECOND)
    if council:
        kinds.append(Kind.COUNCIL)
    return [kind.value for kind in kinds]


def digest_for(kind: str, version: ProgramVersion) -> str:
    """What a signature of this kind is about: the material part, or every word."""
    return material_digest(version.declaration.body) if kind in ABOUT_MATERIAL else version.declaration_id


def writers_of(version: ProgramVersion) -> set[uuid.UUID]:
    """Refs of those who may not approve this version: the program's owner, and whoever wrote or submitted it (R110).

    Editing is in the version's history, so an officer who mended a word counts as a writer too.
    """
    return _writers([version])[version.pk]


def _writers(versions: Sequence[ProgramVersion]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The writers of each of these versions."""
    owners = dict(Program.objects.filter(pk__in={one.program_id for one in versions}).values_list("pk", "owner_id"))
    named = {one.pk: {owners[one.program_id], one.author_id, one.submitted_by_id} - {None} for one in versions}
    edits = ProgramVersion.history.filter(ref__in=list(named), history_change_reason__in=_WRITING)
    for ref, actor in edits.order_by().values_list("ref", "history_user_id").distinct():
        if actor and is_ref(actor):
            named[ref].add(uuid.UUID(actor))
    return named


def approvals_of(version: ProgramVersion) -> list[Approval]:
    """The signatures that still hold for this version: not ended, not expired, for this very text, by somebody independent."""
    return _held([version])[version.pk]


def _held(versions: Sequence[ProgramVersion]) -> dict[uuid.UUID, list[Approval]]:
    """The signatures that still hold for each of these versions, the oldest first."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gt=timezone.localdate())
    given = Approval.objects.filter(good, program__in={one.program_id for one in versions}, ended_at__isnull=True)
    found, writers = list(given.select_related("person").order_by("at")), _writers(versions)
    held = {}
    for version in versions:
        mine = [one for one in found if one.program_id == version.program_id and _is_for(one, version)]
        held[version.pk] = [one for one in mine if one.person_id not in writers[version.pk]]
    return held


def _is_for(approval: Approval, version: ProgramVersion) -> bool:
    """Say whether what was signed is this version's text: its material part, or every word of this very version."""
    about = approval.kind in ABOUT_MATERIAL or approval.version_id == version.pk
    return about and approval.digest == digest_for(approval.kind, version)


def missing_kinds(version: ProgramVersion, held: Collection[Approval]) -> list[str]:
    """The kinds that are needed and not among the signatures held."""
    there = {approval.kind for approval in held}
    return [kind for kind in kinds_needed(version.declaration.body) if kind not in there]


def missing_in(versions: Sequence[ProgramVersion]) -> dict[uuid.UUID, list[str]]:
    """The kinds that each of these versions still needs, in a constant number of queries."""
    councils = set(Site.objects.filter(has_council=True).values_list("pk", flat=True))
    held, missing = _held(versions), {}
    for version in versions:
        body = version.declaration.body
        named = {uuid.UUID(ref) for ref in body["about"]["sites"] if is_ref(ref)}
        there = {approval.kind for approval in held[version.pk]}
        needed = _kinds(body, council=bool(councils & named if body["about"]["sites"] else councils))
        missing[version.pk] = [kind for kind in needed if kind not in there]
    return missing


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
