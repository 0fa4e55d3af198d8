"""An attacker with unlimited patience: knows the rules, who works where, who came and left, and sees everything ever published.

For small companies every possible world is tried. Nobody's choice may be the same in all worlds that look like the true one.
"""

import itertools
import random

import pytest

from consent.figures.disclosure import Count, Since
from consent.figures.suppression import publish
from tests.consent.published import FIRST, Class, month, months_of, pinned, seen, worlds

pytestmark = [pytest.mark.rule("R101", "R102", "R103")]
SIZES = (1, 2, 4, 5, 9, 10, 11, 12, 13, 16)
NAMES = "ABCD"


@pytest.mark.parametrize("sites", [1, 2, 3])
def test_one_month_pins_nobody_whatever_the_sites(sites: int) -> None:
    for sizes in itertools.combinations_with_replacement(SIZES, sites):
        told = {
            world: seen(publish({a: Count(y, n) for a, y, n in zip(NAMES, world, sizes, strict=False)}, {}, {}, FIRST))
            for world in worlds(sizes)
        }
        assert pinned(sizes, told) == [], sizes


@pytest.mark.parametrize("sizes", [(10, 36, 40), (12, 16, 20), (3, 40, 60), (30, 30, 30), (1, 1, 9, 30), (10, 10, 10, 10)])
def test_one_month_pins_nobody_at_larger_sites(sizes: tuple[int, ...]) -> None:
    told = {
        world: seen(publish({a: Count(y, n) for a, y, n in zip(NAMES, world, sizes, strict=False)}, {}, {}, FIRST))
        for world in worlds(sizes)
    }
    assert pinned(sizes, told) == []


def company(dice: random.Random) -> list[Class]:
    """Sites with people who stay, and a few groups that come, leave or move in the course of four months."""
    months, sites = dice.choice([2, 3, 4]), dice.choice(["A", "AB", "ABC"])
    classes = [Class((site,) * months, dice.choice([3, 8, 10, 12, 15])) for site in sites]
    for _ in range(dice.choice([1, 2])):
        where = tuple(dice.choice([None, *sites]) for _ in range(months))
        classes.append(Class(where, dice.choice([1, 1, 2, 5, 11, 20])))
    while len(list(itertools.islice(worlds([one.people for one in classes]), 12_001))) > 12_000:
        classes.pop(0)
    return [one for one in classes if any(one.where)] or [Class(("A",) * months, 12)]


@pytest.mark.parametrize("seed", range(40))
def test_hiring_leaving_and_moving_pin_nobody_even_for_who_is_sure_that_no_mind_changed(seed: int) -> None:
    """The differencing attack over months: everybody keeps their choice, and the attacker knows that they do."""
    classes = company(random.Random(seed))
    sizes = [one.people for one in classes]
    told = {world: months_of(classes, world) for world in worlds(sizes)}
    assert pinned(sizes, told) == []


@pytest.mark.parametrize("new", ["yes", "no"])
@pytest.mark.parametrize("kept", range(13))
def test_one_new_colleague_changes_nothing_that_is_published(kept: int, new: str) -> None:
    """12 people of whom the attacker knows every choice, and one more: the second month repeats the first, yes or no."""
    before = publish({"A": Count(kept, 12)}, {}, {}, month(0))
    hired = {month(0): {"A": Since(0, 1)}}
    after = publish({"A": Count(kept + (new == "yes"), 13)}, before, hired, month(1))
    assert seen(after) == seen(before)


def minds(people: int) -> list[tuple[int, int, int]]:
    """Every way for so many people: who kept their yes, who turned to no, who turned to yes; the rest kept their no."""
    every = itertools.product(range(people + 1), repeat=3)
    return [way for way in every if sum(way) <= people]


@pytest.mark.parametrize("sizes", [(10,), (14,), (22,), (4, 10), (10, 10)])
def test_changed_minds_pin_neither_a_choice_nor_who_changed_it(sizes: tuple[int, ...]) -> None:
    found: dict[object, list[set[str]]] = {}
    for ways in itertools.product(*(minds(size) for size in sizes)):
        first = {a: Count(kept + lost, n) for a, n, (kept, lost, _) in zip(NAMES, sizes, ways, strict=False)}
        then = {a: Count(kept + won, n) for a, n, (kept, _, won) in zip(NAMES, sizes, ways, strict=False)}
        changed = {a: Since(lost + won, 0) for a, (_, lost, won) in zip(NAMES, ways, strict=False)}
        before = publish(first, {}, {}, month(0))
        look = (seen(before), seen(publish(then, before, {month(0): changed}, month(1))))
        could = found.setdefault(look, [set() for _ in sizes])
        for site, size, (kept, lost, won) in zip(could, sizes, ways, strict=True):
            kinds = {"yes at first": kept + lost, "yes then": kept + won, "another mind": lost + won}
            site.update(f"{'some' if number else 'no'} {kind}" for kind, number in kinds.items())
            site.update(f"not all {kind}" for kind, number in kinds.items() if number < size)
    for look, could in found.items():
        for site in could:
            choices = {"some yes at first", "not all yes at first", "some yes then", "not all yes then"}
            assert choices | {"not all another mind"} <= site, look


@pytest.mark.parametrize("known", [1, 2, 3, 4])
def test_four_people_who_tell_each_other_learn_nobody_elses_choice_from_a_figure(known: int) -> None:
    """5 or more on either side: four who pool their own choices still face a yes and a no among the others."""
    for people, yes in itertools.product(range(10, 31), range(31)):
        if 5 <= yes <= people - 5:
            for own in range(known + 1):
                alike = [
                    other
                    for other in range(people + 1)
                    if seen(publish({"A": Count(other, people)}, {}, {}, FIRST))
                    == seen(publish({"A": Count(yes, people)}, {}, {}, FIRST))
                    and 0 <= other - own <= people - known
                ]
                assert min(alike) - own < people - known, (people, yes)
                assert max(alike) - own > 0, (people, yes)
