"""What a program's page may tell of the concerns about it, so that nobody learns who raised one (R101-R103). Pure.

The page is as of the end of the last month, so it stays the same while somebody writes. What is counted is people, not concerns:
whoever writes ten of them to see the number move counts once.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from consent.figures.disclosure import GROUP_FLOOR, Count, K, proper, shown


def published(firsts: Iterable[dt.date], people: int) -> int | None:
    """How many people raised a concern, rounded to 5; None where that could tell one of them.

    `firsts` is for each of them the day of their first concern, of months that are over; `people` how many the program could ask.
    A new number replaces the old one only when at least 5 more people are in it (R102).
    """
    number, counted = 0, 0
    for _, month in groupby(sorted(firsts), key=lambda day: (day.year, day.month)):
        counted += len(list(month))
        if counted - number >= K:
            number = counted
    count = Count(number, people)
    return shown(count) if proper(count) else None


def may_show_answers(people: int) -> bool:
    """Say whether answers may stand there: never where the program could ask only a few."""
    return people >= GROUP_FLOOR
