"""This room's report: the register of requests (11 CCR 7101, R54)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from common import days
from rights.grounds import GROUNDS
from rights.models import Decision, Request
from rights.queries import register
from rights.vocabulary import STATUSES

REQUEST_REGISTER_COLUMNS = (
    "request",
    "received_at",
    "received_on",
    "nature",
    "manner",
    "programs",
    "signals",
    "regimes",
    "calendar",
    "due_on",
    "extended_at",
    "extension_reason",
    "status",
    "response_at",
    "response",
    "denial_basis",
    "denial_law",
    "days",
    "in_time",
    "closed_at",
    "closed_as",
)


NOT_DONE = {
    Request.Kind.ERASURE: ("legal-hold", "GDPR 17(3); Civ. Code 1798.105(d)"),
    Request.Kind.RECTIFICATION: ("not-possible", ""),
    Request.Kind.ACCESS: ("store-away", ""),
    Request.Kind.PORTABILITY: ("store-away", ""),
    Request.Kind.OBJECTION: ("law-or-contract", "GDPR 6(1)(b)-(c), 21(1)"),
}
"""Why something approved as a whole was carried out in part: what a hold kept, what nobody could correct or read, and what is
recorded because the law or a contract asks for it, which no objection reaches."""


def request_register(since: dt.datetime, until: dt.datetime) -> Iterator[tuple[object, ...]]:
    """One line per request received in the period, oldest first, streamed; opaque request refs only, and nobody's words.

    `response` is the outcome of the first answer, `days` counts from the day of receipt to it, `in_time` is empty while there is
    none. What came of a request that was taken up again after it stands in `closed_at` and `closed_as`.
    """
    for request in register.register(since=since, until=until).iterator(chunk_size=1_000):
        yield _line(request)


def _line(request: Any) -> tuple[object, ...]:
    clocks = list(request.clocks.all())
    received_on = clocks[0].received_on if clocks else request.received_at.date()
    ended = request.answered_at or request.closed_at
    response = request.answered_as or request.outcome
    denied, laws = _denial(request, response, next(iter(request.standing), None))
    # Days of the place where the clock runs, like the day of receipt.
    zone = ZoneInfo(clocks[0].zone) if clocks else days.zone()
    return (
        request.pk,
        request.received_at,
        received_on,
        request.kind,
        request.channel,
        " ".join(sorted(link.program.slug for link in request.program_links.all())) or "all",
        " ".join(request.signals) or "all",
        " ".join(clock.regime for clock in clocks),
        " ".join(clock.calendar_id for clock in clocks),
        request.due_on,
        request.extended_at,
        request.extension_reason,
        STATUSES[request.state],
        ended,
        _word(response),
        denied,
        laws,
        (ended.astimezone(zone).date() - received_on).days if ended else None,
        ended < request.due_at if ended else None,
        request.closed_at,
        _word(request.outcome),
    )


def _word(outcome: str) -> str:
    return "" if outcome == Request.Outcome.NONE else outcome


def _denial(request: Any, response: str, decision: Decision | None) -> tuple[str, str]:
    """On which grounds it was denied, in whole or in part, each once, and the law of each (11 CCR 7101)."""
    codes = {one.get("ground", "") for one in decision.exceptions} or {decision.reason} if decision else set()
    grounds = {code: GROUNDS[code].law if code in GROUNDS else "" for code in sorted(codes) if code}
    if not grounds and response == Request.Outcome.PARTLY and request.kind in NOT_DONE:
        grounds = dict([NOT_DONE[request.kind]])
    return "; ".join(grounds), "; ".join(law for law in grounds.values() if law)
