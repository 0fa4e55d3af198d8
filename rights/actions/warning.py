"""The ladder of warnings: ten, five and two days before the last day, on it at 09:00 where the clock is, and when it is over (R55).

Each rung is sent once per last day, to the officer who has the request, or to everybody who may handle it. A request that comes in
late begins where it is: what lies behind is not sent any more. A clock that stands warns nobody of a last day; once the day is over
that it would have had, both sides are reminded of the question, so that nothing waits for ever unseen.
"""

import datetime as dt
import logging
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from rights import deadlines
from rights.actions.clocks import ABOUT
from rights.actions.closing import tell
from rights.actions.writing import tell_office
from rights.deadlines import Effect, Regime
from rights.models import Clarification, Request, RequestClock, RequestWarning
from rights.queries import warning as queries

log = logging.getLogger(__name__)
MORNING = dt.time(9)
RUNGS = (("due", 0), ("t-2", 2), ("t-5", 5), ("t-10", 10))
"""From the most urgent to the least: each with how many days before the last one its morning is."""
OVERDUE = queries.LAST
UNANSWERED = "due"
"""The rung under which the reminder of a question is kept: for a clock that stands, the others say nothing."""
AT_ONCE = 200


def warn_all() -> int:
    """Send what is due of every ladder; return how many warnings were sent. Rung by beat, so a lost ring costs an hour.

    One request that can't be warned of keeps no other from it.
    """
    sent = 0
    for request in queries.to_warn(timezone.now()).iterator(chunk_size=AT_ONCE):
        try:
            sent += warn(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others have their last days too
            # Its text may quote a row: only its kind is kept.
            log.error("the request %s could not be warned of: %s", request.pk, type(error).__name__)  # noqa: TRY400
    return sent


@transaction.atomic
def warn(request: Request) -> bool:
    """Send the rung on which the request stands now, unless it was sent already. `request` comes from `queries.to_warn`."""
    clock = _running(request)
    if clock is None:
        return _remind(request)
    due_on, due_at = (clock.extended_on, clock.extended_at) if request.extended_at else (clock.due_on, clock.due_at)
    rung = rung_at(timezone.now(), due_on=due_on, due_at=due_at, zone=clock.zone)
    if not rung:
        return False
    new = _once(request, rung, due_on)
    if new:
        tell_office(request, "case-overdue" if rung == OVERDUE else "case-due")
    return new


def _once(request: Request, rung: str, due_on: dt.date) -> bool:
    """Keep that this rung is sent; False where it was sent before."""
    once: dict[str, Any] = {"request": request, "rung": rung, "due_on": due_on}
    _, new = RequestWarning.objects.get_or_create(**once, defaults={"sent_at": timezone.now()})
    return new


def _remind(request: Request) -> bool:
    """Every clock stands for a question: once the last day is over that there was without it, remind both sides of it."""
    if timezone.now() < request.due_at or not _once(request, UNANSWERED, request.due_on):
        return False
    tell(request, "request-waits")
    tell_office(request, "case-waits")
    return True


def rung_at(now: dt.datetime, *, due_on: dt.date, due_at: dt.datetime, zone: str) -> str:
    """The most urgent rung whose time has come; empty where it is too early for any."""
    if now >= due_at:
        return OVERDUE
    for rung, before in RUNGS:
        if now >= dt.datetime.combine(due_on - dt.timedelta(days=before), MORNING, ZoneInfo(zone)):
            return rung
    return ""


def _running(request: Any) -> RequestClock | None:
    """The earliest of the request's clocks that runs: one stands while an answer is out that its law lets it wait for (R49).

    What was decided without the answer waits for it no more.
    """
    waiting = request.waiting if request.state == Request.State.REQUIRES_ACTION else []
    running = [clock for clock in request.clocks.all() if not any(_stops(asked, clock) for asked in waiting)]
    return min(running, key=attrgetter("extended_at" if request.extended_at else "due_at"), default=None)


def _stops(asked: Clarification, clock: RequestClock) -> bool:
    about = ABOUT.get(Clarification.Reason(asked.reason))
    if about is None or asked.asked_at >= clock.due_at:
        return False
    return deadlines.effect(Regime(clock.regime), about) is not Effect.NONE
