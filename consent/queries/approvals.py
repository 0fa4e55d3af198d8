"""Reads of signatures: which still hold, which are needed, and who is free to give one."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from common import days
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
COUNCIL_SIGNS = frozenset({ProgramVersion.State.REVIEW, ProgramVersion.State.APPROVED, ProgramVersion.State.LIVE})
"""A body signs later too: its agreement ended before the launch or is prolonged, or a site has named the body meanwhile."""
ENDS_SOON = dt.timedelta(days=60)
_WRITING = (ConsentEvent.VERSION_DRAFTED.value, ConsentEvent.VERSION_EDITED.value)


def sites_of(body: Body) -> QuerySet[Site]:
    """The sites whose people a declaration is about: those it names, or every site."""
    named = body["about"]["sites"]
    return Site.objects.filter(pk__in=[ref for ref in named if is_ref(ref)]) if named else Site.objects.all()


def people_of(body: Body) -> QuerySet[Person]:
    """The active people whom a declaration is about."""
    return people.active().filter(site__in=sites_of(body)) if body["about"]["sites"] else people.active()


def councils_of(body: Body) -> list[str]:
    """The works councils, or other bodies, that have a say at the sites of a declaration: each signs for itself (R104)."""
    return councils_in([body])[0]


def unsigned(councils: Collection[str], held: Collection[Approval]) -> list[str]:
    """Those of these bodies that are not among the signatures held."""
    signed = {one.council for one in held if one.kind == Kind.COUNCIL}
    return [one for one in councils if one not in signed]


def wants(council: str, held: Collection[Approval]) -> bool:
    """Say whether a signature of this body is wanted: none is held, or the one that is ends soon and can be prolonged."""
    until = [one.expires_on for one in held if one.kind == Kind.COUNCIL and one.council == council and one.expires_on]
    return not until or max(until) <= days.today() + ENDS_SOON


def council_of(person: Person) -> str:
    """The body for which this person signs: that of their own site; empty where there is none."""
    return person.site.council if person.site and person.has_perm(Right.PROGRAMS_SIGN) else ""


def kinds_needed(body: Body) -> list[str]:
    """Which signatures a launch of this declaration needs, in the order in which pages show them (R05, R10, R104)."""
    return _kinds(body, council=bool(councils_of(body)))


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


def digest_in_force(program: Program) -> str:
    """The digest of the material part under which the program records now; empty before its first launch."""
    live = ProgramVersion.objects.filter(program=program, state=ProgramVersion.State.LIVE).select_related("declaration").first()
    return material_digest(live.declaration.body) if live else ""


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
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=days.today())
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
    """The kinds that are needed and not among the signatures held; the council's is, until each body with a say has signed."""
    return _missing(version.declaration.body, councils_of(version.declaration.body), held)


def missing_in(versions: Sequence[ProgramVersion]) -> dict[uuid.UUID, list[str]]:
    """The kinds that each of these versions still needs, in a constant number of queries."""
    held, councils = _held(versions), councils_in([version.declaration.body for version in versions])
    return {
        version.pk: _missing(version.declaration.body, bodies, held[version.pk])
        for version, bodies in zip(versions, councils, strict=True)
    }


def councils_in(bodies: Sequence[Body]) -> list[list[str]]:
    """`councils_of` each of these declarations, in one query."""
    councils = {str(pk): council for pk, council in Site.objects.exclude(council="").values_list("pk", "council")}
    everywhere = sorted(set(councils.values()))
    return [
        sorted({councils[ref] for ref in body["about"]["sites"] if ref in councils}) if body["about"]["sites"] else everywhere
        for body in bodies
    ]


def _missing(body: Body, councils: Collection[str], held: Collection[Approval]) -> list[str]:
    there = {approval.kind for approval in held} - ({Kind.COUNCIL} if unsigned(councils, held) else set())
    return [kind for kind in _kinds(body, council=bool(councils)) if kind not in there]


def oversees(person: Person, program: Program) -> bool:
    """Say whether the person is a privacy officer who is scoped to the program."""
    return person.has_perm(Right.PROGRAMS_MANAGE) and person.has_perm("consent.oversee_program", program)


def why_not(kind: str, version: ProgramVersion, person: Person, held: Collection[Approval]) -> str:
    """Say why this person can't give this signature; empty where they can. Whether it is needed is another question."""
    body = version.declaration.body
    found = _Standing(person, oversees(person, version.program), person.pk in writers_of(version), councils_of(body), held)
    return found.why_not(kind)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What decides whether a person may sign one version."""

    person: Person
    oversees: bool
    wrote: bool
    councils: Collection[str]
    held: Collection[Approval]

    def why_not(self, kind: str) -> str:
        """Say why the person can't give a signature of this kind; empty where they can."""
        if reason := self._not_entitled(kind):
            return reason
        if self.wrote:
            return "You own, wrote or submitted this version, so somebody else has to approve it."
        pair = {Kind.OFFICER: Kind.SECOND, Kind.SECOND: Kind.OFFICER}
        if any(approval.kind == pair.get(Kind(kind)) and approval.person_id == self.person.pk for approval in self.held):
            return "You approved this version already. The other officer's approval has to come from another person."
        return ""

    def _not_entitled(self, kind: str) -> str:
        if kind != Kind.COUNCIL:
            return "" if self.oversees else "Only privacy officers who oversee this program can approve it."
        if not self.person.has_perm(Right.PROGRAMS_SIGN):
            return "Only members of the works council can sign this."
        return why_no_say(council_of(self.person), self.councils)

    def open_kinds(self, missing: Collection[str], state: str) -> list[str]:
        """The kinds that the person can give now; for the council, where their own body's signature is missing or ends soon."""
        wanted = {kind for kind in missing if kind != Kind.COUNCIL} if state == ProgramVersion.State.REVIEW else set()
        if state in COUNCIL_SIGNS and wants(council_of(self.person), self.held):
            wanted.add(Kind.COUNCIL.value)
        return [kind for kind in Kind.values if kind in wanted and not self.why_not(kind)]


def why_no_say(council: str, councils: Collection[str]) -> str:
    """Say why a member of this body has no say where these bodies have one; empty where they have."""
    if not council:
        return "Your own site has no works council in Assent, so you can't sign for one."
    return "" if council in councils else f"No site of this program is one of your body, {council}."


def kinds_for(person: Person, version: ProgramVersion) -> list[str]:
    """The signatures that are missing and that this person can give now."""
    return kinds_open(person, [version])[version.pk]


def kinds_open(person: Person, versions: Sequence[ProgramVersion]) -> dict[uuid.UUID, list[str]]:
    """`kinds_for` each of these versions, in a constant number of queries."""
    mine = people.scopes_of(person, "oversee_program") if person.has_perm(Right.PROGRAMS_MANAGE) else set()
    held, writers, missing = _held(versions), _writers(versions), missing_in(versions)
    found: dict[uuid.UUID, list[str]] = {}
    for version, councils in zip(versions, councils_in([one.declaration.body for one in versions]), strict=True):
        wrote = person.pk in writers[version.pk]
        standing = _Standing(person, version.program_id in mine, wrote, councils, held[version.pk])
        over = version.program.state == Program.State.ENDED
        found[version.pk] = [] if over else standing.open_kinds(missing[version.pk], version.state)
    return found
