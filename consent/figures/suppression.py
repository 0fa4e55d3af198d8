"""Decides what is published of one signal's counts, site by site, at the end of a period (R101-R103). Pure.

The people in scope fall into sites, and sites into blocks that share nobody: a large site is one, all small ones together are the
remainder. Blocks are shown and hidden by themselves, and everybody is the sum of all of them; or everybody is the one block.
docs/figures.md says why that tells nobody's choice.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from consent.figures.disclosure import GROUP_FLOOR, Count, K, Since, proper, rounded, shown


@dataclass(frozen=True, slots=True)
class Figure:
    """One site's part in a published table: the count that is reported, of which period, and whether the site is its own block."""

    count: Count
    counted: dt.date
    alone: bool

    @property
    def shown(self) -> int | None:
        """What is shown of the site by itself; None where that is nothing."""
        return shown(self.count) if self.alone and proper(self.count) else None


class Sum(NamedTuple):
    """What is shown for everybody: how many, of how many people; both rounded."""

    number: int
    people: int


Block = frozenset[str]
Table = Mapping[str, Figure]
Meanwhile = Mapping[dt.date, Mapping[str, Since]]
"""For each period, what happened since its end, by site."""
NOTHING = Since(0, 0)


def publish(now: Mapping[str, Count], before: Table, meanwhile: Meanwhile, period: dt.date) -> dict[str, Figure]:
    """Give the table to publish for this period, one entry per site.

    The first table is the first count. Later a new count replaces an old one, or other blocks replace the old ones, only where at
    least 5 people in the block changed their minds (R102): a change may never be put down to who came, left or moved.
    """
    small, wanted = remainder(now), blocks(now)
    fresh = {site: Figure(count, period, site not in small) for site, count in now.items()}
    divided = {site: figure.alone for site, figure in fresh.items()} != {site: figure.alone for site, figure in before.items()}
    if divided and all(proper(added(block, now)) and _may_show(block, before, meanwhile) for block in wanted):
        return fresh
    if not any(figure.alone for figure in before.values()):
        return _as_a_whole(now, before, meanwhile, period)
    return _block_by_block(now, before, meanwhile, period)


def remainder(now: Mapping[str, Count]) -> Block:
    """Give the sites that are never shown by themselves: the small ones, and the smallest of the others until nobody can subtract.

    Only the numbers of people decide, which tell of no choice. The remainder is never one site, and never a small group (R102).
    """
    small = {site for site, count in now.items() if count.people < GROUP_FLOOR} if len(now) > 1 else set(now)
    others = sorted(now.keys() - small, key=lambda site: (now[site].people, site))
    while small and others and (len(small) == 1 or added(small, now).people < GROUP_FLOOR):
        small.add(others.pop(0))
    return frozenset(small)


def blocks(now: Mapping[str, Count]) -> list[Block]:
    """Split the sites into blocks: each large site, and the remainder where there is one."""
    small = remainder(now)
    return [*(frozenset({site}) for site in sorted(now.keys() - small)), *([small] if small else [])]


def added(sites: Iterable[str], counts: Mapping[str, Count]) -> Count:
    """Add up the counts of these sites; one that is not there counts nobody."""
    found = [counts[site] for site in sites if site in counts]
    return Count(sum(count.yes for count in found), sum(count.people for count in found))


def everybody(table: Table) -> Sum | None:
    """Give what is shown for everybody, as the sum of what is shown; None where that is hidden."""
    counts = {site: figure.count for site, figure in table.items()}
    rest = added([site for site, figure in table.items() if not figure.alone], counts)
    numbers = [figure.shown for figure in table.values() if figure.alone]
    if rest.people:
        numbers.append(shown(rest) if proper(rest) else None)
    known = [number for number in numbers if number is not None]
    # With one block hidden, the sum would tell it.
    return Sum(sum(known), rounded(added(counts, counts).people)) if known and known == numbers else None


def _may_show(block: Block, before: Table, meanwhile: Meanwhile) -> bool:
    """Say whether this block may have a new number: there is no table yet, or at least 5 people in it changed their minds."""
    return not before or sum(_since(site, before, meanwhile).changed for site in block) >= K


def _since(site: str, before: Table, meanwhile: Meanwhile) -> Since:
    """Tell what happened at a site since its own figure was counted; at a new one, since the oldest figure was."""
    counted = before[site].counted if site in before else min(figure.counted for figure in before.values())
    return meanwhile.get(counted, {}).get(site, NOTHING)


def _replaces(block: Block, now: Mapping[str, Count], before: Table, meanwhile: Meanwhile) -> bool:
    """Say whether a new count replaces an old one: enough minds changed, and the number moved by 5, or can be shown only now."""
    was, count = added(block, {site: figure.count for site, figure in before.items()}), added(block, now)
    return _may_show(block, before, meanwhile) and (abs(count.yes - was.yes) >= K or (proper(count) and not proper(was)))


def _as_a_whole(now: Mapping[str, Count], before: Table, meanwhile: Meanwhile, period: dt.date) -> dict[str, Figure]:
    """Everybody is the one block: a site by itself can't be shown."""
    if before and not _replaces(frozenset(now.keys() | before.keys()), now, before, meanwhile):
        return dict(before)
    return {site: Figure(count, period, alone=False) for site, count in now.items()}


def _block_by_block(now: Mapping[str, Count], before: Table, meanwhile: Meanwhile, period: dt.date) -> dict[str, Figure]:
    """Each block of the table before goes on by itself; a site that is gone is left out, and a new one of new people is added."""
    small = frozenset(site for site, figure in before.items() if not figure.alone)
    table: dict[str, Figure] = {}
    for block in [*(frozenset({site}) for site in before.keys() - small), small]:
        if not block & now.keys():
            continue
        new = _replaces(block, now, before, meanwhile)
        table |= {site: Figure(added({site}, now), period, before[site].alone) if new else before[site] for site in block}
    return table | _new_sites(now, before, meanwhile, period)


def _new_sites(now: Mapping[str, Count], before: Table, meanwhile: Meanwhile, period: dt.date) -> dict[str, Figure]:
    """New sites whose people were hired for them, but for fewer than 5: nearly nobody there is in another figure already."""
    return {
        site: Figure(now[site], period, alone=True)
        for site in now.keys() - before.keys()
        if proper(now[site]) and now[site].people - _since(site, before, meanwhile).joined < K
    }
