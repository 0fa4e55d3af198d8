"""What employee pages show, made of rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from common.signals import Signal
from consent import queries
from consent.models import Consent, Notice, Program, ProgramSignal
from consent.queries import Choices
from people.models import Person
from purges import pages as purge_pages
from purges import queries as purge_queries
from purges.pages import OrderLine

SHOW_SETTLED = dt.timedelta(days=7)
ORDERS_SHOWN = 20
HISTORY_SHOWN = 50
RECENT_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One signal of one program, as its person sees it."""

    id: str
    signal: str
    label: str
    description: str
    on: bool
    stale: bool
    since: dt.datetime | None
    undo_until: dt.datetime | None
    can_undo: bool
    purge: OrderLine | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One program."""

    program: Program
    rows: list[Row]
    on_count: int
    given_count: int
    total: int
    notice: int | None
    running: bool
    url: str


def cards(person: Person, slug: str | None = None) -> list[Card]:
    """The person's programs (or one), in a constant number of queries."""
    lines = order_lines(person)
    return [_card(choices, lines) for choices in queries.choices_of(person, slug)]


def row(person: Person, slug: str, signal: str) -> tuple[Card, Row] | None:
    """One row of one program; None where the program has no such signal."""
    for card in cards(person, slug):
        for found in card.rows:
            if found.signal == signal:
                return card, found
    return None


def order_lines(person: Person) -> list[tuple[Any, OrderLine]]:
    """The person's newest purge orders with how they read."""
    orders = purge_queries.own_orders(person)[:ORDERS_SHOWN]
    return [(order, purge_pages.order_line(order, officer=False)) for order in orders]


def shown_purges(lines: Iterable[tuple[Any, OrderLine]]) -> list[OrderLine]:
    """Purges worth a line on /me/: open ones, and those settled in the last week."""
    since = timezone.now() - SHOW_SETTLED
    return [line for order, line in lines if line.live or (order.settled_at and order.settled_at >= since)]


def _card(choices: Choices, lines: list[tuple[Any, OrderLine]]) -> Card:
    rows = [_row(choices, signal, lines) for signal in choices.signals]
    notice = choices.notice.version if choices.notice else None
    slug = choices.program.slug
    return Card(
        program=choices.program,
        rows=rows,
        on_count=sum(one.on for one in rows),
        given_count=sum(one.on or one.stale for one in rows),
        total=len(rows),
        notice=notice,
        running=choices.program.state == Program.State.RUNNING,
        url=reverse("program", args=[slug]),
    )


def _row(choices: Choices, signal: ProgramSignal, lines: list[tuple[Any, OrderLine]]) -> Row:
    consent = choices.consents.get(signal.signal)
    given = consent if consent is not None and consent.state in Consent.HOLDING else None
    current = given is not None and given.holds(choices.program.choices_from, timezone.now())
    undo_until = consent.undo_until(settings.UNDO_SECONDS) if consent else None
    purge = None if current else _purge_of(choices.program, signal.signal, lines)
    return Row(
        id=f"signal-{choices.program.slug}-{signal.signal}",
        signal=signal.signal,
        label=signal.get_signal_display(),
        description=signal.description,
        on=current,
        stale=given is not None and not current,
        since=consent.decided_at if consent else None,
        undo_until=undo_until,
        can_undo=undo_until is not None and _can_undo(choices, consent, purge),
        purge=purge,
        sentence=_sentence(choices, given=given is not None, current=current),
    )


def _can_undo(choices: Choices, consent: Consent | None, purge: OrderLine | None) -> bool:
    """Say whether an undo would be heard: not under a newer notice, and not while a worker erases."""
    if consent is None or choices.notice is None or consent.notice_id != choices.notice.pk:
        return False
    return purge is None or purge.waiting or not purge.live


def _purge_of(program: Program, signal: str, lines: list[tuple[Any, OrderLine]]) -> OrderLine | None:
    for order, line in lines:
        if order.origin == program.pk and signal in order.signals and order.state != "cancelled":
            return line
    return None


def _sentence(choices: Choices, *, given: bool, current: bool) -> str:
    if given and not current:
        return "This program changed. Recording stays off until you choose again."
    if current and choices.program.state == Program.State.PAUSED:
        return "You said yes, but the program is paused: nothing is recorded."
    return "Recording is on." if current else "Recording is off."


def give_summary(notice: Notice) -> dict[str, Any]:
    """The first layer of a notice, as the confirm page shows it."""
    return {
        "version": notice.version,
        "language": notice.language,
        "summary": notice.text.summary,
        "published_at": notice.published_at,
        "url": reverse("notice", args=[notice.program.slug, notice.version]),
    }


def notice_page(notice: Notice) -> dict[str, Any]:
    """The whole notice."""
    return {
        "version": notice.version,
        "language": notice.language,
        "published_at": notice.published_at,
        "sections": notice.text.sections,
        "sha256": notice.text.sha256,
    }


def history(person: Person, program: Program | None = None, limit: int = HISTORY_SHOWN) -> list[dict[str, Any]]:
    """The person's decisions over time, newest first."""
    lines = []
    for record in queries.history_of(person, program)[:limit]:
        verb = "on" if record.state in Consent.HOLDING else "off"
        lines.append({"at": record.decided_at, "text": f"You turned {Signal(record.signal).label} {verb}", "url": ""})
    return lines


def recent(person: Person, lines: list[tuple[Any, OrderLine]]) -> list[dict[str, Any]]:
    """The last few events: decisions, and purges that ended."""
    events = history(person, limit=RECENT_SHOWN)
    events += [
        {"at": order.settled_at, "text": f"What {order.about} recorded: {line.label.lower()}", "url": line.url}
        for order, line in lines
        if order.settled_at
    ]
    return sorted(events, key=lambda event: event["at"], reverse=True)[:RECENT_SHOWN]
