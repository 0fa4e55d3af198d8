"""When a row was recorded, as its time column tells it, and whether the dataset's period counts the row.

What a column tells is read as a stretch of whole microseconds since 1970, in UTC: a moment is one of them, a date is a day of
them. A row is within a window when its stretch lies wholly inside; it is spared when any of it does. docs/stores.md says what is
read.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn, Self

from stores.contract import NO_TIME_COLUMN, Dataset, Refused, Window

DAY = 86_400_000_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

# ISO 8601 with dashes and colons, by the calendar: no 30 February. The same words serve Python, PostgreSQL and PCRE.
_YEAR = "(?!0000)[0-9]{4}"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(?!0000)([02468][048]|[13579][26])00)"
DATE = (
    f"({_YEAR}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|{_YEAR}-(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|{_YEAR}-02-(0[1-9]|1[0-9]|2[0-8])|{_LEAP}-02-29)"
)
OFFSET = "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
MOMENT = f"{DATE}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{{1,9}})?)?{OFFSET}?"
# Seconds, milliseconds, microseconds or nanoseconds since 1970: 10, 13, 16 or 19 digits, so that no other number looks like one.
NUMBER = "[1-9][0-9]{9}([0-9]{3}){0,3}([.][0-9]{1,9})?"

_DATE, _MOMENT, _NUMBER = (re.compile(pattern) for pattern in (DATE, MOMENT, NUMBER))
_MOST = 2**63 - 1
# The least number of each unit, and how many microseconds one is: times the second, over the third.
_UNITS = ((10**9, 10**6, 1), (10**12, 10**3, 1), (10**15, 1, 1), (10**18, 1, 10**3))


@dataclass(frozen=True, slots=True)
class Span:
    """A window in microseconds since 1970; None is open."""

    since: int | None
    until: int | None

    @classmethod
    def of(cls, window: Window) -> Self:
        """Read a window; a bound without a zone is in UTC."""
        return cls(*(None if bound is None else _microseconds(bound) for bound in (window.since, window.until)))

    @property
    def is_empty(self) -> bool:
        """Whether it ends before it begins."""
        return self.since is not None and self.until is not None and self.since >= self.until

    def holds(self, start: int, end: int) -> bool:
        """Say whether the stretch lies wholly inside."""
        return (self.since is None or start >= self.since) and (self.until is None or end <= self.until)

    def touches(self, start: int, end: int) -> bool:
        """Say whether any of the stretch lies inside."""
        return (self.until is None or start < self.until) and (self.since is None or end > self.since)

    def days(self, *, whole: bool) -> tuple[int | None, int | None]:
        """Give the bounds for days since 1970: of the days that lie wholly inside, or of those that touch."""
        low, high = (_ceiling, _floor) if whole else (_floor, _ceiling)
        return (None if self.since is None else low(self.since, DAY)), (None if self.until is None else high(self.until, DAY))

    def numbers(self) -> Iterator[tuple[Decimal, Decimal]]:
        """Give the bounds for numbers, unit by unit; a unit of which no number lies inside is left out."""
        for least, times, over in _UNITS:
            low = Decimal(least) if self.since is None else max(Decimal(least), _shifted(self.since, times, over))
            most = Decimal(min(10 * least, _MOST))
            high = most if self.until is None else min(most, _shifted(self.until, times, over))
            if low < high:
                yield low, high


EVER = Span(None, None)


@dataclass(frozen=True, slots=True)
class Period:
    """A dataset's `within` and `spared`."""

    within: Span | None
    spared: tuple[Span, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "Period | None":
        """Read the dataset's period; None where it has none. One that no column can tell is refused."""
        if dataset.within is None and not dataset.spared:
            return None
        if not dataset.time_column:
            refuse(f"{dataset.name!r} has no column that tells when a row was recorded, so no period can be picked out of it.")
        spans = (Span.of(window) for window in dataset.spared)
        return cls(None if dataset.within is None else Span.of(dataset.within), tuple(span for span in spans if not span.is_empty))

    def counts(self, value: object) -> bool:
        """Say whether a row whose time column holds this value counts."""
        found = stretch(value)
        if found is None or (self.within is not None and not self.within.holds(*found)):
            return False
        return not any(span.touches(*found) for span in self.spared)

    @property
    def code(self) -> str:
        """Write it as text that `decoded` reads."""
        within = self.within and [self.within.since, self.within.until]
        return json.dumps([within, [[span.since, span.until] for span in self.spared]])


@lru_cache(maxsize=64)
def decoded(code: str) -> Period:
    """Read what `Period.code` wrote."""
    within, spared = json.loads(code)
    return Period(within and Span(*within), tuple(Span(*pair) for pair in spared))


def whenever(dataset: Dataset) -> Dataset:
    """Give the dataset without its period."""
    return replace(dataset, within=None, spared=())


def refuse(why: str) -> NoReturn:
    """Refuse a period; `why` is a sentence that names the dataset or the column."""
    raise Refused(why, reason=NO_TIME_COLUMN)


def stretch(value: object) -> tuple[int, int] | None:
    """Read a value: from which microsecond to before which one; None where it tells no time."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, dt.datetime):
        return _moment(_microseconds(value))
    if isinstance(value, dt.date):
        return _day(value)
    if isinstance(value, float):
        # As it is written: 1767225600.123 is no millionth more or less.
        return _of_number(Decimal(repr(value)))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _of_number(value)
    return None


def _of_text(text: str) -> tuple[int, int] | None:
    if _MOMENT.fullmatch(text):
        return _moment(_microseconds(dt.datetime.fromisoformat(text)))
    if _DATE.fullmatch(text):
        return _day(dt.date.fromisoformat(text))
    return _of_number(Decimal(text)) if _NUMBER.fullmatch(text) else None


def _of_number(value: int | Decimal) -> tuple[int, int] | None:
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    for least, times, over in _UNITS:
        if least <= value < min(10 * least, _MOST):
            return _moment(int(value * times // over))
    return None


def _moment(microsecond: int) -> tuple[int, int]:
    return microsecond, microsecond + 1


def _day(day: dt.date) -> tuple[int, int]:
    start = (day.toordinal() - EPOCH.toordinal()) * DAY
    return start, start + DAY


def _microseconds(moment: dt.datetime) -> int:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
    return (aware - EPOCH) // _MICROSECOND


def _shifted(microseconds: int, times: int, over: int) -> Decimal:
    return Decimal(microseconds) * over / times


def _floor(value: int, size: int) -> int:
    return value // size


def _ceiling(value: int, size: int) -> int:
    return -(-value // size)
