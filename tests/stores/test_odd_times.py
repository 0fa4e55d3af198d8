"""Times that only one kind of database knows: no period counts them, no hold lets them go, and every export shows them."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stores.contract import NO_TIME_COLUMN, NullJournal, Refused, Window
from stores.values import json_line
from tests.stores import test_mariadb, test_postgresql
from tests.stores.file_places import ParquetPlace
from tests.stores.test_sqlite import SqlitePlace
from tests.stores.windows import ANN, MARCH, opened

EVER = Window()
SINCE_1900 = Window(since=datetime(1900, 1, 1, tzinfo=UTC))


@pytest.fixture
def postgresql(postgresql_server):
    place = test_postgresql.fresh(postgresql_server)
    yield place
    place.run("DROP SCHEMA IF EXISTS extra CASCADE")


@pytest.fixture
def mariadb(mariadb_server):
    return test_mariadb.fresh(mariadb_server)


@pytest.fixture
def sqlite(tmp_path):
    place = SqlitePlace(f"sqlite:///{tmp_path / 'store.sqlite3'}", "sqlite:////nowhere")
    yield place
    place.engine.dispose()


def counted(place, location, *windows):
    with opened(place) as connector:
        return [connector.locate(place.dataset(location=location, time_column="at", **one), [ANN])[ANN] for one in windows]


@pytest.mark.parametrize("kind", ["TIMESTAMPTZ", "TIMESTAMP", "DATE", "extra.moment"])
def test_infinity_is_no_time_and_other_centuries_are(postgresql, kind):
    place = postgresql
    place.run("CREATE DOMAIN extra.moment AS TIMESTAMPTZ(0)", f"CREATE TABLE extra.odd (person TEXT, n INTEGER, at {kind})")
    odd = ("infinity", "-infinity", "0044-03-15 BC", "12026-01-01", "2026-03-03")
    place.run(*(f"INSERT INTO extra.odd VALUES ('{ANN}', {n}, '{at}')" for n, at in enumerate(odd)))  # noqa: S608
    assert counted(place, "extra.odd", {}, {"within": EVER}, {"within": MARCH}, {"within": SINCE_1900}) == [5, 3, 1, 2]
    assert counted(place, "extra.odd", {"spared": (MARCH,)}, {"spared": (SINCE_1900,)}) == [2, 1]
    with opened(place) as connector:
        found = {row["n"]: row["at"] for row in connector.export(place.dataset(location="extra.odd"), ANN)}
    assert [found[0], found[1], found[2][-2:], found[3][:5], str(found[4])[:10]] == ["infinity", "-infinity", "BC", "12026", odd[4]]


def test_every_type_of_postgresql_can_be_exported(postgresql):
    place = postgresql
    values = (
        "'1 mon 2 days'::interval", "'24:00'::time", "'10:00+02'::timetz", "'[1,5)'::int4range", "'10.0.0.0/8'::inet",
        "'{\"a\": [1, 2.50]}'::jsonb", "1e400::numeric", "'NaN'::float8", "'\\x00ff'::bytea",
        "ARRAY['2026-01-01'::date, 'infinity']", "gen_random_uuid()", "true", "NULL::text",
    )  # fmt: skip
    columns = ", ".join(f"{value} AS c{n}" for n, value in enumerate(values))
    place.run(f"CREATE TABLE extra.many AS SELECT '{ANN}'::text AS person, {columns}")
    with opened(place) as connector:
        (record,) = connector.export(place.dataset(location="extra.many"), ANN)
    written = json.loads(json_line(record))
    assert len(written) == len(values) + 1
    assert (written["c0"], written["c1"], written["c2"]) == ("P1M2D", "24:00:00", "10:00:00+02:00")
    assert (written["c5"]["a"][0], written["c6"], written["c7"], written["c8"]) == (1, "1" + "0" * 400, None, "AP8=")
    assert written["c9"] == ["2026-01-01", "infinity"]


@pytest.mark.parametrize("kind", ["BOOLEAN", "TIME", "JSONB", "BYTEA", "INTERVAL", "UUID"])
def test_a_type_that_tells_no_time_is_refused(postgresql, kind):
    postgresql.run(f"CREATE TABLE extra.odd (person TEXT, at {kind})")
    with opened(postgresql) as connector, pytest.raises(Refused, match="at") as caught:
        connector.check(postgresql.dataset(location="extra.odd", time_column="at", within=MARCH))
    assert caught.value.reason == NO_TIME_COLUMN


@pytest.mark.parametrize("kind", ["DATE", "DATETIME(3)"])
def test_zeros_in_the_place_of_a_date_are_no_time(mariadb, kind):
    place = mariadb
    odd = ("0000-00-00", "2026-00-00", "2026-03-00", "2026-03-03", "0001-01-01")
    place.run(
        f"CREATE TABLE odd (person VARCHAR(40), n INTEGER, at {kind})",
        "SET SESSION sql_mode = ''",
        *(f"INSERT INTO odd VALUES ('{ANN}', {n}, '{at}')" for n, at in enumerate(odd)),  # noqa: S608
    )
    assert counted(place, "odd", {}, {"within": EVER}, {"within": MARCH}, {"within": SINCE_1900}) == [5, 2, 1, 1]
    assert counted(place, "odd", {"spared": (MARCH,)}, {"spared": (SINCE_1900,)}) == [1, 1]
    narrowed = place.dataset(location="odd", time_column="at", spared=(MARCH,))
    with opened(place) as connector:
        assert len([json_line(row) for row in connector.export(place.dataset(location="odd"), ANN)]) == 5
        assert connector.erase(narrowed, [ANN], journal=NullJournal()).erased == {ANN: 1}
    assert sorted(place.ask("SELECT n FROM odd")) == [(0,), (1,), (2,), (3,)]


def test_the_servers_own_time_zone_moves_no_time(mariadb):
    place = mariadb
    before = place.ask("SELECT @@global.time_zone")[0][0]
    place.run(
        "CREATE TABLE odd (person VARCHAR(40), n INTEGER, at TIMESTAMP NULL)",
        "SET SESSION time_zone = '+00:00'",
        f"INSERT INTO odd VALUES ('{ANN}', 0, '2026-03-02 00:00:00'), ('{ANN}', 1, '2026-03-01 23:59:59')",  # noqa: S608
        "SET GLOBAL time_zone = '-11:00'",
    )
    try:
        assert counted(place, "odd", {"within": MARCH}) == [1]
        with opened(place) as connector:
            (record,) = connector.export(place.dataset(location="odd", time_column="at", within=MARCH), ANN)
        assert str(record["at"]) == "2026-03-02 00:00:00"
    finally:
        place.run(f"SET GLOBAL time_zone = '{before}'")


def test_a_column_of_sqlite_holds_what_was_put_into_it(sqlite):
    place = sqlite
    place.run("CREATE TABLE odd (person TEXT, n INTEGER, at DATETIME, due DATE, amount DECIMAL(4, 2), free JSON)")
    values = ("2026-03-03T10:00:00Z", 1772532300, 1772532300.5, "2026-03-03", b"2026-03-03", "soon", None, 17)
    with sqlite3.connect(place.url.removeprefix("sqlite:///")) as database:
        rows = [(ANN, n, value, value, value, value) for n, value in enumerate(values)]
        database.executemany("INSERT INTO odd VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO odd (person, n, free) VALUES (?, 8, CAST(x'ff00' AS TEXT))", [ANN])
    database.close()
    assert counted(place, "odd", {}, {"within": EVER}, {"within": MARCH}, {"spared": (MARCH,)}) == [9, 4, 4, 0]
    with opened(place) as connector:
        records = {row["n"]: row for row in connector.export(place.dataset(location="odd"), ANN)}
    assert [records[n]["due"] for n in range(8)] == list(values)
    assert records[8]["free"] == b"\xff\x00"


def test_nanoseconds_and_far_years_of_parquet_are_counted_and_shown(tmp_path):
    place = ParquetPlace(tmp_path)
    (place.root / "events").mkdir()
    moment = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * 10**9
    columns = {
        "at": pa.array([moment - 1, moment, None, moment + 1], pa.timestamp("ns")),
        "far": pa.array([2**50, 0, 1, -(2**50)], pa.timestamp("s")),
        "took": pa.array([1, 1000, None, 0], pa.duration("ns")),
        "many": pa.array([[moment + 1], [], None, [None]], pa.list_(pa.timestamp("ns"))),
    }
    pq.write_table(pa.table({"person": [ANN] * 4, "n": range(4)} | columns), place.root / "events/one.parquet")
    assert counted(place, "events/*.parquet", {"within": MARCH}, {"spared": (MARCH,)}, {"within": EVER}) == [2, 1, 3]
    with opened(place) as connector:
        first, second, third, fourth = connector.export(place.dataset(), ANN)
    assert first["at"] == "2026-03-01 23:59:59.999999999"
    assert (second["at"], third["at"]) == (datetime(2026, 3, 2), None)  # noqa: DTZ001 - the column has no zone
    assert (first["far"], fourth["far"]) == (f"{2**50}000 ms", f"-{2**50}000 ms")
    assert (first["took"], second["took"]) == ("1 ns", timedelta(microseconds=1))
    assert (first["many"], second["many"], third["many"], fourth["many"]) == (["2026-03-02 00:00:00.000000001"], [], None, [None])
