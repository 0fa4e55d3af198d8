"""The clocks of a request: computed by `rights.deadlines` from what is on record, and written; nobody sets a date by hand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit import ledger
from people.actions import Actor, actor_of
from people.models import Person, Site
from rights import deadlines
from rights.deadlines import About, CaliforniaClock, Clock, Question, Regime
from rights.events import RightsEvent
from rights.models import Clarification, Request, RequestClock

ABOUT = {Clarification.Reason.IDENTITY: About.IDENTITY, Clarification.Reason.SCOPE: About.CLARIFICATION}
"""Which questions can stop a clock; the others stop none."""


OPT_OUTS = frozenset({Request.Kind.OBJECTION, Request.Kind.RESTRICTION})
"""In California these are the requests to opt out and to limit: 15 business days, no extension (11 CCR 7026, 7027; R40)."""


def compute(*, person: Person, received: dt.datetime, kind: str, questions: Sequence[Question] = ()) -> list[Clock]:
    """Compute every clock that runs for such a request of this person, the earliest first.

    The place is the person's site. Where a person has none, it is the company's own place of deadlines
    (`ASSENT_DEADLINE_COUNTRY`), and where a site has no time zone, the company's. The law of the places where the controller is
    established (`ASSENT_CONTROLLER_PLACES`) counts for everybody besides; of two clocks of one law the earlier one (R46).
    """
    clocks: dict[Regime, Clock] = {}
    for country, subdivision, zone in (_place(person.site), *_established()):
        for regime in deadlines.regimes_for(country, subdivision):
            one = _clock(regime, received, kind, zone=zone, country=country, subdivision=subdivision, questions=questions)
            clocks[regime] = min(clocks.get(regime, one), one, key=lambda clock: clock.due_instant)
    return sorted(clocks.values(), key=lambda clock: (clock.due_instant, clock.regime))


def write(request: Request, computed: Sequence[Clock]) -> None:
    """Keep the clocks of a new request. Called inside the entry of its filing."""
    country, subdivision, of_site = _place(request.person.site)
    here = deadlines.calendar_of(country, subdivision).id
    for clock in computed:
        zone = of_site if clock.calendar_id == here else settings.DISPLAY_TIME_ZONE
        RequestClock.objects.create(request=request, regime=clock.regime.value, zone=zone, **_fields(clock, extended=False))


@transaction.atomic
def recompute(*, request: Request, by: Actor) -> Request:
    """Compute an open request's clocks again, from its receipt and its questions; the old values stay in the history (R45, R49)."""
    locked: Request = Request.objects.select_for_update(of=("self",)).select_related("person__site").get(pk=request.pk)
    computed = {clock.regime.value: clock for clock in _again(locked)}
    facts: dict[str, Any] = {"regimes": sorted(computed), "suspended_days": max(one.stopped_days for one in computed.values())}
    with ledger.entry(RightsEvent.CLOCKS_SET, actor=actor_of(by), subject=locked.person_id, ref=locked.pk, **facts) as entry:
        rows = list(RequestClock.objects.select_for_update().filter(request=locked))
        for row in rows:
            for name, value in _fields(computed[row.regime], extended=locked.extended_at is not None).items():
                setattr(row, name, value)
            row.save()
        show(locked, rows)
        locked.save()
        entry.add_facts(due=locked.due_on)
    return locked


def show(request: Request, rows: Sequence[RequestClock]) -> None:
    """Put the earliest day that counts now on the request, where the queue reads it: extended days once it was extended."""
    if request.extended_at is None:
        first = min(rows, key=lambda row: row.due_at)
        request.due_on, request.due_at = first.due_on, first.due_at
    else:
        first = min(rows, key=lambda row: row.extended_at)
        request.due_on, request.due_at = first.extended_on, first.extended_at


def aim_later(request: Request, rows: Sequence[RequestClock]) -> None:
    """Give the clocks of an extended request their later target. Called inside the entry of the extension."""
    computed = {clock.regime.value: clock for clock in _again(request)}
    for row in rows:
        row.target_on = computed[row.regime].extended_target
        row.save()


def _again(request: Request) -> list[Clock]:
    """As on the day of filing: the regimes and places of the kept rows, whatever has become of the person's site since."""
    questions = [
        Question(about=ABOUT[Clarification.Reason(one.reason)], asked=one.asked_at, answered=one.answered_at)
        for one in request.clarifications.filter(~Q(reason=Clarification.Reason.OTHER))
    ]
    found = []
    for row in request.clocks.all():
        place = row.calendar_id.partition("@")[0]
        country, _, subdivision = place.partition("-")
        regime = Regime(row.regime)
        found.append(
            _clock(
                regime,
                request.received_at,
                request.kind,
                zone=row.zone,
                country=country,
                subdivision=subdivision,
                questions=questions,
            )
        )
    return found


def _clock(
    regime: Regime,
    received: dt.datetime,
    kind: str,
    *,
    zone: str,
    country: str,
    subdivision: str,
    questions: Sequence[Question],
) -> Clock:
    if regime is Regime.CCPA:
        clock = deadlines.ccpa(received)
        return _opt_out(clock) if kind in OPT_OUTS else clock
    if regime is Regime.UK:
        return deadlines.uk(received, zone=zone, subdivision=subdivision or None, questions=questions)
    return deadlines.gdpr(received, zone=zone, country=country, subdivision=subdivision or None, questions=questions)


def _opt_out(clock: CaliforniaClock) -> CaliforniaClock:
    """The same request with the one date that opting out has: it is the last day, and it is never extended."""
    target = min(clock.target, clock.opt_out)
    return replace(
        clock,
        due=clock.opt_out,
        extended=clock.opt_out,
        due_instant=clock.opt_out_instant,
        extended_instant=clock.opt_out_instant,
        target=target,
        extended_target=target,
    )


def _place(site: Site | None) -> tuple[str, str, str]:
    """Country, subdivision and time zone of the employer where the person works."""
    if site is None:
        return settings.DEADLINE_COUNTRY, "", settings.DISPLAY_TIME_ZONE
    return site.country, site.subdivision, site.time_zone or settings.DISPLAY_TIME_ZONE


def _established() -> list[tuple[str, str, str]]:
    """Where the controller is established, as far as a law of its own follows from that (GDPR 3(1))."""
    places = [place.partition("-")[::2] for place in settings.CONTROLLER_PLACES]
    zone = settings.DISPLAY_TIME_ZONE
    return [(country, subdivision, zone) for country, subdivision in places if not deadlines.is_default(country, subdivision)]


def _fields(clock: Clock, *, extended: bool) -> dict[str, Any]:
    return {
        "calendar_id": clock.calendar_id,
        "received_on": clock.received_on,
        "acknowledge_on": clock.acknowledge if isinstance(clock, CaliforniaClock) else None,
        "due_on": clock.due,
        "due_at": clock.due_instant,
        "extended_on": clock.extended,
        "extended_at": clock.extended_instant,
        "target_on": clock.extended_target if extended else clock.target,
        "suspended_days": clock.stopped_days,
    }
