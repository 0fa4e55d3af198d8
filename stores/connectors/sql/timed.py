"""A dataset's period as a condition on rows, by what the type of the time column can tell."""

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from stores.connectors.period import DATE, EPOCH, MOMENT, NUMBER, Period, Span, refuse
from stores.connectors.sql.target import bare_type, is_text

Column = sa.ColumnElement[Any]
Condition = sa.ColumnElement[bool]
# The rows inside a window: those that lie in it wholly, or those of which any part does.
Inside = Callable[[Span, bool], Condition]


class TimeInSql(ABC):
    """A database that keeps a column's values in the column's type: the type says how to compare, and text is read by patterns."""

    @abstractmethod
    def text(self, column: sa.Column[Any]) -> Column:
        """Give the column's value cast to text."""

    @abstractmethod
    def is_real(self, column: Column) -> Condition:
        """Say whether a date or moment is one of the calendar, not "infinity" or "0000-00-00"."""

    @abstractmethod
    def fits(self, text: Column, pattern: str) -> Condition:
        """Say whether the whole text fits a regular expression."""

    @abstractmethod
    def moment_of(self, text: Column) -> Column:
        """Read text that fits `MOMENT` as a moment without a zone, in UTC, cut to microseconds."""

    def of_period(self, column: sa.Column[Any], period: Period) -> Condition:
        """Match the rows that the period counts."""
        kind = bare_type(column.type)
        if isinstance(kind, sa.DateTime):
            return sa.and_(self.is_real(column), _counting(period, _moments(column, zoned=kind.timezone)))
        if isinstance(kind, sa.Date):
            return sa.and_(self.is_real(column), _counting(period, _days(column)))
        if isinstance(kind, sa.Integer | sa.Numeric | sa.Float):
            return _numbered(column, period, whole=isinstance(kind, sa.Integer))
        return _written(self, self.text(column), period)

    def refuse_timeless(self, column: sa.Column[Any]) -> None:
        """Refuse a column whose type tells no time."""
        if not is_text(column) and not isinstance(
            bare_type(column.type), sa.DateTime | sa.Date | sa.Integer | sa.Numeric | sa.Float
        ):
            refuse(f"Column {column.name!r} is {column.type!s}; timestamps, dates, numbers and text tell when a row was recorded.")


def _written(words: TimeInSql, text: Column, period: Period) -> Condition:
    """Read text by what it fits. Nothing is cast that does not fit: a database evaluates CASE in order."""
    moment = words.moment_of(sa.case((words.fits(text, MOMENT), text)))
    day = sa.cast(sa.case((words.fits(text, DATE), text)), sa.Date())
    number = sa.cast(sa.case((words.fits(text, NUMBER), text)), sa.Numeric(38, 9))
    return sa.case(
        (words.fits(text, MOMENT), _counting(period, _moments(moment, zoned=False))),
        (words.fits(text, DATE), _counting(period, _days(day))),
        (words.fits(text, NUMBER), _numbered(number, period, whole=False)),
        else_=sa.false(),
    )


def _counting(period: Period, inside: Inside) -> Condition:
    spared = (sa.not_(inside(span, False)) for span in period.spared)  # noqa: FBT003 - see Inside
    return sa.and_(sa.true() if period.within is None else inside(period.within, True), *spared)  # noqa: FBT003


def _moments(moment: Column, *, zoned: bool) -> Inside:
    def bound(microseconds: int | None) -> dt.datetime | None:
        if microseconds is None:
            return None
        found = EPOCH + dt.timedelta(microseconds=microseconds)
        return found if zoned else found.replace(tzinfo=None)

    # The bound's type has no precision: the column's own would round it.
    kind = sa.DateTime(timezone=zoned)
    return lambda span, _: _between(moment, bound(span.since), bound(span.until), kind)


def _days(day: Column) -> Inside:
    def bound(days: int | None) -> dt.date | None:
        return None if days is None else dt.date.fromordinal(EPOCH.toordinal() + days)

    def inside(span: Span, whole: bool) -> Condition:  # noqa: FBT001 - see Inside
        since, until = span.days(whole=whole)
        return _between(day, bound(since), bound(until), sa.Date())

    return inside


def _numbered(number: Column, period: Period, *, whole: bool) -> Condition:
    def one_of(span: Span) -> Condition:
        return sa.or_(sa.false(), *(_between(number, cut(low), cut(high), kind) for low, high in span.numbers()))

    cut: Callable[[Decimal], Decimal | int] = math.ceil if whole else Decimal
    kind = sa.BigInteger() if whole else sa.Numeric()
    return sa.and_(one_of(Span(None, None)), _counting(period, lambda span, _: one_of(span)))


def _between(column: Column, low: Any, high: Any, kind: sa.types.TypeEngine[Any]) -> Condition:
    bounds = []
    if low is not None:
        bounds.append(column >= sa.bindparam(None, low, type_=kind))
    if high is not None:
        bounds.append(column < sa.bindparam(None, high, type_=kind))
    return sa.and_(column.is_not(None), *bounds)
