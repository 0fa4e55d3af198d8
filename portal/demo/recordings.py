"""Fills the trial's stores with synthetic recordings of those who said yes: an SQL database and a folder of files."""

import datetime as dt
import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from common.signals import Signal
from portal.demo.company import SEED, Employee

# About 60,000 pointer events a day for a small company; a large one gets fewer per person.
EVENTS_PER_DAY = 60_000
MOST_PER_PERSON, LEAST_PER_PERSON = 120, 3
PARQUET_FILES = 8
ROW_GROUP = 5_000
INSERT_CHUNK = 50_000
APPS = ("Mail", "Sheets", "Browser", "Ledger", "Tickets", "Editor")
TABLES = {
    "pointer_events": "employee_number TEXT NOT NULL, recorded_at TEXT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL",
    "click_events": "employee_number TEXT NOT NULL, recorded_at TEXT NOT NULL, x INTEGER, y INTEGER, target TEXT NOT NULL",
    "key_events": "device_id TEXT NOT NULL, recorded_at TEXT NOT NULL, key_code INTEGER NOT NULL, app TEXT NOT NULL",
}
KEY_SCHEMA = pa.schema([("person", pa.string()), ("day", pa.date32()), ("app", pa.string()), ("keys", pa.int32())])


def per_day(people: int) -> int:
    """How many pointer events one person makes a day, for a company of this size."""
    return max(LEAST_PER_PERSON, min(MOST_PER_PERSON, EVENTS_PER_DAY // people))


def days_back(days: int, today: dt.date) -> list[dt.date]:
    """The last so many days, oldest first, ending yesterday."""
    return [today - dt.timedelta(days=back) for back in range(days, 0, -1)]


def create_database(path: Path) -> None:
    """Make the event tables, indexed by the column that names the person."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table, columns in TABLES.items():
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns})")
            person = columns.split()[0]
            database.execute(f"CREATE INDEX {table}_by_person ON {table} ({person})")
        database.commit()


def fill_database(path: Path, employees: Iterable[Employee], *, days: list[dt.date], events: int) -> int:
    """Insert the events of everybody who said yes; return how many rows."""
    total = 0
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous=OFF")
        waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
        for employee in employees:
            for table, row in _events(employee, days, events):
                waiting[table].append(row)
            if sum(map(len, waiting.values())) >= INSERT_CHUNK:
                total += _flush(database, waiting)
        total += _flush(database, waiting)
        database.commit()
    return total


def _flush(database: sqlite3.Connection, waiting: Mapping[str, list[tuple[object, ...]]]) -> int:
    total = 0
    for table, rows in waiting.items():
        names = [column.split()[0] for column in TABLES[table].split(", ")]
        marks = ", ".join("?" * len(names))
        database.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 - our names
        total += len(rows)
        rows.clear()
    return total


def _events(employee: Employee, days: list[dt.date], events: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    dice = random.Random(SEED + employee.number)  # noqa: S311 - synthetic data
    number, device = employee.employee_number, employee.device
    for day in days:
        if Signal.MOUSE_MOVEMENT in employee.yes:
            for _ in range(events):
                yield "pointer_events", (number, _at(day, dice), dice.randrange(1920), dice.randrange(1080))
        if Signal.CLICK_LOCATION in employee.yes:
            for _ in range(max(1, events // 4)):
                target = f"{dice.choice(APPS)} button {dice.randrange(40)}"
                yield "click_events", (number, _at(day, dice), dice.randrange(1920), dice.randrange(1080), target)
        if Signal.KEYSTROKE in employee.yes:
            for _ in range(max(1, events // 3)):
                yield "key_events", (device, _at(day, dice), dice.randrange(32, 127), dice.choice(APPS))


def _at(day: dt.date, dice: random.Random) -> str:
    second = dice.randrange(9 * 3600, 17 * 3600)
    return f"{day.isoformat()}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"


def fill_files(root: Path, employees: Iterable[Employee], *, days: list[dt.date]) -> int:
    """Write key counts (Parquet), pointer features (JSON Lines) and screen texts (a folder per person); return how many rows."""
    for name in ("keys", "features", "screen"):
        (root / name).mkdir(parents=True, exist_ok=True)
    total = 0
    batches: list[list[dict[str, object]]] = [[] for _ in range(PARQUET_FILES)]
    parquet = [pq.ParquetWriter(root / "keys" / f"part-{n:02d}.parquet", KEY_SCHEMA) for n in range(PARQUET_FILES)]
    features = {day: (root / "features" / f"{day.isoformat()}.jsonl").open("wb") for day in days}
    try:
        for employee in employees:
            total += _features(features, employee) + _screens(root / "screen", employee, days)
            batch = batches[employee.number % PARQUET_FILES]
            batch += _key_counts(employee, days)
            if len(batch) >= ROW_GROUP:
                total += _write_group(parquet[employee.number % PARQUET_FILES], batch)
        total += sum(map(_write_group, parquet, batches))
    finally:
        for file in (*parquet, *features.values()):
            file.close()
    return total


def _write_group(writer: pq.ParquetWriter, batch: list[dict[str, object]]) -> int:
    rows = len(batch)
    if rows:
        writer.write_table(pa.Table.from_pylist(batch, schema=KEY_SCHEMA), row_group_size=ROW_GROUP)
        batch.clear()
    return rows


def _key_counts(employee: Employee, days: list[dt.date]) -> list[dict[str, object]]:
    if Signal.KEYSTROKE not in employee.yes:
        return []
    dice = random.Random(SEED * 3 + employee.number)  # noqa: S311 - synthetic data
    return [
        {"person": employee.email, "day": day, "app": app, "keys": dice.randrange(20, 4_000)}
        for day in days
        for app in dice.sample(APPS, 3)
    ]


def _features(files: Mapping[dt.date, object], employee: Employee) -> int:
    """What was derived from pointer events: one line per person and day."""
    if Signal.MOUSE_MOVEMENT not in employee.yes:
        return 0
    dice = random.Random(SEED * 5 + employee.number)  # noqa: S311 - synthetic data
    for day, file in files.items():
        line = {
            "employee": employee.employee_number,
            "day": day.isoformat(),
            "distance_px": dice.randrange(40_000, 900_000),
            "pauses": dice.randrange(5, 90),
        }
        file.write(orjson.dumps(line) + b"\n")  # type: ignore[attr-defined]
    return len(files)


def _screens(root: Path, employee: Employee, days: list[dt.date]) -> int:
    """What was on the screen, as text: a folder per person."""
    if Signal.SCREEN_CONTENT not in employee.yes:
        return 0
    dice = random.Random(SEED * 7 + employee.number)  # noqa: S311 - synthetic data
    folder = root / employee.employee_number
    folder.mkdir(exist_ok=True)
    lines = [orjson.dumps({"at": _at(day, dice), "app": dice.choice(APPS), "words": dice.randrange(3, 250)}) for day in days]
    (folder / "captures.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return len(lines)
