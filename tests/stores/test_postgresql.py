"""PostgreSQL keeps the contract, whatever the table looks like."""

from collections import Counter
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa

from stores.connectors.sql.connector import SqlConnector
from stores.contract import NullJournal, Refused, Unavailable
from tests.stores.contract import ANN, BOB, PEOPLE, ConnectorContract, KeepingJournal, rows_of
from tests.stores.sql_places import SqlPlace

AWAY = "postgresql://assent@127.0.0.1:1/postgres"
COLUMNS = "(person VARCHAR(40), signal VARCHAR(20), n INTEGER)"


def fresh(url):
    place = SqlPlace(url, AWAY)
    place.run("DROP SCHEMA IF EXISTS extra CASCADE", "CREATE SCHEMA extra")
    # Statistics decide how a table is erased: here only a test's own ANALYZE makes them, never one that comes by chance.
    place.run("ALTER TABLE events SET (autovacuum_enabled = off)")
    return place


@pytest.fixture
def place(postgresql_server):
    place = fresh(postgresql_server)
    yield place
    place.run("DROP SCHEMA IF EXISTS extra CASCADE")


class TestPostgreSql(ConnectorContract):
    """The contract with an index on the person column."""


class TestPostgreSqlWithoutIndex(ConnectorContract):
    """The contract where the table has to be read page by page."""

    @pytest.fixture
    def place(self, postgresql_server, monkeypatch):
        monkeypatch.setattr("stores.connectors.sql.snapshot._FEWEST_PAGES", 1)
        place = fresh(postgresql_server)
        # A range of pages is a batch, however many rows it holds; wide rows make many pages.
        place.batch_rows = None
        place.run("DROP TABLE events", f"CREATE TABLE events {COLUMNS[:-1]}, wide CHAR(1500) DEFAULT 'x')")
        place.timed_table = (f"CREATE TABLE timed {COLUMNS[:-1]}, at {{kind}}, wide CHAR(1500) DEFAULT 'x')",)
        return place


class TestPostgreSqlPartitions(ConnectorContract):
    """The contract on partitions of partitions, one of them without an index."""

    @pytest.fixture
    def place(self, postgresql_server):
        place = fresh(postgresql_server)
        place.batch_rows = None
        place.run(
            "DROP TABLE events",
            f"CREATE TABLE events {COLUMNS} PARTITION BY RANGE (n)",
            "CREATE TABLE extra.events_a PARTITION OF events FOR VALUES FROM (0) TO (20)",
            "CREATE TABLE extra.events_b PARTITION OF events FOR VALUES FROM (20) TO (10000) PARTITION BY HASH (n)",
            "CREATE TABLE extra.b0 PARTITION OF extra.events_b FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE extra.b1 PARTITION OF extra.events_b FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
            "CREATE INDEX ON extra.events_a (person)",
            "CREATE INDEX ON extra.b1 (person)",
        )
        place.timed_table = (
            f"CREATE TABLE timed {COLUMNS[:-1]}, at {{kind}}) PARTITION BY HASH (n)",
            "CREATE TABLE extra.t0 PARTITION OF timed FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            # The columns of a partition may stand in another order.
            "CREATE TABLE extra.t1 (at {kind}, n INTEGER, signal VARCHAR(20), person VARCHAR(40))",
            "ALTER TABLE timed ATTACH PARTITION extra.t1 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
            "CREATE INDEX ON extra.t1 (person)",
        )
        return place


def erase(place, *people, journal=None, **changes):
    connector = place.connector()
    try:
        return connector.erase(place.dataset(**changes), people, journal=journal or NullJournal()).erased
    finally:
        connector.close()


def test_partitions_are_not_listed_beside_their_parent(place):
    place.run(f"CREATE TABLE extra.parent {COLUMNS} PARTITION BY RANGE (n)")
    place.run("CREATE TABLE extra.child PARTITION OF extra.parent FOR VALUES FROM (0) TO (20)")
    connector = place.connector()
    names = [location.name for location in connector.inspect()]
    assert "extra.parent" in names
    assert "extra.child" not in names
    connector.close()


def test_heirs_of_a_table_are_erased_too(place):
    place.run("CREATE TABLE extra.heir () INHERITS (events)")
    place.put(rows_of(ANN, each=2))
    place.run(*(f"INSERT INTO extra.heir VALUES ('{ANN}', 'mouse', {n})" for n in range(15)))  # noqa: S608
    assert erase(place, ANN) == {ANN: 17}
    assert place.rows() == []


@pytest.mark.parametrize("kind", ["SMALLINT", "INTEGER", "BIGINT"])
def test_an_integer_column_takes_numbers_and_nothing_else(place, kind):
    place.run(f"CREATE TABLE extra.numbers (person {kind}, n INTEGER)", "CREATE INDEX ON extra.numbers (person)")
    place.run("INSERT INTO extra.numbers SELECT 10 + mod(g, 3), g FROM generate_series(1, 30) g")
    connector = place.connector()
    dataset = place.dataset(location="extra.numbers")
    asked = ["10", "0011", "emp-1", "99999999999", "9" * 30, "1e1", "10; DROP TABLE events"]
    expected = dict.fromkeys(asked, 0) | {"10": 10, "0011": 10}
    assert connector.locate(dataset, asked) == expected
    assert erase(place, *asked, location="extra.numbers") == expected
    assert place.ask("SELECT DISTINCT person FROM extra.numbers") == [(12,)]
    connector.close()


