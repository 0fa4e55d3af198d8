"""SQLite keeps the contract."""

import sqlite3
from datetime import date

import pytest

from stores.contract import NullJournal, Refused, Unavailable
from tests.stores.contract import ANN, BOB, ConnectorContract, rows_of
from tests.stores.sql_places import TIMES, SqlPlace


class SqlitePlace(SqlPlace):
    knows_outcome = False
    times = {kind: name for kind, name in TIMES.items() if kind != "decimal"}

    def timed(self, kind, rows, **narrowing):
        # SQLite keeps times as text, the way that Python's own driver writes them.
        shaped = [row | {"at": str(row["at"]) if isinstance(row["at"], date) else row["at"]} for row in rows]
        return super().timed(kind, shaped, **narrowing)


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "store # 1.sqlite3"
    place = SqlitePlace(f"sqlite:///{path}", f"sqlite:///{tmp_path / 'absent.sqlite3'}")
    place.run("PRAGMA journal_mode = WAL")
    yield place
    place.engine.dispose()


class TestSqlite(ConnectorContract):
    """The contract on SQLite."""


def test_an_absent_file_is_not_made(place, tmp_path):
    with pytest.raises(Unavailable):
        place.absent().inspect()
    assert not (tmp_path / "absent.sqlite3").exists()


def test_a_file_that_is_no_database_is_refused(place, tmp_path):
    (tmp_path / "absent.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(Refused):
        place.absent().inspect()


def test_a_locked_file_is_unavailable_and_nothing_goes(place, monkeypatch):
    monkeypatch.setattr("stores.connectors.sql.sqlite._BUSY_SECONDS", 0.2)
    place.put(rows_of(ANN))
    writer = sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        place.connector().erase(place.dataset(), [ANN], journal=NullJournal())
    writer.execute("ROLLBACK")
    writer.close()
    assert len(place.rows()) == 5


def test_erased_text_is_in_no_byte_of_the_file(place, tmp_path):
    secret = "a-very-telling-name"
    place.put(rows_of(secret, BOB, each=50))
    connector = place.connector()
    connector.erase(place.dataset(), [secret], journal=NullJournal())
    connector.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in left
    assert BOB.encode() in left


def test_a_column_that_ignores_case_matches_only_the_same_case(place):
    place.run("CREATE TABLE loose (person TEXT COLLATE NOCASE, n INTEGER)", "CREATE INDEX i ON loose (person)")
    place.run("INSERT INTO loose VALUES ('ann', 1), ('Ann', 2), ('ANN', 3)")
    connector = place.connector()
    dataset = place.dataset(location="loose")
    assert connector.locate(dataset, ["ann", "ANN"]) == {"ann": 1, "ANN": 1}
    assert connector.erase(dataset, ["ann", "ANN"], journal=NullJournal()).erased == {"ann": 1, "ANN": 1}
    assert place.ask("SELECT person FROM loose") == [("Ann",)]
    connector.close()


def test_tables_without_rowid_and_with_hidden_rowid_are_erased_in_batches(place):
    place.run("CREATE TABLE pairs (rowid INTEGER, person TEXT, n INTEGER)")
    place.run("CREATE TABLE keyed (person TEXT, n INTEGER, PRIMARY KEY (person, n)) WITHOUT ROWID")
    connector = place.connector()
    for table, values in (("pairs", "(1, 'emp-0001', {})"), ("keyed", "('emp-0001', {})")):
        place.run(*(f"INSERT INTO {table} VALUES {values.format(n)}" for n in range(35)))  # noqa: S608
        receipt = connector.erase(place.dataset(location=table), [ANN], journal=NullJournal())
        assert receipt.erased == {ANN: 35}
        assert place.ask(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608
    connector.close()
