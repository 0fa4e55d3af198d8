"""When an answer is due: months of the GDPR and of the UK, days of California, and what stops a clock. Pure; see docs/deadlines.md.

Days are days of a place, never hours and never days in UTC. An instant comes in with its time zone and goes out in UTC as the
exclusive end of a day: an answer is in time before it. No setting, no row and no clock is read here; each function names its law.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rights.calendars import DAY, Calendar, DeadlineError, calendar_of, day_of, end_of, instant, months_after, zone_of

__all__ = [
    "About",
    "CaliforniaClock",
    "Clock",
    "DeadlineError",
    "Effect",
    "Question",
    "Regime",
    "calendar_of",
    "ccpa",
    "effect",
    "extension_open",
    "gdpr",
    "is_default",
    "regimes_for",
    "uk",
]

TARGET_DAYS = 5
"""The company's own target lies so many days before the stricter reading of the law (rules 2.1)."""
FIRST, FURTHER = 1, 2
"""Months: for an answer, and how many more where the person was told in time."""
ACKNOWLEDGE_BUSINESS_DAYS, DUE_DAYS, EXTENDED_DAYS, OPT_OUT_BUSINESS_DAYS = 10, 45, 90, 15
LONDON, LOS_ANGELES = "Europe/London", "America/Los_Angeles"
EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
OUTERMOST = "AX GF GP MF MQ RE YT"
"""Parts of Finland and France with a country code of their own, where Union law applies (TFEU 355)."""


class Regime(StrEnum):
    """Whose law a clock follows."""

    GDPR = "gdpr"
    UK = "uk-gdpr"
    CCPA = "ccpa"


class About(StrEnum):
    """What a person is asked for before their request can go on."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"
    FEE = "fee"


class Effect(StrEnum):
    """What asking does to a clock: nothing; the days until the answer are not counted; or the month begins with the answer."""

    NONE = "none"
    PAUSES = "pauses"
    RESTARTS = "restarts"


EFFECTS = {
    (Regime.GDPR, About.IDENTITY): Effect.PAUSES,
    (Regime.GDPR, About.CLARIFICATION): Effect.PAUSES,
    (Regime.UK, About.IDENTITY): Effect.RESTARTS,
    (Regime.UK, About.FEE): Effect.RESTARTS,
    (Regime.UK, About.CLARIFICATION): Effect.PAUSES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the person was asked, and when; `answered` is None while the answer is out."""

    about: About
    asked: dt.datetime
    answered: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What one regime asks of one request. Days are days of the place; instants are UTC and exclusive."""

    regime: Regime
    calendar_id: str
    """What counted: kept beside the dates, so that a later version can be told from it (R45)."""
    received_on: dt.date
    begins_on: dt.date
    """The day of receipt; in the UK that of the answer about identity, or of the fee, where that is later."""
    due: dt.date
    """The last day for an answer, or for telling the person that it takes longer."""
    extended: dt.date
    """The last day where the person was told in time; otherwise it counts for nothing (R47)."""
    due_instant: dt.datetime
    extended_instant: dt.datetime
    target: dt.date
    extended_target: dt.date
    """The company's own days: by the stricter reading, and earlier; never after the legal ones."""
    stopped_days: int = 0
    """How many days since `begins_on` are not counted."""
    stopped_since: dt.datetime | None = None
    """Set while an answer is out and the clock stands; the days are as if this had not been asked, and move with the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaliforniaClock(Clock):
    """California's dates; `opt_out` is for requests to opt out or to limit, which have this date alone."""

    acknowledge: dt.date
    opt_out: dt.date
    acknowledge_instant: dt.datetime
    opt_out_instant: dt.datetime


def regimes_for(country: str, subdivision: str | None = None) -> tuple[Regime, ...]:
    """The profiles of a place of work: the UK's, California's, and the GDPR in the EU, in the EEA and everywhere else.

    Elsewhere the GDPR is no law of the place: it is the strictest profile here, kept by that place's calendar as the default;
    `is_default` tells. A controller in another place adds that place's regimes (R46).
    """
    place = calendar_of(country, subdivision)
    if place.country == "GB":
        return (Regime.UK,)
    return (Regime.CCPA,) if place == Calendar("US", "CA") else (Regime.GDPR,)


def is_default(country: str, subdivision: str | None = None) -> bool:
    """Say whether a place follows the GDPR as the default here, not as the law there."""
    return regimes_for(country, subdivision) == (Regime.GDPR,) and country not in f"{EEA} {OUTERMOST}".split()


def effect(regime: Regime, about: About) -> Effect:
    """What asking does to a clock: a closed table (R49).

    EU: doubt about identity, or what a large request is about, each asked without undue delay (EDPB 01/2022 s. 5.3). UK: the month
    begins with the answer about identity or with the fee, and clarification is not counted (UK GDPR 12A). California: nothing stops
    the clock, verification least of all (11 CCR 7021(b)).
    """
    return EFFECTS.get((regime, about), Effect.NONE)


def gdpr(
    received: dt.datetime, *, zone: str, country: str, subdivision: str | None = None, questions: Iterable[Question] = ()
) -> Clock:
    """One month, or three (GDPR 12(3)), counted as Regulation 1182/71 does (art. 3(1), (2)(c), (4)).

    The day of receipt is not counted. The period ends with the day of the same number, or the last of a shorter month, and goes on
    over Saturdays, Sundays and holidays of the place. Three months run from receipt, never from a day that was moved.
    """
    return _months(Regime.GDPR, received, zone_of(zone), calendar_of(country, subdivision), questions)


