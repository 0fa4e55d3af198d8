"""Which days a place is closed, when its days begin and end, and counting with them. Pure."""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from holidays.version import __version__ as holidays_version

DAY = dt.timedelta(days=1)
YEARS = range(2000, 2091)
"""Years that are counted in; the library's calendars go further, and would go on without holidays where they end."""
CALIFORNIA = "gov-code-19853/1"
"""The version of the days below: raise it with every change to them."""


class DeadlineError(ValueError):
    """What was asked can't be computed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A country's holidays, or a subdivision's; `subdivision` is empty where it has none of its own."""

    country: str
    subdivision: str

    @property
    def id(self) -> str:
        """Place and version, such as `DE-BY@holidays-0.109`: what counted a date is kept beside it (R45)."""
        place = f"{self.country}-{self.subdivision}" if self.subdivision else self.country
        return f"{place}@{CALIFORNIA if place == 'US-CA' else f'holidays-{holidays_version}'}"

    def closed(self, day: dt.date) -> bool:
        """Saturday, Sunday or public holiday (Regulation 1182/71 art. 2(1), 3(4))."""
        return day.weekday() >= calendar.SATURDAY or day in _holidays(self.country, self.subdivision, day.year)

    def business_days(self, day: dt.date, number: int) -> dt.date:
        """So many open days after the day, or before it; the day itself is not counted."""
        step = DAY if number > 0 else -DAY
        for _ in range(abs(number)):
            day += step
            while self.closed(day):
                day += step
        return day


def calendar_of(country: str, subdivision: str | None = None) -> Calendar:
    """The calendar of a place by its ISO 3166 codes; the whole country's where the subdivision has none of its own.

    That is the cautious side: a holiday less makes a date earlier, never later.
    """
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        msg = f"No calendar is known for the country {country!r}; give the two letters of ISO 3166-1, such as IE."
        raise DeadlineError(msg)
    return Calendar(country, subdivision if subdivision and subdivision in known[country] else "")


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError) as error:  # OSError: some Pythons, at the name of a folder
        msg = f"No time zone is known as {name!r}; give a name such as Europe/Dublin."
        raise DeadlineError(msg) from error


def instant(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC; one without a time zone, or of a year without calendars, is refused."""
    if moment.utcoffset() is None:
        msg = f"{moment.isoformat()} has no time zone; a deadline needs to know which instant it is."
        raise DeadlineError(msg)
    if moment.year not in YEARS:
        msg = f"{moment.isoformat()} lies outside the years that are counted in, {YEARS[0]} to {YEARS[-1]}."
        raise DeadlineError(msg)
    return moment.astimezone(dt.UTC)


def day_of(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day that it is in that zone at that moment."""
    return instant(moment).astimezone(zone).date()


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The instant at which the day is over in that zone, in UTC: the first that no longer belongs to it."""
    return dt.datetime.combine(day + DAY, dt.time.min, zone).astimezone(dt.UTC)


def months_after(day: dt.date, months: int) -> dt.date:
    """The day of the same number so many months later, or the last of a shorter month (Regulation 1182/71 art. 3(2)(c))."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str, year: int) -> frozenset[dt.date]:
    """Whole years at once: the library's own objects fill themselves while they are read, which threads must not share."""
    if (country, subdivision) == ("US", "CA"):
        return _california(year)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _california(year: int) -> frozenset[dt.date]:
    """The days on which California's offices are closed (Gov. Code 6700, 6701, 19853(a)-(b)); the library has others.

    It moves Saturday's holidays to Friday, as federal offices do, and has days on which the offices work. The law moves Sunday's
    to Monday, and of Saturday's only 11 November.
    """
    thanksgiving = _every(year, 11, calendar.THURSDAY)[3]
    days = {_every(year, 1, calendar.MONDAY)[2], _every(year, 2, calendar.MONDAY)[2], _every(year, 5, calendar.MONDAY)[-1]}
    days |= {_every(year, 9, calendar.MONDAY)[0], thanksgiving, thanksgiving + DAY}
    for month, number in ((1, 1), (3, 31), (7, 4), (11, 11), (12, 25)):
        day = dt.date(year, month, number)
        if day.weekday() == calendar.SUNDAY:
            day += DAY
        elif day.weekday() == calendar.SATURDAY and (month, number) == (11, 11):
            day -= DAY
        days.add(day)
    return frozenset(days)


def _every(year: int, month: int, weekday: int) -> list[dt.date]:
    days = (dt.date(year, month, number) for number in range(1, calendar.monthrange(year, month)[1] + 1))
    return [day for day in days if day.weekday() == weekday]
