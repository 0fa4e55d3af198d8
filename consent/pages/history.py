"""My choices over time: the record of every change, and a strip of days per signal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from common import days
from common.signals import Signal
from consent.models import Consent, Program
from consent.queries import mine
from people.models import Person
from purges.pages import OrderLine

RECENT_SHOWN = 5
PROGRAM_SHOWN = 50
DAYS = 30
WORDS = {
    "given": "You said yes",
    "renewed": "You said yes again",
    "refused": "You said no",
    "withdrawn": "You turned it off",
    "expired": "It came to its end",
    "revoked": "It ended with the program",
    "invalidated": "It was declared invalid",
    "objected": "You objected",
    "lifted": "You took your objection back",
}


IMPORT = "import"
HOW = {
    "yes": "with “Yes”",
    "no": "with “No”",
    "explicit": "with “Yes” and a second statement",
    "switch": "with the switch",
    "stop": "with “Stop everything”",
    "keep": "with the switch, and what was recorded is kept",
    "undo": "with “Undo”",
    "renew": "with “Yes, go on”",
    "object": "with the switch",
    "lift": "with the switch",
    "paper": "in a letter",
    "time": "its time was over",
    "change": "the program changed",
    "end": "the program ended",
    "invalid": "it was declared invalid",
    "left": "you left",
    "moved": "you work in another country or for another employer",
    IMPORT: "set up with the trial company",
}


def how(control: str) -> str:
    """What was pressed, or what ended a choice, in words; the code itself where there are none for it."""
    return HOW.get(control, control)


def lines(person: Person, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """One line per change: what, in which program, under which notice, how, by whom, with its receipt."""
    found = list(rows)
    programs = mine.decided_programs(person)
    notices = mine.versions_by_notice(row.notice_id for row in found)
    receipts = mine.receipts_by_entry(person, [row.history_entry for row in found])
    return [_line(person, row, programs[row.program_id], notices.get(row.notice_id, 0), receipts) for row in found]


def _line(person: Person, row: Any, program: Program, notice: int, receipts: dict[Any, Any]) -> dict[str, Any]:
    receipt = receipts.get(row.history_entry)
    return {
        "at": row.decided_at,
        "text": f"{Signal(row.signal).label}: {WORDS[row.state]}",
        "program": program.name,
        "notice": notice,
        "notice_url": reverse("notice", args=[program.slug, notice]) if notice else "",
        "how": how(row.control),
        "by": _by(person, row),
        "url": reverse("receipt", args=[receipt]) if receipt else "",
    }


def _by(person: Person, row: Any) -> str:
    if row.channel == "paper":
        return "by the privacy office, from your letter"
    if row.control == IMPORT:
        return ""
    return "by you" if str(row.history_user_id) == str(person.pk) else "not by you"


def short(person: Person, program: Program | None = None, limit: int = PROGRAM_SHOWN) -> list[dict[str, Any]]:
    """The person's changes in one sentence each, newest first."""
    rows = mine.decisions_of(person, program.slug if program else "")[:limit]
    receipts = mine.receipts_by_entry(person, [row.history_entry for row in rows])
    return [
        {
            "at": row.decided_at,
            "text": f"{WORDS[row.state]}: {Signal(row.signal).label}",
            "receipt_url": reverse("receipt", args=[receipts[row.history_entry]]) if row.history_entry in receipts else "",
        }
        for row in rows
    ]


def recent(person: Person, orders: list[tuple[Any, OrderLine]]) -> list[dict[str, Any]]:
    """The last few events: decisions, and purges that ended; one that an undo cancelled is told by the undo."""
    events = short(person, limit=RECENT_SHOWN)
    events += [
        {"at": order.settled_at, "text": f"What {order.about} recorded: {line.label.lower()}", "url": line.url}
        for order, line in orders
        if order.settled_at and order.state != "cancelled"
    ]
    return sorted(events, key=lambda event: event["at"], reverse=True)[:RECENT_SHOWN]


def strips(person: Person) -> list[dict[str, Any]]:
    """For each signal of each program the last 30 days: on for any part of the day, or off."""
    today = days.today()
    shown = [today - dt.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    programs = mine.decided_programs(person)
    by_choice: dict[tuple[Any, str], list[Any]] = {}
    for row in mine.since_of(mine.decisions_of(person)):
        by_choice.setdefault((row.program_id, row.signal), []).append(row)
    return [
        {"label": str(Signal(signal).label), "program": programs[program].name, "days": _strip(rows, shown)}
        for (program, signal), rows in sorted(by_choice.items(), key=lambda item: (programs[item[0][0]].name, item[0][1]))
    ]


def _strip(rows: Sequence[Any], shown: Sequence[dt.date]) -> list[dict[str, Any]]:
    """One box per day, ten wide."""
    return [{"day": day, "on": on, "x": 10 * place} for place, (day, on) in enumerate(zip(shown, _on(rows, shown), strict=True))]


def _on(rows: Sequence[Any], shown: Sequence[dt.date]) -> list[bool]:
    """Whether the choice was a yes at any time of each day, from the changes, oldest first."""
    found, changes = [], [(days.day_of(row.decided_at), row.state) for row in rows]
    for day in shown:
        before = [state for at, state in changes if at < day]
        during = [state for at, state in changes if at == day]
        states = [*before[-1:], *during]
        found.append(any(state in Consent.HOLDING for state in states))
    return found


def filters(person: Person, chosen: str) -> list[dict[str, Any]]:
    """The page's filter: everything, or one program."""
    address = reverse("my-history")
    found = [{"label": "All programs", "url": address, "current": not chosen}]
    return found + [
        {"label": program.name, "url": f"{address}?program={program.slug}", "current": program.slug == chosen}
        for program in sorted(mine.decided_programs(person).values(), key=lambda program: program.name)
    ]
