"""What employee pages show, made of rows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from common.signals import Signal
from consent.actions.deciding import worth_renewing
from consent.models import Basis, Consent, Program, ProgramSignal, Restriction
from consent.pages import notices, restrictions
from consent.pages.restrictions import Stop
from consent.queries import mine
from consent.queries.mine import Mine
from consent.queries.restrictions import open_for
from consent.queries.undoing import undoings
from people.models import Person
from purges import pages as purge_pages
from purges import queries as purge_queries
from purges.pages import OrderLine

OrderLines = list[tuple[Any, OrderLine]]
Undos = Mapping[str, list[str]]
"""For each signal whose no can be taken back: the signals that come back with it."""
SHOW_SETTLED = dt.timedelta(days=7)
ORDERS_SHOWN = 20
ASKED = frozenset({"unasked", "stale", "expired", "invalid"})
"""Standings in which the page shows both answers."""
SENTENCES: Mapping[str, str] = {
    "on": "Recording is on.",
    "stale": "This program changed. Recording is off until you choose again.",
    "expired": "Your yes came to its end. Recording is off.",
    "revoked": "The program ended. Recording is off.",
    "invalid": "Your earlier yes does not count any more. Recording is off.",
    "objected": "You objected. Recording is off.",
    "unacknowledged": "Recording is off until you have read the notice.",
}
NOTHING_TO_CHOOSE: Mapping[str, Any] = {
    "description": "",
    "explicit": False,
    "on": False,
    "ask": False,
    "can_turn_on": False,
    "can_turn_off": False,
    "can_refuse": False,
    "renew": False,
    "until": None,
    "can_undo": False,
    "undo_with": [],
    "stop": "",
    "kept_for": [],
    "changes_url": "",
}
"""The row of a signal that the program does not record any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One signal of one program, as its person sees it; `gone` where the program does not record it any more."""

    id: str
    signal: str
    label: str
    description: str
    basis: str
    explicit: bool
    on: bool
    stale: bool
    ask: bool
    can_turn_on: bool
    can_turn_off: bool
    can_refuse: bool
    can_erase: bool
    was_over: bool
    renew: bool
    since: dt.datetime | None
    until: dt.datetime | None
    undo_until: dt.datetime | None
    can_undo: bool
    undo_with: list[str]
    purge: OrderLine | None
    sentence: str
    stop: str
    receipt: str
    kept_for: list[str]
    changes_url: str
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One program. `recording` counts what is on and recorded: neither paused, over, elsewhere, nor stopped for a request."""

    program: Program
    rows: list[Row]
    recording: int
    given_count: int
    total: int
    notice: int | None
    language: str
    summary: list[str]
    running: bool
    ended: bool
    asking: bool
    to_read: bool
    stops: list[Stop]
    url: str


def cards(person: Person, lines: OrderLines, slug: str | None = None, *, language: str = "", paused: bool = False) -> list[Card]:
    """The person's programs (or one), in a constant number of queries; `lines` are the person's `order_lines`."""
    stopped = list(open_for(person))
    found = mine.programs_of(person, slug, language=language)
    undos = undoings(person, {one.program.pk: one.consents for one in found})
    offers = {program: undoing.offers() for program, undoing in undos.items()}
    return [_card(one, lines, stopped, offers.get(one.program.pk, {}), paused=paused) for one in found]


def row(person: Person, slug: str, signal: str, *, language: str = "") -> tuple[Card, Row] | None:
    """One row of one program; None where the program has no such signal."""
    paused = mine.open_pause_of(person) is not None
    for card in cards(person, order_lines(person), slug, language=language, paused=paused):
        for found in card.rows:
            if found.signal == signal:
                return card, found
    return None


def order_lines(person: Person) -> OrderLines:
    """The person's newest purge orders with how they read."""
    orders = purge_queries.own_orders(person)[:ORDERS_SHOWN]
    return [(order, purge_pages.order_line(order, officer=False)) for order in orders]


def shown_purges(lines: OrderLines) -> list[OrderLine]:
    """Purges worth a line on /me/: open ones, and those settled in the last week."""
    return [line for _, line in lines if _is_news(line)]


def _is_news(line: OrderLine) -> bool:
    return line.live or (line.settled_at is not None and line.settled_at >= timezone.now() - SHOW_SETTLED)


def _card(choices: Mine, lines: OrderLines, stopped: list[Restriction], undos: Undos, *, paused: bool) -> Card:
    notice, ref = choices.notice, choices.program.pk
    stop = {one.signal: restrictions.stop_of(stopped, ref, one.signal) for one in choices.signals}
    rows = [
        _row(choices, signal, lines, stop[signal.signal], undos.get(signal.signal, []), paused=paused) for signal in choices.signals
    ]
    gone = [found for consent in choices.gone if (found := _gone_row(choices, consent, lines)) is not None]
    return Card(
        program=choices.program,
        rows=rows + gone,
        recording=sum(one.on and choices.recording and not paused and not stop[one.signal] for one in rows),
        given_count=sum(one.on or one.stale for one in rows + gone),
        total=len(rows),
        notice=notice.version if notice else None,
        language=notice.language if notice else "en",
        summary=list(notice.text.summary) if notice else [],
        running=choices.program.state == Program.State.RUNNING,
        ended=choices.over,
        asking=any(one.ask for one in rows),
        to_read=choices.open and not choices.acknowledged and any(signal.basis != Basis.CONSENT for signal in choices.signals),
        stops=restrictions.stops(stopped, ref),
        url=reverse("program", args=[choices.program.slug]),
    )