def uk(received: dt.datetime, *, zone: str = LONDON, subdivision: str | None = "ENG", questions: Iterable[Question] = ()) -> Clock:
    """One month, or three, from the latest of receipt, answer about identity, and fee (UK GDPR 12A, in force 5 February 2026).

    Periods end as the ICO has them end: like the EU's. "Beginning with" that time could also be read to count the first day; the
    target is therefore one day earlier.
    """
    return _months(Regime.UK, received, zone_of(zone), calendar_of("GB", subdivision), questions)


def ccpa(received: dt.datetime) -> CaliforniaClock:
    """Confirm in 10 business days, answer in 45 days or 90 with notice (11 CCR 7021), opt out in 15 business days (7026, 7027).

    The notice belongs into the first 45 days (Civ. Code 1798.130(a)(2)(A)). Days are Pacific, and 45 and 90 never move to a later
    one. That the 45 "begin on the day" of receipt could be read to count that day: the target is earlier, and a business day.
    """
    zone, place = zone_of(LOS_ANGELES), calendar_of("US", "CA")
    day = day_of(received, zone)
    due, extended = (day + DAY * number for number in (DUE_DAYS, EXTENDED_DAYS))
    acknowledge, opt_out = (place.business_days(day, number) for number in (ACKNOWLEDGE_BUSINESS_DAYS, OPT_OUT_BUSINESS_DAYS))
    return CaliforniaClock(
        regime=Regime.CCPA,
        calendar_id=place.id,
        received_on=day,
        begins_on=day,
        due=due,
        extended=extended,
        due_instant=end_of(due, zone),
        extended_instant=end_of(extended, zone),
        target=place.business_days(due, -1),
        extended_target=place.business_days(extended, -1),
        acknowledge=acknowledge,
        opt_out=opt_out,
        acknowledge_instant=end_of(acknowledge, zone),
        opt_out_instant=end_of(opt_out, zone),
    )


def extension_open(one: Clock, now: dt.datetime) -> bool:
    """Say whether there is still time to tell the person that it takes longer: only before the first due instant (R47)."""
    return instant(now) < one.due_instant


class _Period(NamedTuple):
    """A stretch of counted days at a place: when it begins, and which days don't count."""

    place: Calendar
    begins: dt.date
    stopped: frozenset[dt.date] = frozenset()

    def last(self, *months: int) -> dt.date:
        """The last day of so many months, one after the other, before it is moved."""
        end = self.begins
        for number in months:
            end = months_after(end, number)
        day = self.begins
        for _ in range((end - self.begins).days):
            day += DAY
            while day in self.stopped:
                day += DAY
        return day

    def due(self, *months: int) -> dt.date:
        """The last day, moved on to one that is open and counts (Regulation 1182/71 art. 3(4))."""
        day = self.last(*months)
        while self.place.closed(day) or day in self.stopped:
            day += DAY
        return day


def _months(regime: Regime, received: dt.datetime, zone: ZoneInfo, place: Calendar, questions: Iterable[Question]) -> Clock:
    day = day_of(received, zone)
    period, open_since = _asked(regime, _Period(place, day), instant(received), zone, questions)
    earlier = DAY * (TARGET_DAYS + (regime is Regime.UK))
    due, extended = period.due(FIRST), period.due(FIRST + FURTHER)
    return Clock(
        regime=regime,
        calendar_id=place.id,
        received_on=day,
        begins_on=period.begins,
        due=due,
        extended=extended,
        due_instant=end_of(due, zone),
        extended_instant=end_of(extended, zone),
        target=period.last(FIRST) - earlier,
        extended_target=min(extended, period.due(FIRST, FURTHER)) - earlier,
        stopped_days=sum(one > period.begins for one in period.stopped),
        stopped_since=open_since,
    )


def _asked(
    regime: Regime, period: _Period, received: dt.datetime, zone: ZoneInfo, questions: Iterable[Question]
) -> tuple[_Period, dt.datetime | None]:
    """What the questions make of the period, and since when one is open. What is asked after the first due day stops nothing."""
    open_since = None
    for one in sorted(questions, key=lambda one: instant(one.asked)):
        _refuse_disorder(one, received)
        what, asked = effect(regime, one.about), day_of(one.asked, zone)
        if what is Effect.NONE or asked > period.due(FIRST):
            continue
        if one.answered is None:
            open_since = open_since or instant(one.asked)
            continue
        answered = day_of(one.answered, zone)
        if what is Effect.RESTARTS:
            period = period._replace(begins=max(period.begins, answered))
        else:
            period = period._replace(stopped=period.stopped | _not_counted(regime, asked, answered))
    return period, open_since


def _not_counted(regime: Regime, asked: dt.date, answered: dt.date) -> frozenset[dt.date]:
    """The day of asking until the one before the answer; in the UK the day of the answer too (12A: "ending with the day")."""
    return frozenset(asked + DAY * number for number in range((answered - asked).days + (regime is Regime.UK)))


def _refuse_disorder(one: Question, received: dt.datetime) -> None:
    if instant(one.asked) < received:
        msg = "A question about a request can't be older than the request."
        raise DeadlineError(msg)
    if one.answered is not None and instant(one.answered) < instant(one.asked):
        msg = "An answer can't be older than its question."
        raise DeadlineError(msg)
