"""What the register's list shows to owners and officers, and what waits for an officer."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.http import urlencode
from django.utils.translation import gettext

from common.rights import Right
from common.signals import Signal
from consent.models import Approval, Program, ProgramVersion
from consent.pages.pausing import name_of
from consent.queries import coming_due, register
from consent.queries.coming_due import Due
from people.models import Person

Missing = Mapping[uuid.UUID, list[str]]
SHOWN = 10
TONES = {
    Program.State.DRAFT: "",
    Program.State.REVIEW: "warn",
    Program.State.APPROVED: "warn",
    Program.State.RUNNING: "ok",
    Program.State.PAUSED: "warn",
    Program.State.ENDED: "",
}
VERSION_TONES = {
    ProgramVersion.State.DRAFT: "",
    ProgramVersion.State.REVIEW: "warn",
    ProgramVersion.State.APPROVED: "warn",
    ProgramVersion.State.LIVE: "ok",
    ProgramVersion.State.SUPERSEDED: "",
}
SHORT_KINDS = {
    Approval.Kind.DPIA: "the assessment's approval",
    Approval.Kind.OFFICER: "a privacy officer",
    Approval.Kind.SECOND: "a second officer",
    Approval.Kind.COUNCIL: "the works council",
}


def filters(state: str, q: str) -> list[dict[str, Any]]:
    """The list's states as links."""
    url, also = reverse("register"), {"q": q} if q else {}
    return [
        {"label": label, "url": f"{url}?{urlencode({'state': value, **also})}", "current": state == value}
        for value, label in [("", gettext("All")), *Program.State.choices]
    ]


def lines(programs: Iterable[Program]) -> list[dict[str, Any]]:
    """Programs in the list; they come with their versions (`queries.register.programs_for`)."""
    found = [(program, _open_of(program)) for program in programs]
    missing = register.missing_in([version for _, version in found if version and version.state != ProgramVersion.State.DRAFT])
    return [_line(program, opened, missing) for program, opened in found]


def _open_of(program: Program) -> ProgramVersion | None:
    versions: list[ProgramVersion] = getattr(program, "shown_versions", [])
    return next((version for version in versions if version.state in register.OPEN), None)


def _line(program: Program, opened: ProgramVersion | None, missing: Missing) -> dict[str, Any]:
    versions: list[ProgramVersion] = getattr(program, "shown_versions", [])
    shown = next((version for version in versions if version.number == program.live_version), opened)
    return {
        "name": program.name,
        "slug": program.slug,
        "url": reverse("register-program", args=[program.slug]),
        "state": program.get_state_display(),
        "tone": TONES[Program.State(program.state)],
        "owner": name_of(program.owner),
        "live": program.live_version,
        "open": {"number": opened.number, "state": opened.get_state_display()} if opened else None,
        "waits": waits_for(opened, missing),
        "signals": signals_of(shown),
    }


def waits_for(version: ProgramVersion | None, missing: Missing) -> str:
    """What an open version waits for, in words; empty where there is none. `missing` names the signatures of those in review."""
    if version is None:
        return ""
    if version.state == ProgramVersion.State.DRAFT:
        return gettext("Waits for its owner to submit it")
    if version.state == ProgramVersion.State.APPROVED and not missing[version.pk]:
        return gettext("Waits for an officer to launch it")
    who = ", ".join(gettext(SHORT_KINDS[Approval.Kind(kind)]) for kind in missing[version.pk])
    return gettext("Waits for %(who)s") % {"who": who}


def signals_of(version: ProgramVersion | None) -> list[str]:
    """The signals of a version in words."""
    labels = dict(Signal.choices)
    return [str(labels.get(row["signal"], row["signal"])) for row in version.declaration.body["signals"]] if version else []


def attention(person: Person) -> list[dict[str, str]]:
    """What waits for an officer: signatures that this person could give, versions to launch, and days that came or come."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        return []
    wait = gettext("“%(name)s” waits for you: %(what)s")
    signs = [(one.version.program, one.label) for one in register.waiting_for(person) if one.kind != Approval.Kind.COUNCIL]
    launches = [(version.program, gettext("Approved, can be launched")) for version in register.to_launch(person)]
    return [
        {
            "text": wait % {"name": program.name, "what": what},
            "url": reverse("register-program", args=[program.slug]) + "#signatures",
            "tone": "warn",
        }
        for program, what in (*signs, *launches)
    ][:SHOWN] + [_due(one) for one in coming_due.due_for(person)[:SHOWN]]


def _due(due: Due) -> dict[str, str]:
    day = format_date(due.day, "D j M Y") if due.day else ""
    unsigned = gettext("“%(name)s” runs without an agreement with a works council of its sites (%(council)s)")
    texts = {
        (Approval.Kind.DPIA, True): gettext("“%(name)s” runs on an assessment whose review was due on %(day)s"),
        (Approval.Kind.DPIA, False): gettext("The assessment of “%(name)s” is to be reviewed by %(day)s"),
        (Approval.Kind.COUNCIL, True): gettext("“%(name)s” runs on an agreement that ended on %(day)s (%(council)s)"),
        (Approval.Kind.COUNCIL, False): gettext("The agreement on “%(name)s” ends on %(day)s (%(council)s)"),
    }
    text = texts[due.kind, due.passed] if due.day else unsigned
    return {
        "text": text % {"name": due.program.name, "day": day, "council": due.council},
        "url": reverse("register-program", args=[due.program.slug]),
        "tone": "bad" if due.passed else "warn",
    }
