"""What pages show of a program's pauses: the panel of the program's page, and what waits for an officer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from common.rights import Right
from consent.models import Program, ProgramPause
from consent.queries import pausing as queries
from people.models import Person

SHOWN = 10


def panel(program: Program, person: Person) -> dict[str, Any]:
    """The panel of a launched program: pause it, say why, ask to resume, resume. Empty for a program never launched."""
    if not program.live_version:
        return {}
    oversees, current = queries.oversees(person, program), queries.open_pause(program)
    earlier = [_earlier(pause) for pause in queries.pauses_of(program).filter(resumed_at__isnull=False)[:SHOWN]]
    return {
        "paused": program.state == Program.State.PAUSED,
        "running": program.state == Program.State.RUNNING,
        "name": program.name,
        "pause_url": reverse("program-pause", args=[program.slug]) if oversees else "",
        "current": _current(current, person, oversees=oversees) if current else None,
        "earlier": earlier,
    }


def _current(pause: ProgramPause, person: Person, *, oversees: bool) -> dict[str, Any]:
    slug = pause.program.slug
    said, asked = pause.reason_text_id is not None, pause.repair_text_id is not None
    may_ask = oversees or queries.owns(person, pause.program)
    mine = pause.resume_asked_by_id == person.pk
    ready = said and asked and oversees and not mine
    return {
        "since": pause.paused_at,
        "by": name_of(pause.paused_by),
        "reason": pause.get_reason_display(),
        "words": queries.words_of(pause.reason_text).get("words", ""),
        "asked": asked,
        "asked_by": name_of(pause.resume_asked_by),
        "asked_at": pause.resume_asked_at,
        **{key: queries.words_of(pause.repair_text).get(key, "") for key in ("cause", "fix")},
        "next": _next_step(said=said, asked=asked, mine=mine),
        "reason_url": reverse("program-pause-reason", args=[slug]) if oversees and not said else "",
        "ask_url": reverse("program-resume-ask", args=[slug]) if may_ask and said else "",
        "resume_url": reverse("program-resume", args=[slug]) if ready else "",
        "seen": pause.repair_text_id or "",
    }


def _next_step(*, said: bool, asked: bool, mine: bool) -> str:
    if not said:
        return gettext("Next: an officer says why it was paused.")
    if not asked:
        return gettext("Next: somebody writes down the cause and the fix, and asks to resume.")
    if mine:
        return gettext("Next: another officer reads this and resumes. You asked, so it can't be you.")
    return gettext("Next: an officer who did not ask reads this and resumes.")


def _earlier(pause: ProgramPause) -> dict[str, Any]:
    return {
        "from": pause.paused_at,
        "to": pause.resumed_at,
        "reason": pause.get_reason_display(),
        "words": queries.words_of(pause.reason_text).get("words", ""),
        **{key: queries.words_of(pause.repair_text).get(key, "") for key in ("cause", "fix")},
        "asked_by": name_of(pause.resume_asked_by),
        "resumed_by": name_of(pause.resumed_by),
    }


def attention(person: Person) -> list[dict[str, str]]:
    """What waits for an officer: pauses without a reason, and requests of others to resume."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        return []
    return [item for pause in queries.open_pauses_for(person)[:SHOWN] for item in _waiting(pause, person)]


def _waiting(pause: ProgramPause, person: Person) -> list[dict[str, str]]:
    facts = {"name": pause.program.name}
    if pause.reason_text_id is None:
        text = gettext("Say why “%(name)s” was paused") % facts
        return [{"text": text, "url": reverse("program-pause-reason", args=[pause.program.slug]), "tone": "warn"}]
    if pause.repair_text_id is not None and pause.resume_asked_by_id != person.pk:
        text = gettext("Resuming “%(name)s” needs a second officer") % facts
        return [{"text": text, "url": reverse("program-pause", args=[pause.program.slug]), "tone": "warn"}]
    return []


def name_of(person: Person | None) -> str:
    """The name of who acted; empty where nobody did yet."""
    return person.name if person else ""
