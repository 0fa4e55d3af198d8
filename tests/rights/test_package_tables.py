"""A dataset's rows as JSON Lines and CSV: every value, every column, and no formula."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rights.access import csv_text, tables
from rights.access.archive import Member
from rights.access.tables import Table
from tests.reports.test_csv import PAYLOADS


def made(tmp_path, *batches):
    """Write the batches; give the table, its JSON Lines as values and its CSV as rows."""
    table = Table(Member("a.jsonl", tmp_path), Member("a.csv", tmp_path))
    for batch in batches:
        table.add(batch)
    found = table.finish(Member("a.csv", tmp_path))
    lines = [json.loads(line) for line in b"".join(table.jsonl.texts()).splitlines()]
    text = b"".join(found.texts()).decode() if found else None
    return table, lines, list(csv.reader(io.StringIO(text, newline=""))) if text is not None else None


def test_rows_stand_in_both_files_in_the_order_they_came(tmp_path):
    batches = [[{"id": n, "word": f"w{n}"} for n in range(start, start + 3)] for start in (0, 3)]
    table, lines, rows = made(tmp_path, *batches)
    assert lines == [row for batch in batches for row in batch]
    assert rows == [["id", "word"], *([str(n), f"w{n}"] for n in range(6))]
    assert table.rows == 6


def test_values_of_every_kind_are_kept(tmp_path):
    row = {
        "at": dt.datetime(2026, 11, 26, 1, 2, 3, 456789, dt.UTC),
        "money": Decimal("-12.50"),
        "share": -0.25,
        "none": None,
        "no number": float("nan"),
        "yes": True,
        "bytes": b"\xff",
        "nested": {"a": [1, {"b": Decimal(1)}]},
        "words": 'two\nlines, "quoted"; ünï',
        "lone": "a\ud800",
    }
    _, lines, (head, cells) = made(tmp_path, [row])
    assert lines[0]["money"] == "-12.50"
    assert lines[0]["at"] == "2026-11-26T01:02:03.456789+00:00"
    written = dict(zip(head, cells, strict=True))
    assert written == {
        "at": "2026-11-26T01:02:03.456789+00:00",
        "money": "-12.50",
        "share": "-0.25",
        "none": "",
        "no number": "",
        "yes": "yes",
        "bytes": "/w==",
        "nested": '{"a":[1,{"b":"1"}]}',
        "words": 'two\nlines, "quoted"; ünï',
        "lone": "a?",
    }


@pytest.mark.rule("R83")
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_value_and_no_column_runs_as_a_formula_while_the_json_keeps_it_exactly(tmp_path, payload):
    _, lines, (head, cells) = made(tmp_path, [{payload: payload, "nested": [payload]}])
    assert (head[0], cells[0]) == (f"'{payload}", f"'{payload}")
    assert lines == [{payload: payload, "nested": [payload]}]


def test_a_column_that_turns_up_late_is_in_the_csv_of_every_row(tmp_path):
    first, second = [{"a": 1}] * 3, [{"a": 2, "b": "x"}, {"c": Decimal("1.0"), "a": -3}]
    _, lines, rows = made(tmp_path, first, second, [{"b": "=1"}])
    assert len(lines) == 6
    assert rows[0] == ["a", "b", "c"]
    assert rows[3:] == [["1", "", ""], ["2", "x", ""], ["-3", "", "1.0"], ["", "'=1", ""]]


def test_rows_in_another_order_of_columns_go_under_the_right_ones(tmp_path):
    _, _, rows = made(tmp_path, [{"a": 1, "b": 2}], [{"b": 20, "a": 10}, {"b": 200}])
    assert rows == [["a", "b"], ["1", "2"], ["10", "20"], ["", "200"]]


def test_a_table_that_nobody_could_read_is_left_to_the_json_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_COLUMNS", 5)
    _, lines, rows = made(tmp_path, *([{f"c{n}": n}] for n in range(9)))
    assert rows is None
    assert lines == [{f"c{n}": n} for n in range(9)]


def test_without_rows_both_files_are_empty(tmp_path):
    _, lines, rows = made(tmp_path)
    assert (lines, rows) == ([], [])


def test_the_preview_is_short_whatever_the_rows_are(tmp_path):
    row = {f"column {n}": "x" * 5_000 for n in range(30)}
    table, *_ = made(tmp_path, [row] * 50, [row | {"late": 1}])
    assert len(table.preview) == tables.PREVIEW_ROWS
    assert all(len(one) == tables.PREVIEW_COLUMNS for one in [*table.preview, table.preview_columns])
    assert max(len(text) for one in table.preview for text in one) <= tables.PREVIEW_CHARACTERS + 1


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.text(max_size=8),
    st.sampled_from(['"', '""', ",", "\r\n", "=1", " =1", "-5", "'", "\ud800", "a\0b"]),
    st.binary(max_size=4),
    st.lists(st.integers(), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.integers(0, 4).flatmap(lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), max_size=5)))
def test_a_column_at_a_time_gives_the_same_text_as_pythons_own_writer_value_by_value(rows):
    """Columns of one kind take a short way; here every way meets every value."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([csv_text.written(one) for one in row] for row in rows)
    assert csv_text.lines(rows) == text.getvalue().encode(errors="replace")