def _row(choices: Mine, signal: ProgramSignal, lines: OrderLines, stop: str, along: list[str], *, paused: bool) -> Row:
    consent = choices.consents.get(signal.signal)
    standing = choices.standings[signal.signal]
    undo_until = consent.undo_until(settings.UNDO_SECONDS) if consent else None
    purge = None if standing.on else _purge_of(choices.program, signal.signal, lines)
    by_consent = signal.basis == Basis.CONSENT
    erasing = purge is not None and purge.live
    ask = by_consent and standing.code in ASKED and choices.open and not erasing
    held = consent is not None and consent.state in Consent.HOLDING
    receipt = choices.receipts.get(signal.signal)
    return Row(
        id=f"signal-{choices.program.slug}-{signal.signal}",
        signal=signal.signal,
        label=signal.get_signal_display(),
        description=signal.description,
        basis=signal.basis,
        explicit=signal.explicit,
        on=standing.on,
        stale=held and not standing.on,
        ask=ask,
        can_turn_on=_can_turn_on(choices, signal, standing.code),
        can_turn_off=standing.on and signal.basis in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST),
        can_refuse=_can_refuse(choices, signal, standing.code),
        can_erase=consent is not None and consent.state in Consent.TAKEABLE and not standing.on and not ask and not erasing,
        was_over=consent is not None and consent.valid_until is not None and consent.valid_until <= consent.decided_at,
        renew=_renew(choices, consent, on=standing.on),
        since=consent.decided_at if consent else None,
        until=consent.valid_until if consent is not None and standing.on else None,
        undo_until=undo_until,
        can_undo=bool(along) and all(_can_undo(choices, choices.consents[one]) for one in along),
        undo_with=[Signal(one).label for one in along if one != signal.signal],
        purge=purge,
        stop=stop,
        sentence=_sentence(choices, standing.code, stop if standing.on else "", on=standing.on, paused=paused),
        receipt=reverse("receipt", args=[receipt]) if receipt else "",
        kept_for=choices.kept_for[signal.signal] if held else [],
        changes_url=_changes(choices, consent) if ask else "",
    )


def _gone_row(choices: Mine, consent: Consent, lines: OrderLines) -> Row | None:
    """A signal that the program dropped, as long as what was recorded of it can be erased, or its erasing is news."""
    purge = _purge_of(choices.program, consent.signal, lines)
    takeable, undo_until = consent.state in Consent.TAKEABLE, consent.undo_until(settings.UNDO_SECONDS)
    if not takeable and undo_until is None and (purge is None or not _is_news(purge)):
        return None
    receipt = choices.receipts.get(consent.signal)
    return Row(
        id=f"signal-{choices.program.slug}-{consent.signal}",
        signal=consent.signal,
        label=consent.get_signal_display(),
        basis=Basis.CONSENT,
        stale=consent.state in Consent.HOLDING,
        can_erase=takeable and not (purge is not None and purge.live),
        was_over=True,
        since=consent.decided_at,
        undo_until=undo_until,
        purge=purge,
        sentence="This program does not record this any more.",
        receipt=reverse("receipt", args=[receipt]) if receipt else "",
        gone=True,
        **NOTHING_TO_CHOOSE,
    )


def _changes(choices: Mine, consent: Consent | None) -> str:
    """Where the words are compared with those of the notice under which the person last chose; empty where they are the same."""
    if consent is None or choices.notice is None or consent.notice.version >= choices.notice.version:
        return ""
    return notices.changes_url(choices.program, choices.notice, since=consent.notice.version, back="me")


def _can_turn_on(choices: Mine, signal: ProgramSignal, code: str) -> bool:
    """A no can be taken back: by the question again, or by lifting an objection."""
    return (
        choices.open and signal.basis in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST) and code in ("refused", "withdrawn", "objected")
    )


def _can_refuse(choices: Mine, signal: ProgramSignal, code: str) -> bool:
    """A first no is never kept waiting: not by a notice under which a yes does not count any more (R34, D24)."""
    waits = choices.in_scope and not choices.over and not choices.open and choices.notice is not None
    return waits and signal.basis in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST) and code in ("unasked", "unacknowledged")


def _renew(choices: Mine, consent: Consent | None, *, on: bool) -> bool:
    """Near its end a yes can be given again; that is offered quietly, and not within a year of a no (R33, R42)."""
    if consent is None or consent.valid_until is None or not on or not choices.may_ask:
        return False
    return worth_renewing(choices.program, consent.valid_until, choices.now)


def _can_undo(choices: Mine, consent: Consent) -> bool:
    """Say whether an undo would be heard, as far as erasing allows it: not under a newer notice, not past the end of that yes."""
    ended = consent.valid_until is not None and consent.valid_until <= choices.now
    return choices.open and consent.notice.version >= choices.program.choices_from and not ended


def _purge_of(program: Program, signal: str, lines: OrderLines) -> OrderLine | None:
    for order, line in lines:
        if order.origin == program.pk and signal in order.signals and order.state != "cancelled":
            return line
    return None


def _sentence(choices: Mine, code: str, stop: str, *, on: bool, paused: bool) -> str:
    if on and choices.over:
        # The gate refuses from the moment of the end on; the row follows a little later.
        return SENTENCES["revoked"]
    if on and choices.program.state == Program.State.PAUSED:
        return "You said yes, but the program is paused: nothing is recorded."
    if on and paused:
        return "You paused all recording: nothing is recorded."
    if stop:
        return stop
    if not choices.in_scope:
        return "This program is not about people at your site. Recording is off."
    return SENTENCES.get(code, "Recording is off.")