def test_two_subjects_that_mean_the_same_number_are_refused(place):
    place.run("CREATE TABLE extra.numbers (person INTEGER)")
    with pytest.raises(Refused, match="same value"):
        erase(place, "10", "010", location="extra.numbers")


def test_a_uuid_column_takes_uuids_and_nothing_else(place):
    ann, bob = UUID(int=7), UUID(int=8)
    place.run("CREATE TABLE extra.ids (person UUID, n INTEGER)", "CREATE INDEX ON extra.ids (person)")
    place.run(*(f"INSERT INTO extra.ids VALUES ('{one}', {n})" for one in (ann, bob) for n in range(15)))  # noqa: S608
    asked = [str(ann).upper(), "not-a-uuid"]
    connector = place.connector()
    assert connector.locate(place.dataset(location="extra.ids"), asked) == {asked[0]: 15, asked[1]: 0}
    assert len(list(connector.export(place.dataset(location="extra.ids"), str(ann)))) == 15
    assert erase(place, *asked, location="extra.ids") == {asked[0]: 15, asked[1]: 0}
    assert place.ask("SELECT DISTINCT person FROM extra.ids") == [(bob,)]
    connector.close()


def test_a_name_longer_than_the_column_is_not_cut_to_somebody_elses(place):
    place.run("CREATE TABLE extra.short (person VARCHAR(8))", "INSERT INTO extra.short VALUES ('emp-0001')")
    assert erase(place, "emp-00012", location="extra.short") == {"emp-00012": 0}
    assert place.ask("SELECT count(*) FROM extra.short") == [(1,)]


@pytest.mark.parametrize("kind", ["CHAR(12)", 'TEXT COLLATE "extra"."loose"'])
def test_padding_and_loose_collations_match_only_the_same_text(place, kind):
    place.run(
        "CREATE COLLATION extra.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        f"CREATE TABLE extra.odd (person {kind}, n INTEGER)",
        "CREATE INDEX ON extra.odd (person)",
        "INSERT INTO extra.odd VALUES ('ann', 1), ('Ann', 2), ('ANN', 3)",
    )
    connector = place.connector()
    assert connector.locate(place.dataset(location="extra.odd"), ["ann", "ANN"]) == {"ann": 1, "ANN": 1}
    assert erase(place, "ann", "ANN", location="extra.odd") == {"ann": 1, "ANN": 1}
    assert place.ask("SELECT n FROM extra.odd") == [(2,)]
    connector.close()


def test_odd_names_of_tables_and_columns_are_quoted(place):
    place.run(
        """CREATE TABLE extra."Sel""ect; drop" ("Per son" TEXT, "group" TEXT)""",
        """INSERT INTO extra."Sel""ect; drop" VALUES ('emp-0001', 'x'), ('emp-0001', 'y'), ('emp-0002', 'x')""",
    )
    odd = {"location": 'extra.Sel"ect; drop', "subject_column": "Per son", "where": {"group": "x"}}
    assert erase(place, ANN, **odd) == {ANN: 1}
    assert place.ask("""SELECT count(*) FROM extra."Sel""ect; drop" """) == [(2,)]


def test_rows_that_point_here_are_refused_with_their_table(place):
    place.run("CREATE TABLE extra.people (id INTEGER PRIMARY KEY, person TEXT)")
    place.run("INSERT INTO extra.people VALUES (1, 'emp-0001'), (2, 'emp-0002')")
    for action in ("CASCADE", "SET NULL", "RESTRICT"):
        place.run(f"CREATE TABLE extra.child (owner INTEGER REFERENCES extra.people ON DELETE {action})")
        place.run("INSERT INTO extra.child VALUES (1)")
        with pytest.raises(Refused, match=r"extra\.child") as caught:
            erase(place, ANN, location="extra.people")
        assert caught.value.reason == "children"
        assert place.ask("SELECT count(*) FROM extra.people, extra.child") == [(2,)]
        place.run("DROP TABLE extra.child")
    place.run("CREATE TABLE extra.child (owner INTEGER REFERENCES extra.people)", "INSERT INTO extra.child VALUES (2)")
    assert erase(place, ANN, location="extra.people") == {ANN: 1}


def test_a_trigger_that_keeps_rows_is_refused_and_nothing_counts_as_gone(place):
    place.put(rows_of(ANN))
    place.run(
        "CREATE FUNCTION extra.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER keep BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION extra.keep()",
    )
    with pytest.raises(Refused) as caught:
        erase(place, ANN)
    assert caught.value.reason == "rows-kept"
    assert len(place.rows()) == 5


