"""Real databases as places for the contract."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from stores.connectors.sql.connector import SqlConnector
from stores.contract import Dataset
from tests.stores.place import Place

TIMES = {
    "naive": "TIMESTAMP",
    "date": "DATE",
    "date-text": "VARCHAR(60)",
    "text": "VARCHAR(60)",
    "seconds": "INTEGER",
    "milliseconds": "BIGINT",
    "microseconds": "BIGINT",
    "nanoseconds": "BIGINT",
    "float": "DOUBLE PRECISION",
    "decimal": "NUMERIC(20, 6)",
    "number-text": "VARCHAR(60)",
}


class SqlPlace(Place):
    """A table `events` with an index on the person column, in the database behind `url`."""

    # The type of a time column, by its kind, and the table that has one.
    times: Mapping[str, str] = TIMES | {"zoned": "TIMESTAMP WITH TIME ZONE"}
    timed_table: tuple[str, ...] = (
        "CREATE TABLE timed (person VARCHAR(40), n INTEGER, at {kind})",
        "CREATE INDEX ix_timed ON timed (person)",
    )

    def __init__(self, url: str, away: str) -> None:  # noqa: D107
        self.url = url
        self.away = away
        engine_url = url.replace("postgresql://", "postgresql+psycopg://")
        self.engine = sa.create_engine(engine_url, poolclass=sa.pool.NullPool)
        self.table = sa.Table(
            "events",
            sa.MetaData(),
            sa.Column("person", sa.String(40), index=True),
            sa.Column("signal", sa.String(20)),
            sa.Column("n", sa.Integer),
        )
        self.table.drop(self.engine, checkfirst=True)
        self.table.create(self.engine)

    def run(self, *statements: str) -> None:
        """Run statements as they are written, each by itself."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def ask(self, statement: str) -> list[Any]:
        """Read all rows of a statement."""
        with self.engine.begin() as connection:
            return list(connection.exec_driver_sql(statement).all())

    def put(self, rows):
        with self.engine.begin() as connection:
            connection.execute(self.table.insert(), list(rows))

    def rows(self):
        with self.engine.begin() as connection:
            return [dict(row) for row in connection.execute(self.table.select()).mappings()]

    def connector(self, **options):
        return SqlConnector(options={"url": self.url, "batch_rows": 10} | options)

    def absent(self):
        return SqlConnector(options={"url": self.away})

    def dataset(self, **changes):
        return Dataset(**({"name": "d", "location": "events", "subject_column": "person"} | changes))

    def everything(self):
        with self.engine.begin() as connection:
            names = [name for name in ("events", "strict", "barren") if sa.inspect(connection).has_table(name)]
        return sorted((row for name in names for row in self.ask(f"SELECT * FROM {name}")), key=str)  # noqa: S608

    @property
    def kinds(self):
        return tuple(self.times)

    def timed(self, kind, rows, **narrowing):
        create = [statement.replace("{kind}", self.times[kind]) for statement in self.timed_table]
        self.run("DROP TABLE IF EXISTS timed", *create)
        with self.engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO timed (person, n, at) VALUES (:person, :n, :at)"), list(rows))
        return self.dataset(location="timed", time_column="at", **narrowing)

    def numbers(self, dataset):
        del dataset
        return {n for (n,) in self.ask("SELECT n FROM timed")}

    def heavy(self, person, count, text):
        long = "LONGTEXT" if self.engine.dialect.name in {"mysql", "mariadb"} else "TEXT"
        self.run("DROP TABLE IF EXISTS heavy", f"CREATE TABLE heavy (person VARCHAR(40), n INTEGER, words {long})")
        with self.engine.begin() as connection:
            for n in range(count):
                connection.execute(
                    sa.text("INSERT INTO heavy VALUES (:person, :n, :text)"), {"person": person, "n": n, "text": text}
                )
        return self.dataset(location="heavy")

    def strict(self):
        self.run(
            "DROP TABLE IF EXISTS strict",
            "CREATE TABLE strict (person INTEGER NOT NULL, kind VARCHAR(20) NOT NULL, n BIGINT NOT NULL, "
            "at TIMESTAMP NOT NULL, day DATE NOT NULL, short VARCHAR(3) NOT NULL, ratio DOUBLE PRECISION NOT NULL, "
            "amount NUMERIC(8, 2) NOT NULL, flag BOOLEAN NOT NULL, given INTEGER DEFAULT 7 NOT NULL, free TEXT, "
            "PRIMARY KEY (person, n), UNIQUE (short, n))",
            *(
                "INSERT INTO strict (person, kind, n, at, day, short, ratio, amount, flag) VALUES "  # noqa: S608
                f"(100000001, 'mouse', {n}, '2026-01-01 10:00:00', '2026-01-01', 'abc', 0.5, 1.25, true)"
                for n in range(3)
            ),
        )
        return self.dataset(location="strict", where={"kind": "mouse"}, time_column="at"), "100000001"

    def barren(self):
        self.run(
            "DROP TABLE IF EXISTS barren",
            "DROP TABLE IF EXISTS teams",
            "CREATE TABLE teams (id INTEGER PRIMARY KEY)",
            "CREATE TABLE barren (person VARCHAR(40), team INTEGER NOT NULL, FOREIGN KEY (team) REFERENCES teams (id))",
        )
        return self.dataset(location="barren"), "'team' points to the table 'teams'"
