"""A package against its stores: every row that a direct search finds for the person, by count and digest, and no other row.

The search is none of ours: sqlite3 and psycopg ask the databases, json, csv and pyarrow read the files.
"""

import csv
import datetime as dt
import json
import random
import sqlite3
from contextlib import closing
from hashlib import sha256

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stores import actions
from tests import programs
from tests.cast import BY, MOUSE, make_cast, number_of
from tests.rights.packages import built, document, granted, opened, rows_of

pytestmark = pytest.mark.django_db
OTHERS = ["E99999", "E99998"]
ROWS = 2_500


@pytest.fixture
def people():
    """Priya and two numbers, one of which begins as hers does."""
    cast = make_cast(datasets=False)
    number = number_of(cast.priya)
    return cast, number, [number, f"{number}0", *OTHERS]


def recordings(numbers, *, seed):
    """Rows of everybody, shuffled: as (number, time, x, words), with words that want care in every format."""
    chance = random.Random(seed)
    words = ['say "hi", then\nleave', "=1+1", "-5", "ünï ✓", "", "a,b;c\td", "'"]
    found = [
        (number, f"2026-11-{day:02}T08:00:00.{n:06}+00:00", chance.randrange(-2000, 2000), words[(n + day) % len(words)])
        for number in numbers
        for day in range(1, 6)
        for n in range(ROWS // 5)
    ]
    chance.shuffle(found)
    return found


def digest(rows):
    """One digest of many rows, whatever their order: values as text, because files know no numbers."""
    lines = sorted(json.dumps(["" if value is None else str(value) for value in row]) for row in rows)
    return len(lines), sha256("\n".join(lines).encode()).hexdigest()


def register(cast, store, name, location, *, column="employee", **more):
    dataset = actions.register_dataset(
        store=store,
        name=name,
        location=location,
        subject_column=column,
        identifier_kind="employee-number",
        signals=[MOUSE],
        by=BY,
        **more,
    )
    programs.attach_dataset(program=cast.program, dataset=dataset, by=BY)
    return dataset


def in_package(package, name):
    rows = rows_of(package)[name]
    return [tuple(row[key] for key in ("employee", "at", "x", "words")) for row in rows]


def test_sqlite(people, tmp_path):
    cast, number, numbers = people
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, employee TEXT, at TEXT, x INTEGER, words TEXT)")
        database.executemany("INSERT INTO events (employee, at, x, words) VALUES (?, ?, ?, ?)", recordings(numbers, seed=1))
        database.commit()
        there = database.execute("SELECT employee, at, x, words FROM events WHERE employee = ?", [number]).fetchall()
    store = actions.add_store(name="Events", kind="sql", options={"url": f"sqlite:///{path}"}, by=BY)
    register(cast, store, "Events", "events")
    package = built(granted(cast.priya, cast.sam))
    assert digest(in_package(package, "data/events/events.jsonl")) == digest(there) != digest([])
    assert package.rows == len(there) == ROWS


