"""Which rows of an Arrow column a dataset's period counts: types that tell time compare as numbers, text is read value by value."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stores.connectors.period import Period, Span

# How many microseconds one unit of a timestamp is: times the first, over the second.
_UNITS = {"s": (10**6, 1), "ms": (10**3, 1), "us": (1, 1), "ns": (1, 10**3)}
_LEAST, _MOST = -(2**63), 2**63 - 1

Bounds = tuple[int | float | None, int | float | None]


def tells_time(kind: pa.DataType) -> bool:
    """Say whether a column of this type (below its dictionary) can tell when a row was recorded."""
    tests = (
        pa.types.is_timestamp, pa.types.is_date, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
        pa.types.is_string, pa.types.is_large_string,
    )  # fmt: skip
    return any(test(kind) for test in tests)


def counted(column: pa.Array, period: Period) -> pa.Array:
    """Give a mask without gaps; a row without a time is never counted."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return pc.fill_null(pc.take(counted(column.dictionary, period), column.indices), fill_value=False)
    if pa.types.is_timestamp(kind):
        times, over = _UNITS[kind.unit]
        return _counted(column.cast(pa.int64()), period, lambda span, _: [_scaled(span, times, over)])
    if pa.types.is_date(kind):
        days = column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
        return _counted(days, period, lambda span, whole: [span.days(whole=whole)])
    if pa.types.is_integer(kind):
        # Of unsigned numbers the ones above become negative, and no negative one is a time.
        return _numbered(column.cast(pa.int64(), safe=False), period, math.ceil)
    if pa.types.is_floating(kind):
        return _numbered(column.cast(pa.float64()), period, float)
    return pa.array([period.counts(value) for value in column.to_pylist()], pa.bool_())


def _numbered(column: pa.Array, period: Period, cut: Callable[[Decimal], int | float]) -> pa.Array:
    def bounds(span: Span, whole: bool) -> list[Bounds]:  # noqa: FBT001 - as `_counted` asks
        del whole
        return [(cut(low), cut(high)) for low, high in span.numbers()]

    return pc.and_(_any_of(column, bounds(Span(None, None), False)), _counted(column, period, bounds))  # noqa: FBT003


def _counted(column: pa.Array, period: Period, bounds: Callable[[Span, bool], list[Bounds]]) -> pa.Array:
    mask = column.is_valid()
    if period.within is not None:
        mask = pc.and_(mask, _any_of(column, bounds(period.within, True)))  # noqa: FBT003
    for span in period.spared:
        mask = pc.and_not(mask, _any_of(column, bounds(span, False)))  # noqa: FBT003
    return mask


def _any_of(column: pa.Array, bounds: list[Bounds]) -> pa.Array:
    found = pa.repeat(pa.scalar(value=False), len(column))
    for low, high in bounds:
        mask = column.is_valid()
        if low is not None:
            mask = pc.and_(mask, _compared(pc.greater_equal, column, low))
        if high is not None:
            mask = pc.and_(mask, _compared(pc.less, column, high))
        found = pc.or_(found, mask)
    return found


def _compared(compare: Callable[[Any, Any], Any], column: pa.Array, bound: float) -> pa.Array:
    return pc.fill_null(compare(column, pa.scalar(bound, column.type)), fill_value=False)


def _scaled(span: Span, times: int, over: int) -> Bounds:
    low, high = (None if bound is None else -(-bound * over // times) for bound in (span.since, span.until))
    return _fitting(low), _fitting(high)


def _fitting(bound: int | None) -> int | None:
    return None if bound is None else min(max(bound, _LEAST), _MOST)
