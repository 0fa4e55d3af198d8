"""Loads real mouse recordings into the trial: CSV (gzip allowed), one file per person.

Columns: record timestamp (s), client timestamp (s), button, state (Move, Drag, Pressed, Released, ...), x, y. Every file is
read to its end before the first row is inserted, so a wrong file leaves nothing half-loaded.
"""

import csv
import datetime as dt
import gzip
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

COLUMNS = ("record timestamp", "client timestamp", "button", "state", "x", "y")
CLICKS = {"Pressed", "Released"}
CHUNK = 10_000


class BadRecording(Exception):  # noqa: N818 - says what it is
    """A file is not a recording; the text names file, line and column."""


def files_in(folder: Path) -> list[Path]:
    """The recordings in a folder, in order of name."""
    if not folder.is_dir():
        msg = f"{folder} is not a folder."
        raise BadRecording(msg)
    found = sorted(path for path in folder.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    if not found:
        msg = f"There is no .csv or .csv.gz file in {folder}."
        raise BadRecording(msg)
    return found


def load(database: Path, files: Sequence[Path], people: Sequence[str], *, day: dt.date) -> dict[str, int]:
    """Load each file as one person's session of that day; return rows per employee number. All files or none."""
    if len(files) > len(people):
        msg = f"{len(files)} recordings, but only {len(people)} people to give them to."
        raise BadRecording(msg)
    loaded: dict[str, int] = {}
    with closing(sqlite3.connect(database)) as target, tempfile.TemporaryFile("w+", newline="") as checked:
        for path, person in zip(files, people, strict=False):
            loaded[person] = _check(path, person, day, checked)
        checked.seek(0)
        with target:
            _insert(target, checked)
    return loaded


def _check(path: Path, person: str, day: dt.date, checked: IO[str]) -> int:
    """Read a file to its end and write its rows, ready to insert, to the temporary file."""
    start = dt.datetime.combine(day, dt.time(9), dt.UTC)
    writer = csv.writer(checked)
    count = 0
    for seconds, state, x, y in _rows(path):
        at = (start + dt.timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        writer.writerow(("click_events" if state in CLICKS else "pointer_events", person, at, x, y, state))
        count += 1
    return count


def _rows(path: Path) -> Iterator[tuple[float, str, int, int]]:
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            _check_header(path, header)
            for line, row in enumerate(reader, start=2):
                yield _row(path, line, row)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path.name} can't be read: {error}."
        raise BadRecording(msg) from error


def _check_header(path: Path, header: list[str]) -> None:
    for place, expected in enumerate(COLUMNS):
        found = header[place].strip() if place < len(header) else "nothing"
        if found != expected:
            msg = f"{path.name}, line 1, column {place + 1}: expected {expected!r}, found {found!r}. Nothing was loaded."
            raise BadRecording(msg)


def _row(path: Path, line: int, row: list[str]) -> tuple[float, str, int, int]:
    if len(row) != len(COLUMNS):
        msg = f"{path.name}, line {line}: expected {len(COLUMNS)} columns, found {len(row)}. Nothing was loaded."
        raise BadRecording(msg)
    place = 0
    try:
        seconds = float(row[0])
        place = 4
        x = int(row[4])
        place = 5
        y = int(row[5])
    except ValueError as error:
        kind = "a number" if place == 0 else "a whole number"
        msg = f"{path.name}, line {line}, column {COLUMNS[place]!r}: expected {kind}, found {row[place]!r}. Nothing was loaded."
        raise BadRecording(msg) from error
    return seconds, row[3], x, y


def _insert(target: sqlite3.Connection, checked: IO[str]) -> None:
    pointer: list[tuple[str, ...]] = []
    clicks: list[tuple[str, ...]] = []
    for table, person, at, x, y, state in csv.reader(checked):
        if table == "click_events":
            clicks.append((person, at, x, y, f"Mouse {state.lower()}"))
        else:
            pointer.append((person, at, x, y))
        if len(pointer) + len(clicks) >= CHUNK:
            _flush(target, pointer, clicks)
    _flush(target, pointer, clicks)


def _flush(target: sqlite3.Connection, pointer: list[tuple[str, ...]], clicks: list[tuple[str, ...]]) -> None:
    target.executemany("INSERT INTO pointer_events (employee_number, recorded_at, x, y) VALUES (?, ?, ?, ?)", pointer)
    target.executemany(
        "INSERT INTO click_events (employee_number, recorded_at, x, y, target) VALUES (?, ?, ?, ?, ?)",
        clicks,
    )
    pointer.clear()
    clicks.clear()