def test_rows_changed_between_count_and_delete_repeat_the_batch(place):
    place.put(rows_of(*PEOPLE[20:]))
    connector = place.connector()
    changed = []

    def change(connection, cursor, statement, *rest):
        if statement.startswith("DELETE") and len(changed) < 2:
            changed.append(statement)
            place.run("UPDATE events SET n = n + 1000", f"INSERT INTO events VALUES ('{PEOPLE[20]}', 'mouse', 7)")  # noqa: S608

    sa.event.listen(connector._engine, "before_cursor_execute", change)
    journal = KeepingJournal()
    receipt = connector.erase(place.dataset(), PEOPLE[20:30], journal=journal)
    connector.close()
    assert len(changed) == 2
    assert receipt.erased == dict.fromkeys(PEOPLE[20:30], 5) | {PEOPLE[20]: 7}
    assert journal.erased() == Counter(receipt.erased)
    assert {row["person"] for row in place.rows()} == set(PEOPLE[30:])


def test_a_batch_under_way_elsewhere_is_told_apart(place):
    with psycopg.connect(place.url) as session:
        number = session.execute("SELECT pg_current_xact_id()::text").fetchone()[0]
        connector = place.connector()
        with pytest.raises(Unavailable):
            connector.outcome(f"xid:{number}")
        session.rollback()
        assert connector.outcome(f"xid:{number}") is False
        assert connector.outcome("xid:99999999999") is None
        connector.close()


def test_a_broken_index_does_not_hide_rows_from_locate(place):
    mark = "UPDATE pg_index SET indisready = {0}, indisvalid = {0} WHERE indexrelid = 'ix_events_person'::regclass"
    database = place.url.rsplit("/", 1)[1]
    place.run(mark.format("false"))
    place.put(rows_of(ANN, BOB))
    place.run(mark.format("true"), f"ALTER DATABASE {database} SET enable_seqscan = off")
    connector = place.connector()
    try:
        assert erase(place, ANN) == {ANN: 0}
        assert connector.locate(place.dataset(), [ANN]) == {ANN: 5}
    finally:
        connector.close()
        place.run(f"ALTER DATABASE {database} RESET enable_seqscan")


def test_rows_that_a_policy_hides_are_refused_instead_of_counted_as_absent(place):
    place.put(rows_of(ANN, BOB))
    place.run(
        "DROP ROLE IF EXISTS eraser", "CREATE ROLE eraser LOGIN", "GRANT SELECT, DELETE ON events TO eraser",
        "ALTER TABLE events ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY few ON events USING (n > 100)",
    )  # fmt: skip
    connector = SqlConnector(options={"url": place.url.replace("assent@", "eraser@")})
    with pytest.raises(Refused) as caught:
        connector.locate(place.dataset(), [ANN])
    assert caught.value.reason == "permission"
    assert ANN not in str(caught.value)
    connector.close()
    place.run("DROP TABLE events", "DROP ROLE eraser")


def test_a_missing_grant_is_refused(place):
    place.put(rows_of(ANN))
    place.run("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN", "GRANT SELECT ON events TO reader")
    connector = SqlConnector(options={"url": place.url.replace("assent@", "reader@")})
    with pytest.raises(Refused) as caught:
        connector.erase(place.dataset(), [ANN], journal=KeepingJournal())
    assert caught.value.reason == "permission"
    connector.close()
    assert len(place.rows()) == 5
    place.run("DROP TABLE events", "DROP ROLE reader")


def test_an_unknown_database_is_refused_without_its_url(place):
    connector = SqlConnector(options={"url": place.url.rsplit("/", 1)[0] + "/nowhere"}, secret="s3cret-word")
    with pytest.raises(Refused) as caught:
        connector.inspect()
    assert "s3cret" not in repr(caught.value)
    assert "127.0.0.1" not in str(caught.value)


def test_a_password_in_the_options_is_refused():
    with pytest.raises(Refused) as caught:
        SqlConnector(options={"url": "postgresql://user:s3cret-word@host/db"}).inspect()
    assert caught.value.reason == "bad-options"
    assert "s3cret" not in str(caught.value)


def test_rows_scattered_over_an_indexed_table_go_by_ranges_of_pages(place, monkeypatch):
    monkeypatch.setattr("stores.connectors.sql.snapshot._FEWEST_PAGES", 1)
    place.put(rows_of(*PEOPLE, each=100))
    place.run("ANALYZE events")
    journal = KeepingJournal()
    connector = SqlConnector(options={"url": place.url, "batch_rows": 200})
    receipt = connector.erase(place.dataset(), PEOPLE[:20], journal=journal)
    connector.close()
    assert receipt.before == receipt.erased == dict.fromkeys(PEOPLE[:20], 100)
    assert journal.erased() == Counter(receipt.erased)
    assert len(journal.batches) > 5
    assert all(len(batch.erased) == 20 for batch in journal.batches)
    assert Counter(row["person"] for row in place.rows()) == Counter(dict.fromkeys(PEOPLE[20:], 100))
