"""What happened to a request, from the ledger, as its person reads it. An officer is named by the role only."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_date

from common.signals import Signal
from consent.events import ConsentEvent
from rights.events import RightsEvent
from rights.queries.following import Happened

Sentence = Callable[[Mapping[str, Any]], str]
DAY = "D j M Y"
DECIDED = {"granted": "It was approved.", "partly": "A part of it was approved.", "refused": "It was refused."}
CLOSED = {
    "granted": "It was carried out.",
    "partly": "A part of it was carried out.",
    "unproven": "Nobody proved to be you, so it was closed.",
}
REASONS = {"complexity": "it is complex", "number": "there are many requests"}
CORRECTED = {"done": "A correction was made.", "impossible": "One place could not be corrected."}


def _filed(facts: Mapping[str, Any]) -> str:
    if facts.get("channel") == "portal":
        return "You sent the request."
    return "The request came from outside." if facts.get("channel") == "outside" else "The privacy office wrote your request down."


def _day(facts: Mapping[str, Any]) -> str:
    found = parse_date(str(facts.get("due", "")))
    return f"Last day for the answer: {format_date(found, DAY)}." if found else ""


def _extended(facts: Mapping[str, Any]) -> str:
    why = REASONS.get(str(facts.get("reason")), "")
    return f"We took more time{f', because {why}' if why else ''}. {_day(facts)}".strip()


def _computed(facts: Mapping[str, Any]) -> str:
    stopped = facts.get("suspended_days")
    return f"Days on which we waited for you are not counted: {stopped}. {_day(facts)}".strip() if stopped else ""


def _upheld(facts: Mapping[str, Any]) -> str:
    bound = [str(Signal(signal).label).lower() for signal in facts.get("bound") or []]
    but = f", but for {' and '.join(bound)}: the law or your contract asks for it" if bound else ""
    return f"Your objection stands. What it is about was turned off{but}."


SENTENCES: Mapping[str, Sentence] = {
    RightsEvent.FILED: _filed,
    RightsEvent.ACKNOWLEDGED: lambda facts: f"We confirmed it. {_day(facts)}".strip(),
    RightsEvent.OPENED: lambda _: "An officer read it.",
    RightsEvent.ASKED: lambda _: "We asked you something.",
    RightsEvent.ANSWERED: lambda _: "You answered.",
    RightsEvent.WRITTEN: lambda facts: "We wrote to you." if facts.get("from_office") else "You wrote to us.",
    RightsEvent.EXTENDED: _extended,
    RightsEvent.CLOCKS_SET: _computed,
    RightsEvent.DECIDED: lambda facts: DECIDED.get(str(facts.get("outcome")), ""),
    RightsEvent.ERASING: lambda _: "Erasing was ordered.",
    RightsEvent.OBJECTION_STANDS: _upheld,
    RightsEvent.RESTRICTED: lambda _: (
        "The restriction was granted. It holds until you end it, or an officer tells you that it ends."
    ),
    RightsEvent.TASK_DONE: lambda facts: CORRECTED.get(str(facts.get("state")), ""),
    RightsEvent.WITHDRAWN: lambda _: "You took the request back.",
    RightsEvent.CLOSED: lambda facts: CLOSED.get(str(facts.get("outcome")), ""),
    RightsEvent.REOPENED: lambda _: "We took it up again: more was found.",
    RightsEvent.PACKAGE_BUILT: lambda facts: f"Your copy was made: {int(facts.get('rows') or 0):,} rows.",
    RightsEvent.PACKAGE_RELEASED: lambda _: "Your copy was given out although a part is missing. It says which.",
    RightsEvent.PACKAGE_FETCHED: lambda _: "Your copy was downloaded.",
    RightsEvent.PACKAGE_DESTROYED: lambda _: "Your copy was destroyed.",
    ConsentEvent.RESTRICTED: lambda _: "Recording stopped.",
    ConsentEvent.UNRESTRICTED: lambda _: "Recording is not stopped for this request any more.",
}
"""What is for the office alone (who has the request, proposals of decisions) has no sentence."""


FOR_THEM: Mapping[str, str] = {
    RightsEvent.ANSWERED: "Somebody who acts for you answered.",
    RightsEvent.WRITTEN: "Somebody who acts for you wrote to us.",
    RightsEvent.WITHDRAWN: "Somebody who acts for you took the request back.",
    RightsEvent.PACKAGE_FETCHED: "Somebody who acts for you downloaded your copy.",
}
"""What the person does, and may have done by somebody else."""


def timeline(entries: Iterable[Happened]) -> list[dict[str, Any]]:
    """One line for each thing that the person should know, the newest first; the same thing twice at once is said once."""
    lines: list[dict[str, Any]] = []
    for entry in entries:
        sentence = SENTENCES.get(entry.event)
        text = sentence(entry.facts) if sentence else ""
        if entry.actor != entry.subject and not entry.facts.get("from_office"):
            text = FOR_THEM.get(entry.event, text)
        if text and not _said(lines, text, entry.at):
            lines.append({"at": entry.at, "text": text})
    return lines[::-1]


def _said(lines: list[dict[str, Any]], text: str, at: dt.datetime) -> bool:
    return any(line["text"] == text and at - line["at"] < dt.timedelta(seconds=5) for line in lines)
