"""Reads at the desks of the register: the writers' and officers', who may see drafts, and the works council's."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q, QuerySet
from django.shortcuts import get_object_or_404

from common import days
from common.errors import Conflict
from common.rights import Right
from consent.declarations.faults import quoted
from consent.declarations.schema import Body, material_digest
from consent.models import Approval, Declaration, Notice, Program, ProgramVersion
from consent.queries import register
from consent.queries.approvals import ENDS_SOON, people_of
from people import queries as people
from people.models import Person, Site
from purges import queries as purges
from purges.models import PurgeTest
from stores.models import Dataset

State = ProgramVersion.State


def programs_for(person: Person) -> QuerySet[Program]:
    """The programs that the person owns or oversees, with their versions. Raises `PermissionDenied` for everybody else."""
    if not person.has_perm(Right.PROGRAMS_DRAFT):
        raise PermissionDenied
    mine = Q(owner=person)
    if person.has_perm(Right.PROGRAMS_MANAGE):
        mine |= Q(pk__in=people.scopes_of(person, "oversee_program"))
    return register.programs_for(person).filter(mine)


def program_for(person: Person, slug: str) -> Program:
    """One program that the person owns or oversees, or 404."""
    return get_object_or_404(programs_for(person), slug=slug)


def narrowed(programs: QuerySet[Program], *, q: str, state: str) -> QuerySet[Program]:
    """Narrow by a part of the name or address, and by the program's state."""
    found = programs.filter(Q(name__icontains=q) | Q(slug__icontains=q)) if q else programs
    return found.filter(state=state) if state in Program.State.values else found


def version_for(person: Person, slug: str, number: int) -> ProgramVersion:
    """One version of a program that the person owns or oversees, or 404."""
    return get_object_or_404(register.versions_for(person, program_for(person, slug)), number=number)


def open_version(person: Person, slug: str) -> ProgramVersion:
    """The version that is being written, reviewed or waits for its launch, or 404."""
    return get_object_or_404(register.versions_for(person, program_for(person, slug)), state__in=register.OPEN)


def draft_for(person: Person, slug: str) -> ProgramVersion:
    """The draft to be written, or 404; a version that is no draft any more is a conflict that says what to do."""
    version = open_version(person, slug)
    if refusal := closed(version):
        raise refusal
    return version


def version_written(person: Person, slug: str) -> ProgramVersion:
    """What somebody wrote at: the newest version, a draft or, as `closed` says, no draft any more. 404 where none may be seen."""
    versions = register.versions_for(person, program_for(person, slug))
    return get_object_or_404(versions, number=versions.aggregate(newest=Max("number"))["newest"])


def closed(version: ProgramVersion) -> Conflict | None:
    """Why a version can't be written at, with what to do; None for a draft."""
    if version.state == State.DRAFT:
        return None
    msg = f"Version {version.number} is {version.get_state_display().lower()}, so it can't be changed."
    step = "Take it back to draft" if version.state in register.OPEN else "Open the next version"
    return Conflict(msg, hint=f"{step} first, on the program's page.")


def language_for(language: str) -> str:
    """The language's code, or `Conflict` naming what was expected (R26)."""
    if language not in LANG_INFO:
        msg = f"{quoted(language)} is no language known here, so there can be no notice in it."
        raise Conflict(msg, hint="Expected a language code such as en, de, fr or pt-br.")
    return language


def unchanged_since(version: ProgramVersion, seen: str, section: str, part: str = "") -> bool:
    """Say whether this section (or one language of the notices) is still as in the text with the digest `seen`."""
    before = Declaration.objects.filter(pk=seen).first()
    if before is None or section not in before.body:
        return False
    old, new = before.body[section], version.declaration.body[section]
    return bool(old.get(part) == new.get(part)) if part else bool(old == new)


def version_to_send(person: Person, slug: str) -> ProgramVersion:
    """The open version, for those who may submit it and take it back; others may not, even where they see it."""
    version = open_version(person, slug)
    if not writes(person, version):
        raise PermissionDenied
    return version


def version_to_review(person: Person, slug: str) -> ProgramVersion:
    """The open version, for officers who oversee its program."""
    version = open_version(person, slug)
    if not register.oversees(person, version.program):
        raise PermissionDenied
    return version


def version_reviewed(person: Person, slug: str) -> ProgramVersion:
    """What an officer's words are about that come back: the newest version, whatever became of it meanwhile."""
    version = version_written(person, slug)
    if not register.oversees(person, version.program):
        raise PermissionDenied
    return version


def version_to_launch(person: Person, slug: str) -> ProgramVersion:
    """The open version, for officers who oversee its program and don't own it."""
    version = open_version(person, slug)
    if not register.may_launch(person, version.program):
        raise PermissionDenied
    return version


def program_to_end(person: Person, slug: str) -> Program:
    """One program, for officers who oversee it."""
    program = program_for(person, slug)
    if not register.oversees(person, program):
        raise PermissionDenied
    return program


def program_to_invalidate(person: Person, slug: str) -> Program:
    """One program that was launched and has not ended, for officers who oversee it."""
    program = program_to_end(person, slug)
    if not program.live_version or program.state == Program.State.ENDED:
        msg = "This program has no choices that could be declared invalid."
        raise Conflict(msg, hint="It was never launched, or it has ended. Nothing is recorded by it.")
    return program


