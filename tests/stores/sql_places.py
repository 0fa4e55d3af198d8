"""Real databases as places for the contract."""

from typing import Any

import sqlalchemy as sa

from stores.connectors.sql.connector import SqlConnector
from stores.contract import Dataset
from tests.stores.contract import Place


class SqlPlace(Place):
    """A table `events` with an index on the person column, in the database behind `url`."""

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
