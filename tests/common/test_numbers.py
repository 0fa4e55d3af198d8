"""Whole numbers as browsers send them."""

import pytest

from common.numbers import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("50", 50), ("51", 50), ("9" * 18, 50), ("9" * 5_000, 50), ("٣", 3)],
)
def test_a_number_is_read_and_a_greater_one_is_the_most(text: str, number: int) -> None:
    assert whole(text, most=50) == number


@pytest.mark.parametrize("text", ["", " ", "-1", "+1", "1.0", "1e3", "²", "seven", "\x00"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert whole(text, most=50) is None
