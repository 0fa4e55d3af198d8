"""What outsiders see of a table of figures, and every world that would show them the same."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from consent.figures.disclosure import Count, Since
from consent.figures.suppression import Figure, everybody, publish

FIRST = dt.date(2026, 1, 1)
Seen = tuple[object, ...]


def month(number: int) -> dt.date:
    """The first day of the month with this number; 0 is the first."""
    return dt.date(FIRST.year + number // 12, number % 12 + 1, 1)


def seen(table: Mapping[str, Figure]) -> Seen:
    """All that anybody can fetch of one signal's table: never an exact count."""
    return (tuple(sorted((site, figure.shown) for site, figure in table.items())), everybody(table))


class Class(NamedTuple):
    """People whom an outsider can't tell apart: for each month the site where they work, or None where they don't."""

    where: tuple[str | None, ...]
    people: int


def counts(classes: Sequence[Class], yes: Sequence[int], at: int) -> dict[str, Count]:
    """The exact counts by site in one month."""
    found: dict[str, Count] = {}
    for one, number in zip(classes, yes, strict=True):
        site = one.where[at]
        if site is not None and one.people:
            before = found.get(site, Count(0, 0))
            found[site] = Count(before.yes + number, before.people + one.people)
    return found


def hired(classes: Sequence[Class], since: int, at: int) -> dict[str, int]:
    """Who was not there in the one month and is in the other, by site."""
    found: dict[str, int] = {}
    for one in classes:
        site = one.where[at]
        if site is not None and one.where[since] is None:
            found[site] = found.get(site, 0) + one.people
    return found


def months_of(classes: Sequence[Class], yes: Sequence[int]) -> tuple[Seen, ...]:
    """All that is published over the months where nobody changes their mind, and people only come, leave and move."""
    table: dict[str, Figure] = {}
    said = []
    for at in range(len(classes[0].where)):
        meanwhile = {
            month(since): {site: Since(0, number) for site, number in hired(classes, since, at).items()} for since in range(at)
        }
        table = publish(counts(classes, yes, at), table, meanwhile, month(at))
        said.append(seen(table))
    return tuple(said)


def worlds(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people of each class can have said yes."""
    return itertools.product(*(range(size + 1) for size in sizes))


def pinned(sizes: Sequence[int], told: Mapping[tuple[int, ...], object]) -> list[object]:
    """Give each look where in all worlds that have it some class said yes as a whole, or no: then each one's choice is known."""
    least: dict[object, list[int]] = {}
    most: dict[object, list[int]] = {}
    for world, look in told.items():
        least[look] = [min(pair) for pair in zip(least.get(look, world), world, strict=True)]
        most[look] = [max(pair) for pair in zip(most.get(look, world), world, strict=True)]
    return [look for look in least if any(least[look][at] == size or most[look][at] == 0 for at, size in enumerate(sizes))]
