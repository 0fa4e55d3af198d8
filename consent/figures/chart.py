"""Draws shares over months as lines on a small grid: numbers in, coordinates out. No Django; the template writes the SVG."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 320, 168
LEFT, RIGHT, TOP, BOTTOM = 50, 288, 24, 140
LEVELS = (0, 50, 100)


class Dot(NamedTuple):
    """One month's share, in percent, at its place."""

    x: float
    y: float
    percent: int


class Mark(NamedTuple):
    """A word at a place: a level, a month, a notice."""

    x: float
    y: float
    text: str


class Chart(NamedTuple):
    """All that the template draws. `lines` are the points of each unbroken run of months; a hidden month breaks the line."""

    lines: list[str]
    dots: list[Dot]
    levels: list[Mark]
    """Their right end is where the grid begins."""
    months: list[Mark]
    notices: list[Mark]

    @property
    def last(self) -> Dot | None:
        """The newest share that is shown."""
        return self.dots[-1] if self.dots else None


def draw(shares: Sequence[tuple[dt.date, int | None]], notices: Mapping[dt.date, Sequence[int]]) -> Chart:
    """Draw one series: month (its first day) and share in percent, None where it is hidden; and notice versions by month."""
    across = [_across(number, len(shares)) for number in range(len(shares))]
    places = {month: x for x, (month, _) in zip(across, shares, strict=True)}
    runs: list[list[Dot]] = [[]]
    for month, percent in shares:
        if percent is None:
            runs.append([])
        else:
            runs[-1].append(Dot(places[month], _up(percent), percent))
    ends = {shares[0][0], shares[-1][0]} if shares else set()
    return Chart(
        lines=[" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1],
        dots=[dot for run in runs for dot in run],
        levels=[Mark(LEFT - 6, _up(level), f"{level} %") for level in LEVELS],
        months=[Mark(places[month], HEIGHT - 8, f"{month:%b %Y}") for month in sorted(ends)],
        notices=[Mark(places[month], TOP - 8, _versions(notices[month])) for month in sorted(notices) if month in places],
    )


def _across(number: int, of: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * (number / (of - 1) if of > 1 else 0.5), 1)


def _up(percent: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)


def _versions(versions: Sequence[int]) -> str:
    first, last = min(versions), max(versions)
    return f"v{first}" if first == last else f"v{first}-{last}"
