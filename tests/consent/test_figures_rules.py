"""What is shown of counts, rule by rule."""

import datetime as dt

import pytest

from consent.figures import chart
from consent.figures.disclosure import Count, Since, proper, share, shown
from consent.figures.suppression import everybody, publish, remainder
from tests.consent.published import month, seen


@pytest.mark.rule("R101", "R103")
@pytest.mark.parametrize(
    ("yes", "people", "is_shown"),
    [
        (4, 9, False),
        (5, 10, True),
        (4, 40, False),
        (5, 40, True),
        (35, 40, True),
        (36, 40, False),
        (0, 500, False),
        (500, 500, False),
    ],
)
def test_ten_people_five_on_either_side_and_never_all_or_nobody(yes: int, people: int, *, is_shown: bool) -> None:
    assert proper(Count(yes, people)) is is_shown
    total = everybody(publish({"A": Count(yes, people)}, {}, {}, month(0)))
    assert (total is not None) is is_shown


@pytest.mark.rule("R102", "R103")
def test_numbers_are_multiples_of_five_and_leave_five_on_either_side() -> None:
    for people in range(10, 80):
        for yes in range(5, people - 4):
            number = shown(Count(yes, people))
            assert number % 5 == 0
            assert 5 <= number <= people - 5
            assert abs(number - yes) <= 5
            assert 5 <= share(number, people) <= 95
            assert share(number, people) % 5 == 0


@pytest.mark.rule("R102")
def test_a_hidden_site_has_company_and_everybody_is_the_sum_of_what_is_shown() -> None:
    small = {"Berlin": Count(6, 12), "Dublin": Count(11, 20), "New York": Count(4, 8)}
    assert remainder(small) == {"Berlin", "New York"}
    table = publish(small, {}, {}, month(0))
    assert {site: figure.shown for site, figure in table.items()} == {"Berlin": None, "Dublin": 10, "New York": None}
    assert everybody(table) == (10 + 10, 40)


@pytest.mark.rule("R102", "R103")
def test_where_one_site_says_all_or_nobody_no_site_is_shown() -> None:
    table = publish({"Berlin": Count(12, 12), "Dublin": Count(11, 20)}, {}, {}, month(0))
    assert [figure.shown for figure in table.values()] == [None, None]
    assert everybody(table) == (25, 30)


@pytest.mark.rule("R102")
def test_a_number_stands_until_five_people_changed_their_minds_and_it_moved_by_five() -> None:
    before = publish({"A": Count(12, 40)}, {}, {}, month(0))
    assert everybody(before) == (10, 40)
    for changed, yes, number in [(0, 30, 10), (4, 16, 10), (9, 13, 10), (5, 17, 15), (5, 7, 5)]:
        after = publish({"A": Count(yes, 40)}, before, {month(0): {"A": Since(changed, 0)}}, month(1))
        assert everybody(after) == (number, 40), (changed, yes)


@pytest.mark.rule("R102")
def test_small_changes_add_up_until_they_can_be_shown() -> None:
    table = publish({"A": Count(12, 40)}, {}, {}, month(0))
    for at, yes in enumerate((14, 16), start=1):
        table = publish({"A": Count(yes, 40)}, table, {month(0): {"A": Since(yes - 12, 0)}}, month(at))
        assert table["A"].counted == month(0)
    table = publish({"A": Count(18, 40)}, table, {month(0): {"A": Since(6, 0)}}, month(3))
    assert everybody(table) == (20, 40)


@pytest.mark.rule("R102", "R103")
def test_what_becomes_nobody_is_hidden_and_hides_the_sum() -> None:
    before = publish({"A": Count(12, 40), "B": Count(20, 40)}, {}, {}, month(0))
    changed = {month(0): {"A": Since(12, 0), "B": Since(0, 0)}}
    after = publish({"A": Count(0, 40), "B": Count(20, 40)}, before, changed, month(1))
    assert seen(after) == ((("A", None), ("B", 20)), None)
    back = publish({"A": Count(12, 40), "B": Count(20, 40)}, after, {month(0): {}, month(1): {"A": Since(12, 0)}}, month(2))
    assert seen(back) == seen(before)


@pytest.mark.rule("R102")
def test_a_new_site_of_new_people_is_added_and_one_of_moved_people_waits() -> None:
    before = publish({"A": Count(12, 40), "B": Count(20, 40)}, {}, {}, month(0))
    now = {"A": Count(12, 40), "B": Count(20, 40), "C": Count(6, 15)}
    hired = publish(now, before, {month(0): {"C": Since(0, 15)}}, month(1))
    moved = publish(now, before, {month(0): {"C": Since(0, 2)}}, month(1))
    assert everybody(hired) == (10 + 20 + 5, 95)
    assert seen(moved) == seen(before)
    assert "B" not in publish({"A": Count(12, 40)}, before, {}, month(1))


def test_a_hidden_month_breaks_the_line_and_a_notice_has_its_mark() -> None:
    shares = [(dt.date(2026, at, 1), percent) for at, percent in enumerate((40, 45, None, 50, None, 60, 65), start=1)]
    drawn = chart.draw(shares, {dt.date(2026, 4, 1): [2, 3], dt.date(2020, 1, 1): [1]})
    assert len(drawn.lines) == 2
    assert len(drawn.dots) == 5
    assert [mark.text for mark in drawn.notices] == ["v2-3"]
    assert [mark.text for mark in drawn.months] == ["Jan 2026", "Jul 2026"]
    assert chart.draw([(dt.date(2026, 1, 1), None)], {}).last is None
