"""Calendar days and months as the company counts them: in `DISPLAY_TIME_ZONE`, given as instants in UTC."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LAST_WITH_A_NEXT = dt.date.max - dt.timedelta(days=1)


def zone() -> ZoneInfo:
    """The time zone in which people read the company's pages."""
    return ZoneInfo(settings.DISPLAY_TIME_ZONE)


def today() -> dt.date:
    """The day it is there now."""
    return timezone.localdate(timezone=zone())


def day_of(moment: dt.datetime) -> dt.date:
    """The day it was there at that moment."""
    return timezone.localdate(moment, timezone=zone())


def start_of(day: dt.date) -> dt.datetime:
    """The instant at which the day begins there, in UTC."""
    return dt.datetime.combine(day, dt.time.min, zone()).astimezone(dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """The instant at which the day is over there, in UTC. The last day that a date can name ends with the day before it."""
    following = min(day, LAST_WITH_A_NEXT) + dt.timedelta(days=1)
    return dt.datetime.combine(following, dt.time.min, zone()).astimezone(dt.UTC)


def months_after(moment: dt.datetime, months: int) -> dt.datetime:
    """So many calendar months later (or earlier); the last day of a shorter month where it has no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
