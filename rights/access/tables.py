"""One dataset's rows as JSON Lines and as CSV, each row read once; memory stays flat. Pure: no rows of the portal.

JSON Lines hold every value exactly (`stores.values`). CSV is for reading: what a spreadsheet would run gets a leading quote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from rights.access import csv_text
from rights.access.archive import Member
from stores.values import json_line

PREVIEW_ROWS = 20
PREVIEW_COLUMNS = 12
PREVIEW_CHARACTERS = 120
MOST_COLUMNS = 2_000
"""A table with more columns is none that anybody could read; the JSON Lines have everything then."""
_BATCH = 1_000

Row = Mapping[str, Any]


class Table:
    """Takes rows in batches. `rows` counts them; `preview` keeps the first few as text, `columns` the names in their order."""

    def __init__(self, jsonl: Member, table: Member) -> None:
        """Begin with no rows."""
        self.jsonl, self.csv = jsonl, table
        self.rows = 0
        self.columns: dict[str, None] = {}
        self.preview_columns: list[str] = []
        self.preview: list[list[str]] = []
        self._late = False

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""
        if not rows:
            return
        self.jsonl.write(b"".join(map(json_line, rows)))
        if not self.rows:
            self.columns = dict.fromkeys(name for row in rows for name in row)
            self.preview_columns = list(map(str, self.columns))[:PREVIEW_COLUMNS]
            self.csv.write(self._head())
        self.rows += len(rows)
        self._write(rows)

    def finish(self, afresh: Member) -> Member | None:
        """Finish both files and give the CSV; None where it would have too many columns.

        Where a column turned up after the head was written, the CSV is made again into `afresh`, from the JSON Lines.
        """
        self.jsonl.finish()
        if len(self.columns) > MOST_COLUMNS:
            return None
        if not self._late:
            self.csv.finish()
            return self.csv
        self.csv.spool.close()
        afresh.write(self._head())
        for rows in _again(self.jsonl):
            afresh.write(csv_text.lines([[row.get(name) for name in self.columns] for row in rows]))
        afresh.finish()
        return afresh

    def _head(self) -> bytes:
        return csv_text.lines([[str(name) for name in self.columns]])

    def _write(self, rows: Sequence[Row]) -> None:
        names = list(self.columns)
        found = [row.values() if list(row) == names else self._placed(row) for row in rows]
        if len(self.preview) < PREVIEW_ROWS:
            first = found[: PREVIEW_ROWS - len(self.preview)]
            self.preview += [_short(one, len(self.preview_columns)) for one in first]
        if not self._late:
            self.csv.write(csv_text.lines(found))

    def _placed(self, row: Row) -> list[Any]:
        """Put a row's values under their columns; a column that the head does not have is kept for later."""
        if not row.keys() <= self.columns.keys():
            self._late = True
            if len(self.columns) <= MOST_COLUMNS:
                self.columns |= dict.fromkeys(row)
        return [row.get(name) for name in self.columns]


def _short(values: Iterable[Any], columns: int) -> list[str]:
    texts = [csv_text.written(value) for value in islice(values, columns)]
    return [text if len(text) <= PREVIEW_CHARACTERS else f"{text[:PREVIEW_CHARACTERS]}…" for text in texts]


def _again(member: Member) -> Iterator[list[dict[str, Any]]]:
    """Read the rows of finished JSON Lines in batches."""
    rest, rows = b"", []
    for text in member.texts():
        *lines, rest = (rest + text).split(b"\n")
        for line in lines:
            rows.append(orjson.loads(line))
            if len(rows) == _BATCH:
                yield rows
                rows = []
    yield rows
