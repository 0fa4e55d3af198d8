"""What a program's page at the office shows: where it stands, its facts, its launch gates, its signatures and what can be done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from common.rights import Right
from consent import launch_checks
from consent.launch_checks import Check, Needs
from consent.models import Approval, Program, ProgramVersion
from consent.pages import figures, pausing
from consent.pages.declared import section_page
from consent.pages.pausing import name_of
from consent.pages.register import TONES, VERSION_TONES, waits_for
from consent.queries import approvals, desk, endings, register
from people.models import Person

State = ProgramVersion.State
Kind = Approval.Kind
SHOWN = 20
QUARTER = 25
ROLES = {Kind.COUNCIL: "Works council"}
BUTTONS = {
    Kind.DPIA: "Approve the assessment",
    Kind.OFFICER: "Approve as a privacy officer",
    Kind.SECOND: "Approve as the second officer",
}


def page(person: Person, program: Program) -> dict[str, Any]:
    """The whole page for an owner or an officer."""
    versions = list(register.versions_for(person, program))
    opened = next((version for version in versions if version.state in register.OPEN), None)
    live = next((version for version in versions if version.number == program.live_version), None)
    checks = launch_checks.checks_of(opened) if opened else []
    signed = opened or live
    return {
        "program": header(program),
        "steps": steps(program),
        "facts": facts(person, program, live or opened),
        "in_force": live is not None,
        "open": _opened(opened, checks) if opened else None,
        "gates": gates(person, program, checks) if opened else None,
        "signatures": signatures(person, signed) if signed else [],
        "versions": [_version(version, program) for version in versions[:SHOWN]],
        "may": may(person, program, opened),
        "pause": pausing.panel(program, person),
        "figures": figures.panel(program) if live else None,
        "ending": ending(program),
    }


def header(program: Program) -> dict[str, Any]:
    """Name, state and owner."""
    return {
        "name": program.name,
        "slug": program.slug,
        "url": reverse("register-program", args=[program.slug]),
        "purpose": program.purpose,
        "state": program.get_state_display(),
        "tone": TONES[Program.State(program.state)],
        "owner": name_of(program.owner),
        "live": program.live_version,
    }


def steps(program: Program) -> list[dict[str, Any]]:
    """The states in their order; a paused program stands between running and ended."""
    order = [Program.State.DRAFT, Program.State.REVIEW, Program.State.APPROVED, Program.State.RUNNING, Program.State.ENDED]
    if program.state == Program.State.PAUSED:
        order.insert(4, Program.State.PAUSED)
    at = order.index(Program.State(program.state))
    return [{"label": state.label, "current": number == at, "done": number < at} for number, state in enumerate(order)]


def facts(person: Person, program: Program, version: ProgramVersion | None) -> dict[str, Any] | None:
    """What is declared, in force or not yet: with exclusions, retention and the last deletion test on the same page (R96)."""
    if version is None:
        return None
    body = version.declaration.body
    names = desk.names_in(body)
    kept = {row["dataset"]: row for row in body["datasets"]}
    notice = desk.notice_of(program)
    return {
        "number": version.number,
        "since": version.live_at,
        "url": reverse("register-version", args=[program.slug, version.number]),
        "about": body["about"],
        "sites": [names.get(ref, ref) for ref in body["about"]["sites"]],
        "purposes": section_page("purposes", body["purposes"], names)["parts"],
        "signals": [part["title"] for part in section_page("signals", body["signals"], names)["parts"]],
        "exclusions": section_page("exclusions", body["exclusions"], names)["parts"][0]["facts"],
        "datasets": [_dataset(test, kept.get(str(test[0].pk)), person) for test in desk.deletion_tests(body)],
        "notice": {"version": notice.version, "at": notice.published_at} if notice else None,
    }


def _dataset(test: tuple[Any, Any, bool], row: dict[str, Any] | None, person: Person) -> dict[str, Any]:
    dataset, newest, proven = test
    return {
        "name": dataset.name,
        "url": reverse("dataset", args=[dataset.pk]) if person.has_perm(Right.STORES_MANAGE) else "",
        "days": row["retention_days"] if row else None,
        "tested_at": newest.ended_at or newest.started_at if newest else None,
        "label": gettext("Proven") if proven else gettext("Not proven"),
        "tone": "ok" if proven else "bad",
    }


def gates(person: Person, program: Program, checks: list[Check]) -> dict[str, Any]:
    """The launch checklist: what is shut first, then what is open."""
    return {
        "shut": [{"check": check, "mend": mend(person, program, check)} for check in checks if not check.ok],
        "open": [{"check": check} for check in checks if check.ok],
        "total": len(checks),
    }


def mend(person: Person, program: Program, check: Check) -> str:
    """Where a gate is opened: the section of the declaration, another page, or the signatures below."""
    if check.needs is Needs.SIGNATURE:
        return "#signatures"
    if check.section:
        return reverse("register-edit", args=[program.slug, check.section])
    if check.rule in {"R20", "R21", "R22"} and person.has_perm(Right.PROGRAMS_MANAGE):
        return reverse("monitoring-notices")
    return "#datasets" if check.rule == "R68" else ""


def _opened(version: ProgramVersion, checks: list[Check]) -> dict[str, Any]:
    slug = version.program.slug
    shut = launch_checks.failing(checks)
    return {
        "number": version.number,
        "state": version.get_state_display(),
        "tone": VERSION_TONES[State(version.state)],
        "draft": version.state == State.DRAFT,
        "seen": version.declaration_id,
        "waits": waits_for(version, register.missing_in([version])),
        "submitted_at": version.submitted_at,
        "submitted_by": name_of(version.submitted_by),
        "url": reverse("register-version", args=[slug, version.number]),
        "changes_url": reverse("register-changes", args=[slug, version.number]) if version.number > 1 else "",
        "edit_url": reverse("register-edit", args=[slug, "about"]) if version.state == State.DRAFT else "",
        "text_shut": len(launch_checks.failing(checks, Needs.TEXT)),
        "shut": len(shut),
        **_ends_choices(version),
    }


def _ends_choices(version: ProgramVersion) -> dict[str, bool]:
    """Say whether launching it ends the choices that were made before (R19), and whether that is its writers' to say."""
    before = register.version_before(version)
    if before is None:
        return {"material": False, "may_ask_again": False}
    declared = approvals.digest_for(Kind.DPIA, version) != approvals.digest_for(Kind.DPIA, before)
    return {"material": version.material or declared, "may_ask_again": not declared and version.state == State.DRAFT}


