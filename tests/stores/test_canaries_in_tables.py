"""A canary gets into every table that can hold one; where it can't, the sentence names what is in the way."""

import re

import pytest

from stores.connectors.sql.connector import SqlConnector
from stores.contract import CANNOT_PLANT, NullJournal, Refused
from tests.stores.planting import ONE, opened
from tests.stores.test_postgresql import fresh

pytestmark = pytest.mark.rule("R67", "R68")


@pytest.fixture
def place(postgresql_server):
    place = fresh(postgresql_server)
    yield place
    place.run("DROP SCHEMA IF EXISTS extra CASCADE", "DROP ROLE IF EXISTS eraser")


def drill(place, **changes):
    """Plant, find, erase and look again."""
    dataset = place.dataset(location="extra.t", **changes)
    with opened(place) as connector:
        canary = connector.plant(dataset)
        assert connector.locate(dataset, [canary]) == {canary: 1}
        assert connector.erase(dataset, [canary], journal=NullJournal(), ceiling=ONE).erased == {canary: 1}
        assert connector.locate(dataset, [canary]) == {canary: 0}
    assert place.ask("SELECT count(*) FROM extra.t") == [(0,)]
    return canary


@pytest.mark.parametrize(
    ("columns", "subject"),
    [
        ("person UUID PRIMARY KEY", r"[0-9a-f-]{36}"),
        ("person BIGINT", r"[1-9][0-9]{8}"),
        ("person CHAR(8)", r"[0-9a-f]{8}"),
        ("person citext_like, note filled", r"canary-[0-9a-f]{12}"),
        ("id INT GENERATED ALWAYS AS IDENTITY, person TEXT, twice TEXT GENERATED ALWAYS AS (person) STORED NOT NULL", "canary-.*"),
        ("id BIGSERIAL PRIMARY KEY, person TEXT, mood extra.mood NOT NULL, more JSONB NOT NULL, tags TEXT[] NOT NULL", "canary-.*"),
        ("person TEXT, span INTERVAL NOT NULL, clock TIMETZ NOT NULL, raw BYTEA NOT NULL, own UUID NOT NULL UNIQUE", "canary-.*"),
        ("person TEXT, n INT CHECK (n IS NOT NULL)", "canary-.*"),
    ],
)
def test_a_table_that_asks_for_much_gets_it(place, columns, subject):
    place.run(
        "CREATE TYPE extra.mood AS ENUM ('fine', 'tired')",
        "CREATE DOMAIN extra.name AS VARCHAR(40) CHECK (length(VALUE) > 3)",
        "CREATE DOMAIN extra.filled AS TEXT NOT NULL",
    )
    named = columns.replace("citext_like", "extra.name").replace("note filled", "note extra.filled")
    place.run(f"CREATE TABLE extra.t ({named})")
    assert re.fullmatch(subject, drill(place))


@pytest.mark.parametrize(
    ("columns", "after", "word"),
    [
        ("person TEXT CONSTRAINT known_staff CHECK (person ~ '^E')", "", "known_staff"),
        ("person SMALLINT", "", "'person' holds small numbers"),
        ("person VARCHAR(4)", "", "holds 4 characters"),
        ("person TEXT REFERENCES extra.staff (no)", "", "'person' points to the table 'staff'"),
        ("person TEXT, place TSVECTOR NOT NULL", "", "'place'"),
        ("person TEXT", "CREATE RULE lost AS ON INSERT TO extra.t DO INSTEAD NOTHING", "did not keep"),
        ("person TEXT, n INT", "CREATE UNIQUE INDEX only_one ON extra.t ((1)); INSERT INTO extra.t VALUES ('x1')", "only_one"),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_is_left(place, columns, after, word):
    place.run("CREATE TABLE extra.staff (no TEXT PRIMARY KEY)", f"CREATE TABLE extra.t ({columns})", *filter(None, [after]))
    before = place.ask("SELECT * FROM extra.t")
    with opened(place) as connector, pytest.raises(Refused, match=word) as caught:
        connector.plant(place.dataset(location="extra.t"))
    assert caught.value.reason == CANNOT_PLANT
    assert place.ask("SELECT * FROM extra.t") == before


def test_an_account_that_may_not_insert_is_told_so(place):
    place.run("CREATE TABLE extra.t (person TEXT)", "CREATE ROLE eraser LOGIN", "GRANT USAGE ON SCHEMA extra TO eraser")
    place.run("GRANT SELECT, DELETE ON extra.t TO eraser")
    connector = SqlConnector(options={"url": place.url.replace("//assent@", "//eraser@")})
    with pytest.raises(Refused, match="grant it INSERT") as caught:
        connector.plant(place.dataset(location="extra.t"))
    connector.close()
    assert caught.value.reason == CANNOT_PLANT
    place.run("DROP OWNED BY eraser")
