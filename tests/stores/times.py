"""How stores write the time of a row: one kind for each way, and moments written in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from stores.contract import Window

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """A way to write moments, whose smallest step is `step`; a date lasts a day."""

    write: Callable[[datetime], Any]
    step: timedelta = MICROSECOND
    lasts: timedelta = MICROSECOND


def number(unit: timedelta) -> Callable[[datetime], int]:
    return lambda moment: (moment - EPOCH) // unit


def seconds(moment: datetime) -> Decimal:
    return Decimal((moment - EPOCH) // MICROSECOND) / 1_000_000


def text(moment: datetime) -> str:
    """Write it in one of several ways that mean the same."""
    zones = ("Z", "+00:00", "", "+0530", "-08:00", "+02")
    zone = zones[moment.microsecond % len(zones)]
    offset = timedelta(hours={"+0530": 5.5, "-08:00": -8, "+02": 2}.get(zone, 0))
    between = "T "[moment.microsecond % 2]
    return (moment + offset).replace(tzinfo=None).isoformat(between) + zone


KINDS: Mapping[str, Kind] = {
    "zoned": Kind(lambda moment: moment),
    "naive": Kind(lambda moment: moment.replace(tzinfo=None)),
    "date": Kind(lambda moment: moment.date(), step=DAY, lasts=DAY),
    "date-text": Kind(lambda moment: moment.date().isoformat(), step=DAY, lasts=DAY),
    "text": Kind(text),
    "seconds": Kind(number(timedelta(seconds=1)), step=timedelta(seconds=1)),
    "milliseconds": Kind(number(timedelta(milliseconds=1)), step=timedelta(milliseconds=1)),
    "microseconds": Kind(number(MICROSECOND)),
    "nanoseconds": Kind(lambda moment: number(MICROSECOND)(moment) * 1000),
    "float": Kind(lambda moment: float(seconds(moment))),
    "decimal": Kind(seconds),
    "number-text": Kind(lambda moment: str(seconds(moment))),
}
# What a store that keeps text or numbers alone can hold.
PLAIN = ("date-text", "text", "seconds", "milliseconds", "microseconds", "nanoseconds", "float", "number-text")

UNREADABLE = (
    "", "yesterday", "NaN", "0000-00-00", "0000-00-00 00:00:00", "2026-02-29", "2026-02-30T10:00:00", "2100-02-29", "2026-04-31",
    "2026-13-01", "2026-03-03T24:00:00", "2026-03-03T10:60", "2026-03-03T10:00:60", "2026-03-03T10", "03.03.2026", "3/3/2026",
    "20260303", "20260303100000", "202603031000", "20260303T100000Z", "2026-03-03 ", " 2026-03-03", "2026-03-03T10:00:00Z\n",
    "2026-03-03T10:00:00 Z", "2026-03-03T10:00:00+15:00", "2026-03-03t10:00:00z", "2026-03-03T10:00:00,5", "2026-W10-2",
    "2026-03-03T10:00:00.1234567890Z", "-1772532000", "+1772532000", "1772532000,5", "1.7725e9", "999999999", "0",
    "\uff11\uff17\uff17\uff12\uff15\uff13\uff12\uff10\uff10\uff10", "2026-03-0\uff13",
    "Tue, 03 Mar 2026 10:00:00 GMT", "infinity", "now", "today",
)  # fmt: skip
ONE_MOMENT = datetime(2026, 3, 3, 10, 5, tzinfo=UTC)
# The same moment, a minute being the smallest step of some.
SPELLINGS = (
    "2026-03-03T10:05Z", "2026-03-03 10:05", "2026-03-03T10:05:00", "2026-03-03T10:05:00.0", "2026-03-03T10:05:00.000000999Z",
    "2026-03-03T11:05:00+01:00", "2026-03-03T11:05:00+0100", "2026-03-03T11:05:00+01", "2026-03-03 02:05:00.000-08:00",
    "2026-03-04T00:05:00+14:00", "2026-03-03T06:35-0330", "1772532300", "1772532300000", "1772532300000000",
    "1772532300000000000", "1772532300.0", "1772532300000.000",
)  # fmt: skip


def counts(moment: datetime | None, kind: Kind, within: Window | None, spared: tuple[Window, ...]) -> bool:
    """Say whether a row counts, as the contract says it: what the connectors are compared with."""
    if moment is None:
        return within is None and not spared
    end = moment + kind.lasts
    if within is not None and ((within.since and moment < within.since) or (within.until and end > within.until)):
        return False
    for one in spared:
        proper = one.since is None or one.until is None or one.since < one.until
        if proper and (one.until is None or moment < one.until) and (one.since is None or end > one.since):
            return False
    return True