def signatures(person: Person, version: ProgramVersion) -> list[dict[str, Any]]:
    """Each signature that is needed: who gave it and when, whether it still holds, and who can give it now."""
    held = {(approval.kind, approval.council): approval for approval in register.approvals_of(version)}
    ever: dict[tuple[str, str], Approval] = {}
    for one in register.signatures_of(version.program):
        ever.setdefault((one.kind, one.council), one)
    mine, body = register.kinds_for(person, version), version.declaration.body
    own = register.council_of(person)
    lines = [(kind, "") for kind in register.kinds_needed(body) if kind != Kind.COUNCIL]
    lines += [(Kind.COUNCIL.value, council) for council in register.councils_of(body)]
    return [_signature(line, held.get(line), ever.get(line), can=line[0] in mine and line[1] in ("", own)) for line in lines]


def _signature(line: tuple[str, str], held: Approval | None, last: Approval | None, *, can: bool) -> dict[str, Any]:
    shown, kind = held or last, Kind(line[0])
    return {
        "kind": kind.value,
        "label": gettext("Signed by: %(council)s") % {"council": line[1]} if line[1] else kind.label,
        "good": held is not None,
        "by": name_of(shown.person) if shown else "",
        "role": ROLES.get(kind, "Privacy officer"),
        "at": shown.at if shown else None,
        "version": shown.version.number if shown else None,
        "agreement": shown.agreement if shown else "",
        "expires_on": shown.expires_on if shown else None,
        "button": gettext(BUTTONS[kind]) if can and kind in BUTTONS else "",
        "to_council": can and kind == Kind.COUNCIL,
    }


def _version(version: ProgramVersion, program: Program) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.get_state_display(),
        "tone": VERSION_TONES[State(version.state)],
        "material": version.material,
        "live_at": version.live_at,
        "created_at": version.created_at,
        "url": reverse("register-version", args=[program.slug, version.number]),
        "changes_url": reverse("register-changes", args=[program.slug, version.number]) if version.number > 1 else "",
    }


def ending(program: Program) -> dict[str, Any] | None:
    """How far the choices are that this program ends, in quarters: finer steps would count people (R101). None when done."""
    found = endings.endings_of(program).filter(finished_at__isnull=True).first()
    if found is None:
        return None
    return {"cause": found.get_cause_display(), "percent": 100 * found.done // max(found.total, 1) // QUARTER * QUARTER}


def may(person: Person, program: Program, opened: ProgramVersion | None) -> dict[str, bool]:
    """Which buttons the page shows; each action checks its right again."""
    oversees = register.oversees(person, program)
    writes = opened is not None and desk.writes(person, opened)
    state = opened.state if opened else None
    reviewed = state in (State.REVIEW, State.APPROVED)
    ended = program.state == Program.State.ENDED
    return {
        "edit": state == State.DRAFT,
        "submit": writes and state == State.DRAFT,
        "take_back": writes and reviewed,
        "send_back": oversees and reviewed,
        "launch": state == State.APPROVED and not ended and register.may_launch(person, program),
        "new_version": opened is None and not ended,
        "paper": oversees and bool(program.live_version),
        "invalidate": oversees and bool(program.live_version) and not ended,
        "end": oversees and program.state in (Program.State.RUNNING, Program.State.PAUSED),
    }
