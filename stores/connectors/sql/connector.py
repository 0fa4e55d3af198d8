"""The sql connector: the contract's verbs on PostgreSQL, MariaDB and SQLite."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from stores.connectors.period import whenever
from stores.connectors.progress import Progress, every, refuse_above
from stores.connectors.sql.address import make_engine
from stores.connectors.sql.children import refuse_children
from stores.connectors.sql.errors import translated
from stores.connectors.sql.flavour import Flavour
from stores.connectors.sql.leaves import mark_loose
from stores.connectors.sql.planting import plant
from stores.connectors.sql.streaming import streamed
from stores.connectors.sql.target import Key, Target, cast_subjects, resolve
from stores.contract import Ceiling, Connector, Dataset, Journal, Location, Receipt, refuse_bad_subjects, untold

_SYSTEM_SCHEMAS = ("information_schema",)


class SqlConnector(Connector):
    """A connection to a database.

    Options: `url` without a password (`postgresql://user@host/db`), `batch_rows` (rows per batch: 50,000, on SQLite
    10,000). The secret is the password, or the whole URL where the options hold none.
    """

    kind: ClassVar[str] = "sql"
    label: ClassVar[str] = "SQL database"

    def inspect(self) -> list[Location]:
        """List the tables with their columns; partitions are left out, their parent shows them."""
        with self._reading() as connection:
            inspector = sa.inspect(connection)
            default = inspector.default_schema_name
            hidden = self._flavour.hidden(connection)
            found = []
            for schema in _schemas(inspector, default):
                tables = inspector.get_multi_columns(schema=None if schema == default else schema)
                for (_, table), columns in tables.items():
                    if (schema, table) not in hidden:
                        name = table if schema == default else f"{schema}.{table}"
                        found.append(Location(name=name, columns={one["name"]: str(one["type"]) for one in columns}))
            return sorted(found, key=lambda location: location.name)

    def check(self, dataset: Dataset) -> None:
        """Refuse a table or column that does not exist, or a type that can't name a person."""
        with self._reading() as connection:
            self._target(connection, dataset)

    def locate(self, dataset: Dataset, subjects: Collection[str]) -> dict[str, int]:
        """Count by a scan of the whole table that compares the value cast to text.

        `erase` compares in the column's own type and through its index; here indexes are off (PostgreSQL: the planner's
        index scans for this transaction; MariaDB: USE INDEX (); SQLite: NOT INDEXED), so that a broken index can't hide
        rows, and partitions are reached through their parent instead of one by one.
        """
        refuse_bad_subjects(subjects)
        with self._reading() as connection, connection.begin():
            target = self._target(connection, dataset)
            keys = cast_subjects(target.column, subjects)
            self._flavour.before_scan(connection)
            texts = {str(key): subject for key, subject in keys.items()}
            found = self._flavour.scan(connection, target, texts)
        return every(subjects, {texts[text]: count for text, count in found.items()})

    def export(self, dataset: Dataset, subject: str) -> Iterator[dict[str, Any]]:
        """Stream the subject's rows through a cursor on the server."""
        for batch in self.export_batches(dataset, subject):
            yield from batch

    def export_batches(self, dataset: Dataset, subject: str) -> Iterator[Sequence[dict[str, Any]]]:
        """Stream them as they come from the server."""
        refuse_bad_subjects([subject])
        with self._reading() as connection:
            target = self._target(connection, dataset)
            keys = cast_subjects(target.column, [subject])
            if keys:
                yield from streamed(connection, self._flavour, target, keys)

    def erase(
        self,
        dataset: Dataset,
        subjects: Collection[str],
        *,
        journal: Journal,
        ceiling: Ceiling | None = None,
    ) -> Receipt:
        """Erase in bounded batches, each one transaction that counts, deletes, tells the journal and commits."""
        refuse_bad_subjects(subjects)
        progress = Progress(journal, subjects)
        flavour = self._flavour
        rows = int(self.options.get("batch_rows", flavour.batch_rows))
        with self._reading() as connection:
            target = self._target(connection, dataset)
        keys = cast_subjects(target.column, subjects)
        with translated(), flavour.planned(self._engine, target, keys, rows) as plan:
            if any(plan.before.values()):
                self._refuse(target, keys, plan.before, ceiling)
            progress.begin(plan.before)
            if any(plan.before.values()):
                plan.erase(progress)
                flavour.finish(self._engine)
        return progress.receipt(cleared=flavour.cleared, residual=flavour.residual)

    def plant(self, dataset: Dataset, *, announce: Callable[[str], object] = untold) -> str:
        """Insert one row in a transaction that counts it before it commits."""
        with self._reading() as connection:
            target = self._target(connection, whenever(dataset))
        return plant(self._engine, self._flavour, target, dataset, announce)

    def outcome(self, token: str) -> bool | None:
        """Ask PostgreSQL for the transaction's fate; MariaDB and SQLite can't tell."""
        with self._reading() as connection:
            return self._flavour.outcome(connection, token)

    def close(self) -> None:
        """Give back the connections."""
        if "_made" in self.__dict__:
            self._engine.dispose()
            del self.__dict__["_made"]

    def _refuse(self, target: Target, keys: Mapping[Key, str], before: Mapping[str, int], ceiling: Ceiling | None) -> None:
        """Refuse what may not go, before its first row does."""
        with self._reading() as connection:
            if ceiling is not None:
                refuse_above(ceiling, hits=sum(before.values()), total=self._flavour.total(connection, target))
            refuse_children(connection, self._flavour, target, keys)

    def _target(self, connection: Connection, dataset: Dataset) -> Target:
        target = resolve(connection, dataset)
        if target.time is not None:
            self._flavour.refuse_timeless(target.time)
        if connection.dialect.name == "postgresql":
            mark_loose(connection, target)
        return target

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(), self._engine.connect() as connection:
            yield connection

    @cached_property
    def _made(self) -> tuple[Engine, Flavour]:
        return make_engine(self.options, self.secret)

    @property
    def _engine(self) -> Engine:
        return self._made[0]

    @property
    def _flavour(self) -> Flavour:
        return self._made[1]


def _schemas(inspector: sa.Inspector, default: str | None) -> list[str | None]:
    """All schemas of PostgreSQL; elsewhere a schema is another database, and only the store's own counts."""
    if inspector.dialect.name != "postgresql":
        return [default]
    return [name for name in inspector.get_schema_names() if name not in _SYSTEM_SCHEMAS and not name.startswith("pg_")]
