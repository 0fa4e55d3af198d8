"""What differs between databases: how values are compared, how a connection is prepared, how rows are erased."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from stores.connectors.period import Period
from stores.connectors.progress import Progress
from stores.connectors.sql.target import Key, Target, bare_type, cast_value

Counts = dict[Key, int]
T = TypeVar("T")


class Plan(ABC):
    """What a pass found, and how it will go about it."""

    before: Mapping[str, int]

    @abstractmethod
    def erase(self, progress: Progress) -> None:
        """Erase in batches, each told to the journal before its commit."""


class Flavour(ABC):
    """One kind of database."""

    batch_rows: ClassVar[int] = 50_000
    # How many values go into one statement.
    most_values: ClassVar[int] = 5_000
    cleared: ClassVar[tuple[str, ...]] = ("rows",)
    residual: ClassVar[tuple[str, ...]] = ("backups until they expire",)

    @abstractmethod
    def connect_args(self) -> dict[str, Any]:
        """Arguments for the driver: short connect timeout, and what keeps a dead peer from holding us."""

    @abstractmethod
    def prepare(self, connection: Any) -> None:
        """Set timeouts and safety settings on a fresh connection of the driver."""

    @abstractmethod
    def exact(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Give the column so that only identical text is equal, whatever its collation or padding says."""

    @abstractmethod
    def text(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Give the column's value cast to text, which no index of the column serves: for `locate`."""

    @abstractmethod
    def planned(self, engine: Engine, target: Target, keys: Mapping[Key, str], rows: int) -> AbstractContextManager["Plan"]:
        """Count what is there and plan batches of about `rows` rows; the plan is good until the context ends."""

    @abstractmethod
    def outcome(self, connection: Connection, token: str) -> bool | None:
        """Say whether the transaction behind the token was committed."""

    def without_index(self, query: sa.Select[Any], target: Target) -> sa.Select[Any]:
        """Keep the database from answering this query out of an index."""
        del target
        return query

    def before_scan(self, connection: Connection) -> None:  # noqa: B027 - only some databases need it
        """Prepare the transaction of `locate`."""

    @contextmanager
    def exporting(self, connection: Connection) -> Iterator[None]:
        """Prepare a transaction whose reader may take its time, and tidy up after it."""
        del connection
        yield

    def finish(self, engine: Engine) -> None:  # noqa: B027 - only some databases need it
        """Tidy up after a pass."""

    def among(self, expression: sa.ColumnElement[Any], keys: Collection[Key]) -> sa.ColumnElement[bool]:
        """Compare with a set of values."""
        return expression.in_(list(keys))

    @abstractmethod
    def of_period(self, column: sa.Column[Any], period: Period) -> sa.ColumnElement[bool]:
        """Match the rows that the period counts, by what the time column tells."""

    def refuse_timeless(self, column: sa.Column[Any]) -> None:  # noqa: B027 - SQLite's columns hold anything
        """Refuse a column whose type tells no time."""

    def narrowed(self, target: Target) -> list[sa.ColumnElement[bool]]:
        """Turn the dataset's `where` and period into conditions; a value that the column can't hold matches nothing."""
        conditions: list[sa.ColumnElement[bool]] = []
        if target.period is not None and target.time is not None:
            conditions.append(self.of_period(target.time, target.period))
        for column, value in target.narrowing:
            if isinstance(bare_type(column.type), sa.Integer):
                number = cast_value(bare_type(column.type), value)
                conditions.append(sa.false() if number is None else column == number)
            else:
                conditions.append(self.exact(column) == sa.bindparam(None, value, type_=sa.Text()))
        return conditions

    def matches(self, target: Target, keys: Collection[Key]) -> sa.ColumnElement[bool]:
        """Match these people's rows: by the column, so that an index serves, and by exactly the same value."""
        exact = self.exact(target.column)
        conditions = [self.among(target.column, keys), *self.narrowed(target)]
        if exact is not target.column:
            conditions.append(self.among(exact, keys))
        return sa.and_(*conditions)

    def count(self, connection: Connection, target: Target, keys: Iterable[Key]) -> Counts:
        """Count rows per value by the path that `erase` takes."""
        found: Counts = {}
        value = self.exact(target.column).label("value")
        for some in batches(keys, self.most_values):
            query = sa.select(value, sa.func.count()).select_from(target.table).where(self.matches(target, some)).group_by(value)
            found.update((key, number) for key, number in connection.execute(query))
        return found

    def scan(self, connection: Connection, target: Target, texts: Iterable[str]) -> dict[str, int]:
        """Count rows per text by the other path: no index, and every value compared as text."""
        text = self.text(target.column)
        found: dict[str, int] = {}
        for some in batches(texts, self.most_values):
            query = (
                sa.select(text.label("value"), sa.func.count())
                .select_from(target.table)
                .where(self.among(text, some), *self.narrowed(target))
                .group_by(text)
            )
            answer = connection.execute(self.without_index(query, target))
            found.update((value, number) for value, number in answer)
        return found

    def total(self, connection: Connection, target: Target) -> int:
        """Count all rows of the dataset."""
        query = sa.select(sa.func.count()).select_from(target.table).where(*self.narrowed(target))
        return int(connection.execute(query).scalar_one())

    def writing(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Open a short write transaction; it commits at the end and rolls back on an error."""
        return engine.begin()

    def hidden(self, connection: Connection) -> set[tuple[str, str]]:
        """Name tables (schema, table) that `inspect` leaves out because another one shows their rows."""
        del connection
        return set()


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut the values into lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
