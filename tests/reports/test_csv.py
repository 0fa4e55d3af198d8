"""CSV that no spreadsheet runs, with the same bytes for the same data."""

import csv as reader
import io

import pytest

from common import csv

pytestmark = pytest.mark.rule("R83")

PAYLOADS = ["=1+1", "+1", "-cmd", "-1+1", "-1 ", "-1\n", "-1|x", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "  =1", "\uff1d1", "\uff20x"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_as_a_formula(payload: str) -> None:
    assert csv.cell(payload).startswith("'")


def test_numbers_keep_their_minus() -> None:
    assert [csv.cell(value) for value in (-3, "-3", "-3.50", -2.5)] == ["-3", "-3", "-3.50", "-2.5"]


def test_quotes_commas_and_lines_survive() -> None:
    text = "".join(csv.lines(["a", "b"], [('say "hi", then\nleave', None)]))
    assert list(reader.reader(io.StringIO(text, newline=""))) == [["a", "b"], ['say "hi", then\nleave', ""]]
