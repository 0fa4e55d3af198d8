"""This room's report: the register of requests (11 CCR 7101, R54)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from rights.grounds import GROUNDS
from rights.models import Request
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
)


def request_register(since: dt.datetime, until: dt.datetime) -> Iterator[tuple[object, ...]]:
    """One line per request received in the period, oldest first, streamed; opaque request refs only, and nobody's words.

    `response` is the outcome, `days` counts from the day of receipt to the response, `in_time` is empty while there is none.
    """
    for request in register.register(since=since, until=until).iterator(chunk_size=1_000):
        yield _line(request)


def _line(request: Any) -> tuple[object, ...]:
    clocks = list(request.clocks.all())
    decision = next(iter(request.standing), None)
    ground = GROUNDS.get(decision.reason) if decision else None
    received_on = clocks[0].received_on if clocks else request.received_at.date()
    ended = request.closed_at
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
        "" if request.outcome == Request.Outcome.NONE else request.outcome,
        decision.reason if decision else "",
        ground.law if ground else "",
        (ended.date() - received_on).days if ended else None,
        ended < request.due_at if ended else None,
    )
