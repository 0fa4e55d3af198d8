"""What may be told of one count: the arithmetic of hiding and rounding (R101-R103). No Django, no database."""

from typing import NamedTuple

K = 5
"""No cell, complement or published change is smaller than this; counts are rounded to it. Not a setting (R101)."""
GROUP_FLOOR = 10
"""Groups of fewer people have no figure (R101)."""


class Count(NamedTuple):
    """How many of a group's people have the choice that is counted, and how many people the group has."""

    yes: int
    people: int


class Since(NamedTuple):
    """What happened in a group between two counts: how many people, there both times, changed their minds; how many were hired."""

    changed: int
    joined: int


def proper(count: Count) -> bool:
    """Say whether the count may be shown: enough people, and enough of them on either side (R101); so never all or none (R103)."""
    return count.people >= GROUP_FLOOR and K <= count.yes <= count.people - K


def rounded(number: int) -> int:
    """Round to the nearest multiple of 5: 12 is 10, 13 is 15."""
    return (number + K // 2) // K * K


def shown(count: Count) -> int:
    """Round a proper count, and down where it is close to all: at least 5 people are left on either side of what is shown."""
    return min(rounded(count.yes), (count.people - K) // K * K)


def share(number: int, people: int) -> int:
    """Give the share of two numbers as they are shown, in percent, rounded to 5 points; never 0 and never 100 (R103)."""
    return min(max(rounded(round(100 * number / people)), K), 100 - K)
