"""MariaDB keeps the contract."""

import pytest

from stores.connectors.sql.connector import SqlConnector
from stores.contract import NullJournal, Refused, Unavailable
from tests.stores.contract import ANN, BOB, ConnectorContract, rows_of
from tests.stores.sql_places import TIMES, SqlPlace

AWAY = "mariadb://root@127.0.0.1:1/store"
EXTRA = ("strict", "barren", "teams", "loose", "odd", "numbers", "child", "owners", "timed", "heavy", "events")


class MariaDbPlace(SqlPlace):
    knows_outcome = False
    times = TIMES | {
        "naive": "DATETIME(6)",
        "zoned": "TIMESTAMP(6) NULL",
        "text": "VARCHAR(60) CHARACTER SET utf8mb4",
        "number-text": "CHAR(60)",
    }


def fresh(url):
    place = MariaDbPlace(url, AWAY)
    place.run("SET foreign_key_checks = 0", *(f"DROP TABLE IF EXISTS {name}" for name in EXTRA[:-1]))
    return place


@pytest.fixture
def place(mariadb_server):
    return fresh(mariadb_server)


class TestMariaDb(ConnectorContract):
    """The contract with an index on the person column."""


class TestMariaDbWithoutIndex(ConnectorContract):
    """The contract where every batch has to look for its rows."""

    @pytest.fixture
    def place(self, mariadb_server):
        place = fresh(mariadb_server)
        place.run("DROP INDEX ix_events_person ON events")
        place.timed_table = place.timed_table[:1]
        return place


def test_a_column_that_ignores_case_and_trailing_spaces_matches_only_the_same_text(place):
    place.run(
        "CREATE TABLE loose (person VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci, n INT, KEY (person))",
        "INSERT INTO loose VALUES ('änn', 1), ('Änn', 2), ('ann', 3), ('änn ', 4)",
    )
    connector = place.connector()
    dataset = place.dataset(location="loose")
    assert connector.locate(dataset, ["änn", "ann"]) == {"änn": 1, "ann": 1}
    assert connector.erase(dataset, ["änn", "ann"], journal=NullJournal()).erased == {"änn": 1, "ann": 1}
    assert sorted(place.ask("SELECT n FROM loose")) == [(2,), (4,)]
    connector.close()


def test_where_matches_only_the_same_text(place):
    place.put(rows_of(ANN, signal="mouse") + rows_of(ANN, signal="MOUSE"))
    connector = place.connector()
    receipt = connector.erase(place.dataset(where={"signal": "mouse"}), [ANN], journal=NullJournal())
    assert receipt.erased == {ANN: 5}
    assert {row["signal"] for row in place.rows()} == {"MOUSE"}
    connector.close()


def test_integer_columns_and_odd_names(place):
    place.run('CREATE TABLE odd (`per "son; x` BIGINT UNSIGNED, `group` TEXT)')
    place.run("INSERT INTO odd VALUES (11, 'x'), (11, 'y'), (12, 'x')")
    connector = place.connector()
    dataset = place.dataset(location="odd", subject_column='per "son; x', where={"group": "x"})
    assert connector.locate(dataset, ["11", "emp"]) == {"11": 1, "emp": 0}
    assert connector.erase(dataset, ["11", "emp"], journal=NullJournal()).erased == {"11": 1, "emp": 0}
    assert place.ask("SELECT count(*) FROM odd") == [(2,)]
    connector.close()


def test_rows_that_point_here_are_refused_with_their_table(place):
    place.run("CREATE TABLE owners (id INT PRIMARY KEY, person VARCHAR(40))")
    place.run("CREATE TABLE child (owner INT, FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE CASCADE)")
    place.run("INSERT INTO owners VALUES (1, 'emp-0001')", "INSERT INTO child VALUES (1)")
    connector = place.connector()
    with pytest.raises(Refused, match="child"):
        connector.erase(place.dataset(location="owners"), [ANN], journal=NullJournal())
    assert place.ask("SELECT count(*) FROM child") == [(1,)]
    connector.close()


def test_a_locked_row_makes_the_store_unavailable(place, monkeypatch):
    monkeypatch.setattr("stores.connectors.sql.returning._REPEATS", 1)
    place.put(rows_of(ANN, BOB))
    connector = place.connector()
    with place.engine.connect() as other, other.begin():
        other.exec_driver_sql("SELECT * FROM events FOR UPDATE").all()
        prepare = connector._flavour.prepare

        def impatient(connection):
            prepare(connection)
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION innodb_lock_wait_timeout = 1")

        monkeypatch.setattr(connector._flavour, "prepare", impatient)
        with pytest.raises(Unavailable):
            connector.erase(place.dataset(), [ANN], journal=NullJournal())
    connector.close()
    assert len(place.rows()) == 10


def test_a_wrong_password_is_refused_without_naming_it(place):
    connector = SqlConnector(options={"url": place.url.replace("root@", "nobody@")}, secret="s3cret-word")
    with pytest.raises(Refused) as caught:
        connector.inspect()
    assert caught.value.reason == "credentials"
    assert "s3cret" not in str(caught.value)
