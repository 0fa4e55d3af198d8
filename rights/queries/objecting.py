"""What an objection reaches: recording that the law or a contract asks for has no choice that could be turned off (GDPR 21(1))."""

from consent.queries import mine as choices
from consent.standing import BOUND
from rights.models import Request
from rights.queries import scope


def recorded_for(request: Request) -> tuple[set[str], set[str]]:
    """Signals of the request's programs as its person meets them: those with a choice, and those recorded without one."""
    named = {program.pk for program in scope.programs_of(request)}
    free, bound = set(), set()
    for mine in choices.programs_of(request.person):
        for one in mine.signals:
            if (named and mine.program.pk not in named) or (request.signals and one.signal not in request.signals):
                continue
            if one.basis not in BOUND:
                free.add(one.signal)
            elif mine.standings[one.signal].on:
                bound.add(one.signal)
    return free, bound


def not_reached(request: Request) -> list[str]:
    """The signals that go on being recorded although the objection stands, in a fixed order."""
    return sorted(recorded_for(request)[1])