def writes(person: Person, version: ProgramVersion) -> bool:
    """Say whether the person may submit this version and take it back: its owner, and whoever began or submitted it."""
    own = person.pk in (version.program.owner_id, version.author_id, version.submitted_by_id)
    return own and person.has_perm(Right.PROGRAMS_DRAFT)


def possible_owner(email: str) -> Person | None:
    """Somebody active who may write programs, by their address."""
    return people.holding(Right.PROGRAMS_DRAFT).filter(email__iexact=email).first()


def choices_for(body: Body) -> Mapping[str, list[tuple[str, Any]]]:
    """What can be chosen in fields that name other things: sites, purposes of this declaration, registered datasets."""
    sites = [(str(site.pk), f"{site.name} ({site.jurisdiction})") for site in Site.objects.all()]
    datasets = [(str(one.pk), f"{one.name} ({one.store.name})") for one in Dataset.objects.select_related("store").order_by("name")]
    purposes = [(row["key"], f"{row['label'] or row['key']}") for row in body["purposes"] if row["key"]]
    return {"about.sites": sites, "datasets.dataset": datasets, "signals.purpose": purposes}


def names_in(*bodies: Body) -> dict[str, str]:
    """The names behind the refs of sites and datasets in these declarations."""
    sites = {ref for body in bodies for ref in body["about"]["sites"]}
    datasets = {row["dataset"] for body in bodies for row in body["datasets"]}
    found = {str(pk): name for pk, name in Site.objects.filter(pk__in=_refs(sites)).values_list("pk", "name")}
    return found | {str(pk): name for pk, name in Dataset.objects.filter(pk__in=_refs(datasets)).values_list("pk", "name")}


def deletion_tests(body: Body) -> list[tuple[Dataset, PurgeTest | None, bool]]:
    """Each dataset of a declaration, or derived from one, with its newest deletion test, and whether that proves it (R68, R96)."""
    datasets = list(register.to_erase(Dataset.objects.filter(pk__in=_refs({row["dataset"] for row in body["datasets"]}))))
    newest = purges.purge_tests_of(datasets)
    open_ones = {dataset.pk for dataset in purges.unproven(datasets)}
    return [(one, newest.get(one.pk), one.pk not in open_ones) for one in datasets]


def languages_of(body: Body) -> list[str]:
    """The languages of the contracts of the people whom a declaration is about."""
    return sorted(people_of(body).order_by().values_list("language", flat=True).distinct())


def notice_of(program: Program) -> Notice | None:
    """The newest published notice, in English where there is one."""
    found = list(program.notices.order_by("-version")[:1])
    return program.notices.filter(version=found[0].version, language="en").first() or found[0] if found else None


def council_programs(person: Person) -> list[Program]:
    """Programs that were submitted at least once, for members of the works council."""
    _council_only(person)
    return list(register.programs_for(person))


def council_program(person: Person, slug: str) -> tuple[Program, ProgramVersion]:
    """One submitted program and the version that the council reads: the one in review, else the newest that is no draft."""
    _council_only(person)
    program = get_object_or_404(register.programs_for(person), slug=slug)
    versions = register.versions_for(person, program).exclude(state=State.DRAFT)
    newest = versions.aggregate(newest=Max("number"))["newest"]
    version = versions.filter(state=State.REVIEW).first() or get_object_or_404(versions, number=newest)
    return program, version


def council_answered(person: Person, slug: str) -> tuple[Program, ProgramVersion | None]:
    """The same for an answer of the council: no version where it was taken back since, and 404 where none was ever submitted."""
    _council_only(person)
    if register.programs_for(person).filter(slug=slug).exists():
        return council_program(person, slug)
    submitted = ProgramVersion.objects.filter(submitted_at__isnull=False).values("program")
    return get_object_or_404(Program, slug=slug, pk__in=submitted), None


def council_signatures(programs: list[Program], council: str) -> dict[uuid.UUID, Approval]:
    """The newest signature of this works council for each of these programs."""
    found = Approval.objects.filter(program__in=programs, kind=Approval.Kind.COUNCIL, council=council, ended_at__isnull=True)
    newest: dict[uuid.UUID, Approval] = {}
    for approval in found.select_related("person", "version", "version__declaration").order_by("at"):
        newest[approval.program_id] = approval
    return newest


def signed_text(approval: Approval) -> Body | None:
    """The declaration that was signed: what the version held at that moment. None where it can't be shown to be the same."""
    record = approval.version.history.filter(history_date__lte=approval.at).order_by("-history_date").first()
    kept = Declaration.objects.filter(pk=record.declaration_id).first() if record else None
    return kept.body if kept and material_digest(kept.body) == approval.digest else None


def expires_soon(approval: Approval) -> bool:
    """Say whether the signature ends within 60 days, or has ended."""
    return approval.expires_on is not None and approval.expires_on <= days.today() + ENDS_SOON


def _council_only(person: Person) -> None:
    if not person.has_perm(Right.PROGRAMS_SIGN):
        raise PermissionDenied


def _refs(texts: set[str]) -> list[uuid.UUID]:
    return [ref for ref in map(_ref, texts) if ref is not None]


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