def test_postgresql(people, postgresql_server):
    cast, number, numbers = people
    with psycopg.connect(postgresql_server, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS package_events")
        database.execute("CREATE TABLE package_events (id BIGSERIAL, employee TEXT, at TIMESTAMPTZ, x INTEGER, words TEXT)")
        with database.cursor() as cursor, cursor.copy("COPY package_events (employee, at, x, words) FROM STDIN") as copy:
            for row in recordings(numbers, seed=2):
                copy.write_row(row)
        found = database.execute("SELECT employee, at, x, words FROM package_events WHERE employee = %s", [number]).fetchall()
    there = [(employee, at.isoformat(), x, words) for employee, at, x, words in found]
    url = postgresql_server.replace("postgresql://", "postgresql+psycopg://")
    store = actions.add_store(name="Warehouse", kind="sql", options={"url": url}, by=BY)
    register(cast, store, "Package events", "package_events")
    package = built(granted(cast.priya, cast.sam))
    assert digest(in_package(package, "data/warehouse/package-events.jsonl")) == digest(there)
    assert package.rows == len(there) == ROWS


def test_files_of_every_kind(people, tmp_path):
    cast, number, numbers = people
    root = tmp_path / "store"
    rows = recordings(numbers, seed=3)
    names = ("employee", "at", "x", "words")
    (root / "lines").mkdir(parents=True)
    for part in range(3):
        texts = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows[part::3])
        (root / "lines" / f"{part}.jsonl").write_text("\n".join(texts) + "\n", encoding="utf-8")
    (root / "tables").mkdir()
    with (root / "tables" / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    (root / "columns").mkdir()
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    pq.write_table(pa.table(columns), root / "columns" / "a.parquet", row_group_size=1_000)

    store = actions.add_store(name="Folder", kind="files", options={"root": str(root)}, by=BY)
    for name, location in (("Lines", "lines/*.jsonl"), ("Tables", "tables/*.csv"), ("Columns", "columns/*.parquet")):
        register(cast, store, name, location)
    package = built(granted(cast.priya, cast.sam))

    read = {"lines": [], "tables": [], "columns": []}
    for path in (root / "lines").iterdir():
        lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        read["lines"] += [tuple(row[name] for name in names) for row in lines]
    with (root / "tables" / "a.csv").open(newline="", encoding="utf-8") as file:
        read["tables"] = [tuple(row) for row in list(csv.reader(file))[1:]]
    read["columns"] = [tuple(row.values()) for row in pq.read_table(root / "columns" / "a.parquet").to_pylist()]
    for name, found in read.items():
        there = [row for row in found if row[0] == number]
        assert digest(in_package(package, f"data/folder/{name}.jsonl")) == digest(there), name
        assert len(there) == ROWS
    assert package.rows == 3 * ROWS


def test_files_that_belong_to_the_person_are_there_byte_by_byte_and_nobody_elses(people, tmp_path):
    cast, number, numbers = people
    root, chance = tmp_path / "store", random.Random(4)
    for person in numbers:
        (root / person).mkdir(parents=True)
        for name in ("one.png", "two.png"):
            (root / person / name).write_bytes(chance.randbytes(200_000))
        (root / person / "notes.jsonl").write_text(json.dumps({"of": person}) + "\n")
    store = actions.add_store(name="Pictures", kind="files", options={"root": str(root)}, by=BY)
    register(cast, store, "Pictures", "{subject}/*.png", column="")
    register(cast, store, "Notes", "{subject}/*.jsonl", column="")
    package = built(granted(cast.priya, cast.sam))
    with opened(package) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.endswith(".png")}
    there = sorted(path.read_bytes() for path in (root / number).glob("*.png"))
    assert sorted(found.values()) == there
    rows = rows_of(package)
    assert {row["in_package"]: row["sha256"] for row in rows["data/pictures/pictures.jsonl"]} == {
        name: sha256(data).hexdigest() for name, data in found.items()
    }
    assert rows["data/pictures/notes.jsonl"] == [{"of": number}]


def test_a_person_with_several_numbers_gets_the_rows_of_each(people, tmp_path):
    cast, number, _ = people
    cast.priya.identifiers.create(kind="employee-number", value="OLD-7")
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, employee TEXT)")
        database.executemany("INSERT INTO events (employee) VALUES (?)", [[one] for one in (number, "OLD-7", "OLD-70", "E99999")])
        database.commit()
    store = actions.add_store(name="Events", kind="sql", options={"url": f"sqlite:///{path}"}, by=BY)
    register(cast, store, "Events", "events")
    rows = rows_of(built(granted(cast.priya, cast.sam)))["data/events/events.jsonl"]
    assert sorted(row["employee"] for row in rows) == sorted([number, "OLD-7"])


def test_a_period_gives_its_days_alone_and_says_where_nothing_is_dated(people, tmp_path):
    cast, _, numbers = people
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        for table in ("dated", "undated"):
            database.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, employee TEXT, at TEXT, x INTEGER, words TEXT)")
            fill = f"INSERT INTO {table} (employee, at, x, words) VALUES (?, ?, ?, ?)"  # noqa: S608 - our own names
            database.executemany(fill, recordings(numbers, seed=5))
        database.commit()
    store = actions.add_store(name="Events", kind="sql", options={"url": f"sqlite:///{path}"}, by=BY)
    register(cast, store, "Dated", "dated", time_column="at")
    register(cast, store, "Undated", "undated")
    package = built(granted(cast.priya, cast.sam, since=dt.date(2026, 11, 2), until=dt.date(2026, 11, 3)))
    rows = rows_of(package)
    assert {row["at"][:10] for row in rows["data/events/dated.jsonl"]} == {"2026-11-02", "2026-11-03"}
    assert len(rows["data/events/dated.jsonl"]) == 2 * ROWS // 5
    assert len(rows["data/events/undated.jsonl"]) == ROWS
    notes = {one["name"]: one.get("note", "") for one in document(package, "manifest.json")["datasets"]}
    assert notes["Dated"] == ""
    assert "does not say when its rows were recorded" in notes["Undated"]
