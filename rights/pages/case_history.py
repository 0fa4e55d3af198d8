"""What happened to a case, from the ledger, as officers read it: who did what, in the words of the events."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from audit.vocabulary import registered
from rights.actions.extending import REASONS
from rights.events import RightsEvent
from rights.grounds import GROUNDS
from rights.models import Clarification, Decision, Request
from rights.queries import case as queries
from rights.queries.following import Happened, happened_to

SYSTEM = "Assent"
WORDS: Mapping[str, Mapping[str, str]] = {
    "outcome": {**dict(Decision.Outcome.choices), **dict(Request.Outcome.choices)},
    "reason": {code: ground.label for code, ground in GROUNDS.items()} | REASONS | dict(Clarification.Reason.choices),
    "channel": dict(Request.Channel.choices),
}
"""What the codes among the facts read as; other facts are told by the rest of the page."""


def timeline(request: Request) -> list[dict[str, Any]]:
    """One line for each thing that happened, newest first. Who read the case is said once per officer and day."""
    entries = happened_to(request.pk)
    refs = {entry.actor for entry in entries} | {str(entry.facts.get("assignee", "")) for entry in entries}
    names = queries.names(refs) | {str(request.person_id): gettext("the person")}
    lines, read = [], set()
    for entry in entries:
        again = (entry.actor, entry.at.date().isoformat())
        if entry.event == RightsEvent.OPENED:
            if again in read:
                continue
            read.add(again)
        lines.append({"at": entry.at, "text": _sentence(entry, names)})
    return lines[::-1]


def _sentence(entry: Happened, names: Mapping[str, str]) -> str:
    event = registered.get(entry.event)
    label = event.label if event else entry.event
    details = [WORDS[name].get(str(entry.facts[name]), "") for name in WORDS if entry.facts.get(name)]
    if "assignee" in entry.facts:
        details.append(names.get(str(entry.facts["assignee"]), gettext("nobody")))
    due = parse_date(str(entry.facts.get("due") or ""))
    if due:
        details.append(gettext("last day %(day)s") % {"day": format_date(due, "D j M Y")})
    who = names.get(entry.actor, SYSTEM)
    said = ", ".join(detail for detail in details if detail)
    return f"{label}{f': {said}' if said else ''} ({who})"
