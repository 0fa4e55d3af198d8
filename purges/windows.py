"""Stretches of recording time: joined, compared, and kept in rows. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from stores.contract import Window

Packed = list[list[str | None]]
ALL = Window()
"""From the beginning of time to its end."""
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same stretches with what overlaps or touches made one, oldest first: equal sets of moments give equal tuples."""
    made: list[Window] = []
    for window in sorted(windows, key=lambda one: (_since(one), _until(one))):
        if made and _since(window) <= _until(made[-1]):
            last = made.pop()
            window = last if _until(last) >= _until(window) else Window(since=last.since, until=window.until)  # noqa: PLW2901
        made.append(window)
    return tuple(made)


def covers(windows: Sequence[Window], within: Window | None) -> bool:
    """Say whether the joined stretches leave nothing of `within`; None stands for everything."""
    asked = within or ALL
    return any(_since(one) <= _since(asked) and _until(asked) <= _until(one) for one in windows)


def meets(window: Window, within: Window | None) -> bool:
    """Say whether the two have a moment in common."""
    asked = within or ALL
    return _since(window) < _until(asked) and _since(asked) < _until(window)


def packed(windows: Iterable[Window]) -> Packed:
    """Write them for a JSON column."""
    return [[_text(window.since), _text(window.until)] for window in windows]


def unpacked(rows: Packed) -> tuple[Window, ...]:
    """Read what `packed` wrote."""
    return tuple(Window(since=_moment(since), until=_moment(until)) for since, until in rows)


def _since(window: Window) -> dt.datetime:
    return window.since or _FIRST


def _until(window: Window) -> dt.datetime:
    return window.until or _LAST


def _text(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat()


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
