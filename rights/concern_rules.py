"""Rules of concerns, pure: how long and by when, for which reasons an author is looked up, and what a program's page may tell.

No page tells who raised one (R101-R103). A program's page is as of the end of the last month, so it stays the same while somebody
writes. What is counted is people, not concerns: whoever writes ten of them to see the number move counts once.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from consent.figures.disclosure import GROUP_FLOOR, Count, K, proper, shown

DUE_DAYS = 30
REMINDED_DAYS, AGAIN_DAYS = 5, 3
"""From so many days before an answer is due, its readers are reminded, and again after so many, until there is one."""
LONGEST = 4_000
"""Characters of a concern, and of an answer; forms say the same."""
MOST_A_DAY = 20
REASONS = {
    "answer": "It can't be answered without asking them",
    "protect": "To protect them",
    "law": "A law asks for it",
}
"""Why it may be looked up who raised an anonymous concern."""


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
