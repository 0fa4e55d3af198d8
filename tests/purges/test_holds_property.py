"""Random holds and orders: no row that a hold keeps is ever erased, and every other row that was ordered is (R76).

What should be left is told by a few lines of plain Python that know nothing of windows, verdicts or passes.
"""

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purges import keeping
from purges.actions import lifting
from purges.models import Hold, PurgeStep
from purges.windows import covers, joined, meets, packed, unpacked
from stores.contract import Window
from tests.cast import CLICK, MOUSE, Cast, number_of
from tests.purges.holding import days_left, moment, order, place, record_on, say_when, work

pytestmark = pytest.mark.rule("R76")
LAST = 12
SIGNALS = (MOUSE, CLICK)
"""Rows of the first tell when they were recorded, rows of the second don't."""

bounds = st.tuples(st.none() | st.integers(0, LAST), st.none() | st.integers(0, LAST))
periods = bounds.filter(lambda pair: None in pair or pair[0] < pair[1])


@dataclass(frozen=True)
class Step:
    """One thing that happens: a hold, an order, a lifting of the n-th hold, or a round of work."""

    kind: str
    people: tuple[int, ...] = ()
    signals: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    number: int = 0

    def keeps(self, person: int, signal: str, day: int) -> bool:
        """Whether this hold keeps a row, said without any of the code under test."""
        if self.people and person not in self.people:
            return False
        if self.signals and signal not in self.signals:
            return False
        return signal == CLICK or self.spans(day)

    def spans(self, day: int) -> bool:
        """Whether the day is in the period."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)


some_people = st.sets(st.integers(0, 2), max_size=2).map(lambda found: tuple(sorted(found)))
some_signals = st.sets(st.sampled_from(SIGNALS)).map(lambda found: tuple(sorted(found)))
held = st.builds(lambda people, signals, period: Step("hold", people, signals, *period), some_people, some_signals, periods).filter(
    lambda step: step.people or step.signals
)
ordered = st.builds(
    # Rows that tell no time can't be erased by period: such an order stops and needs a person.
    lambda person, signal, period: Step("order", (person,), (signal,), *(period if signal == MOUSE else (None, None))),
    st.integers(0, 2),
    st.sampled_from(SIGNALS),
    periods,
)
lifted = st.builds(lambda number: Step("lift", number=number), st.integers(0, 3))
stories = st.lists(st.one_of(held, ordered, ordered, lifted, st.just(Step("work"))), min_size=2, max_size=9)


class World:
    """Three people with a row for each day in two datasets, and what plain Python says is left."""

    def __init__(self, cast: Cast) -> None:
        """Record everything."""
        self.cast, self.people = cast, (cast.priya, cast.marco, cast.tomoko)
        self.datasets = {signal: cast.datasets[signal] for signal in SIGNALS}
        self.holds: list[tuple[Hold, Step]] = []
        self.orders: list[Step] = []
        self.left = {(person, signal, day) for person in range(3) for signal in SIGNALS for day in range(LAST)}
        for person in self.people:
            for signal in SIGNALS:
                record_on(cast, person, range(LAST), signal)

    def do(self, step: Step) -> None:
        """Let one thing happen."""
        period = {
            "since": None if step.since is None else moment(step.since),
            "until": None if step.until is None else moment(step.until),
        }
        if step.kind == "hold":
            datasets = [self.datasets[signal].pk for signal in step.signals]
            self.holds.append((place(self.cast, *(self.people[one] for one in step.people), datasets=datasets, **period), step))
        elif step.kind == "order":
            order(self.cast, self.datasets[step.signals[0]], person=self.people[step.people[0]], **period)
            self.orders.append(step)
        elif step.kind == "lift" and step.number < len(self.holds):
            hold, _ = self.holds.pop(step.number)
            lifting.ask_lift(hold=hold, by=self.cast.lena)
            lifting.lift(hold=hold, by=self.cast.sam)
            keeping.release(hold.pk)
        elif step.kind == "work":
            self.work()

    def work(self) -> None:
        """Let workers do all there is to do, and take out of `left` what may go."""
        for dataset in self.datasets.values():
            work(dataset, times=8)
        for one in self.orders:
            gone = {(one.people[0], one.signals[0], day) for day in range(LAST) if one.spans(day)}
            self.left -= {row for row in gone if not any(step.keeps(*row) for _, step in self.holds)}

    def found(self) -> set[tuple[int, str, int]]:
        """What really is left."""
        rows = (
            (number, signal, days_left(self.cast, person, signal))
            for number, person in enumerate(self.people)
            for signal in SIGNALS
        )
        return {(number, signal, day) for number, signal, found in rows for day in found}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_no_held_row_is_erased_and_everything_else_is(cast: Cast, story: list[Step]) -> None:
    tables = {name: list(rows) for name, rows in cast.memory.tables.items()}
    with transaction.atomic():
        say_when(cast)
        world = World(cast)
        for step in story:
            world.do(step)
            assert world.found() >= {row for row in world.left if any(one.keeps(*row) for _, one in world.holds)}, (
                "a held row is gone"
            )
        world.work()
        assert world.found() == world.left
        while world.holds:
            world.do(Step("lift", number=0))
        world.work()
        assert world.found() == world.left, "what a lifted hold kept is still there"
        states = set(PurgeStep.objects.values_list("state", flat=True))
        assert states <= {PurgeStep.State.VERIFIED}
        numbers = {number_of(person) for person in world.people}
        rest = [row for name in ("pointer", "clicks") for row in cast.memory.tables[name] if row["employee"] not in numbers]
        assert len(rest) == 200, "a bystander lost rows"
        transaction.set_rollback(True)
    cast.memory.tables.update(tables)


windows = st.builds(
    lambda pair: Window(since=None if pair[0] is None else moment(pair[0]), until=None if pair[1] is None else moment(pair[1])),
    periods,
)


def inside(window: Window, day: int) -> bool:
    at = moment(day)
    return (window.since is None or at >= window.since) and (window.until is None or at < window.until)


@given(found=st.lists(windows, max_size=6), within=st.none() | windows)
def test_joined_stretches_hold_the_same_moments_and_compare_right(found: list[Window], within: Window | None) -> None:
    made = joined(found)
    for day in range(-1, LAST + 2):
        assert any(inside(one, day) for one in made) == any(inside(one, day) for one in found)
        if covers(made, within) and (within is None or inside(within, day)):
            assert any(inside(one, day) for one in made)
    asked = within or Window()
    edges = {day for day in range(-1, LAST + 2) if inside(asked, day)}
    assert covers(made, within) == (bool(made) and _all_of(made, asked, edges))
    for one in found:
        assert meets(one, within) == any(inside(one, day) and inside(asked, day) for day in range(-1, LAST + 2))
    assert unpacked(packed(made)) == made
    assert joined(made) == made
    assert joined(reversed(found)) == made


def _all_of(made: tuple[Window, ...], asked: Window, edges: set[int]) -> bool:
    """Every whole day of the period, and an open end only by an open end."""
    open_start = asked.since is not None or any(one.since is None for one in made)
    open_end = asked.until is not None or any(one.until is None for one in made)
    return open_start and open_end and all(any(inside(one, day) for one in made) for day in edges)
