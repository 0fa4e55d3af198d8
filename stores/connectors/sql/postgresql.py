"""PostgreSQL: count and delete in one transaction per batch, whose fate can be asked for afterwards."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from stores.connectors.progress import Progress, packed
from stores.connectors.sql.errors import is_conflict
from stores.connectors.sql.flavour import Flavour
from stores.connectors.sql.leaves import Leaf, hidden_partitions, leaves
from stores.connectors.sql.target import Key, Target, bare_type, is_text
from stores.contract import Refused, Unavailable

_RANGE_PAGES = 16_384
_FEWEST_PAGES = 256
_REPEATS = 5
_SETTINGS = {
    "lock_timeout": "10s",
    "statement_timeout": "10min",
    "idle_in_transaction_session_timeout": "2min",
    # A row that a policy hides would be counted as absent; with this the query fails instead.
    "row_security": "off",
}
_NO_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
T = TypeVar("T")


class Tid(sa.types.UserDefinedType[str]):
    """PostgreSQL's place of a row: (page, line)."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type."""
        return "tid"


class PostgreSql(Flavour):
    """Equal totals of count and delete, read in one snapshot, make the counts per person exact."""

    most_values: ClassVar[int] = 100_000
    residual: ClassVar[tuple[str, ...]] = (
        "dead row versions until vacuum",
        "write-ahead log and replicas until they catch up",
        "backups until they expire",
    )

    def connect_args(self) -> dict[str, Any]:
        """Connect within 5 s, notice a dead peer, and plan each statement by its own values."""
        return {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 60_000, "prepare_threshold": None}

    def prepare(self, connection: Any) -> None:  # noqa: ANN401 - the driver's own connection
        """Set the timeouts; they may come from nowhere else, so that a pooler between us does not matter."""
        for name, value in _SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        connection.commit()

    def exact(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Compare as text where the type or the collation calls different texts equal (citext, char, ICU)."""
        kind = bare_type(column.type)
        plain = isinstance(kind, sa.String) and not isinstance(kind, sa.CHAR) and not column.info.get("loose")
        return column if plain or not is_text(column) else self.text(column)

    def text(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Cast the value to text."""
        return sa.cast(column, sa.Text()).collate("C")

    def among(self, expression: sa.ColumnElement[Any], keys: Collection[Key]) -> sa.ColumnElement[bool]:
        """Send all values as one array. Its type has no length: a cast to varchar(20)[] would cut values off."""
        values = list(keys)
        kind: sa.types.TypeEngine[Any] = sa.Text()
        if values and isinstance(values[0], int):
            kind = sa.BigInteger()
        elif values and not isinstance(values[0], str):
            kind = sa.Uuid()
        return expression == sa.any_(sa.bindparam(None, values, type_=postgresql.ARRAY(kind)))

    def before_scan(self, connection: Connection) -> None:
        """Switch index scans off until the transaction ends."""
        for name in _NO_INDEX:
            connection.execute(sa.select(sa.func.set_config(name, "off", True)))  # noqa: FBT003 - SQL's own argument

    def outcome(self, connection: Connection, token: str) -> bool | None:
        """Ask for the transaction's fate; the server forgets it after a long while."""
        kind, _, number = token.partition(":")
        if kind != "xid" or not number.isdigit():
            return None
        try:
            status = connection.execute(sa.text("SELECT pg_xact_status(CAST(:xid AS xid8))"), {"xid": number}).scalar()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == "22023":  # in the future: another server, or an older copy of it
                return None
            raise
        if status == "in progress":
            msg = "The batch is still under way in the store."
            raise Unavailable(msg, retry_after=5)
        return {"committed": True, "aborted": False}.get(status or "")

    def hidden(self, connection: Connection) -> set[tuple[str, str]]:
        """Leave partitions out: their parent shows the same columns."""
        return hidden_partitions(connection)

    def erase(self, engine: Engine, target: Target, keys: Mapping[Key, str], progress: Progress, rows: int) -> None:
        """Walk the partitions: by people where the person column has an index, else by ranges of pages."""
        with engine.connect() as connection:
            found = leaves(connection, target)
        for leaf in found:
            work = _Leaf(self, engine, leaf, keys, progress, rows)
            if leaf.has_index:
                work.by_people(alone=len(found) == 1)
            else:
                work.by_pages()


class _Leaf:
    """One table with rows of its own, in one pass."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a pass has
        self, flavour: PostgreSql, engine: Engine, leaf: Leaf, keys: Mapping[Key, str], progress: Progress, rows: int
    ) -> None:
        self.flavour = flavour
        self.engine = engine.execution_options(isolation_level="REPEATABLE READ")
        self.leaf = leaf
        self.keys = keys
        self.progress = progress
        self.rows = rows
        self.ctid: sa.ColumnClause[Any] = sa.column("ctid", Tid())

    def by_people(self, *, alone: bool) -> None:
        """Pack people into batches; one with more rows than a batch holds goes in several."""
        before = self.progress.before if alone else self._count(self.keys)
        key_of = {subject: key for key, subject in self.keys.items()}
        for some in packed(before, self.rows):
            if len(some) == 1 and before[some[0]] > self.rows:
                self._one_person(key_of[some[0]])
            else:
                self._batch([key_of[subject] for subject in some])

    def by_pages(self) -> None:
        """Read the table once, in ranges of pages, smaller ones where many rows will go."""
        hits = sum(self.progress.before.values())
        pages = max(1, self.leaf.pages)
        size = max(_FEWEST_PAGES, min(_RANGE_PAGES, pages * self.rows * 4 // max(1, hits)))
        for start in range(0, pages, size):
            first, last = (sa.cast(sa.literal(f"({page},0)", sa.Text()), Tid()) for page in (start, start + size))
            self._batch(list(self.keys), self.ctid >= first, self.ctid < last)

    def _one_person(self, key: Key) -> None:
        table = self.leaf.target.table
        picked = sa.select(self.ctid).select_from(table).with_hint(table, "ONLY").where(self._matching([key]))
        here = self.ctid == sa.any_(sa.func.array(picked.limit(self.rows).scalar_subquery()))
        while self._settle(lambda connection: self._delete_one(connection, here, key)) == self.rows:
            pass

    def _delete_one(self, connection: Connection, here: sa.ColumnElement[bool], key: Key) -> dict[str, int]:
        gone = connection.execute(self._deleting().where(here)).rowcount
        return {self.keys[key]: gone} if gone else {}

    def _batch(self, wanted: list[Key], *within: sa.ColumnElement[bool]) -> None:
        self._settle(lambda connection: self._count_and_delete(connection, wanted, within))

    def _count_and_delete(
        self, connection: Connection, wanted: list[Key], within: tuple[sa.ColumnElement[bool], ...]
    ) -> dict[str, int]:
        counts = self._count(wanted, *within, connection=connection)
        if not counts:
            return {}
        gone = connection.execute(self._deleting().where(self._matching(wanted), *within)).rowcount
        if gone != sum(counts.values()):
            msg = f"The store deleted {gone:,} of {sum(counts.values()):,} rows: a trigger or rule keeps the others."
            raise Refused(msg, reason="rows-kept")
        return counts

    def _settle(self, work: Callable[[Connection], dict[str, int]]) -> int:
        """Run one batch: the intent is written after the rows went and before the store commits."""
        for attempt in range(_REPEATS):
            intended = False
            try:
                with self.engine.connect() as connection, connection.begin():
                    counts = work(connection)
                    if counts:
                        # The next intent would say that this batch was committed, so from here it is not repeated.
                        intended = True
                        number = connection.execute(sa.text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one()
                        self.progress.intend(counts, f"xid:{number}")
            except DBAPIError as error:
                if intended or not is_conflict(error) or attempt == _REPEATS - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
            else:
                self.progress.committed(counts)
                return sum(counts.values())
        raise AssertionError  # the loop returns or raises

    def _count(
        self, keys: Collection[Key], *within: sa.ColumnElement[bool], connection: Connection | None = None
    ) -> dict[str, int]:
        if connection is None:
            with self.engine.connect() as fresh:
                return self._count(keys, *within, connection=fresh)
        target = self.leaf.target
        value = self.flavour.exact(target.column).label("value")
        query = sa.select(value, sa.func.count()).select_from(target.table).with_hint(target.table, "ONLY")
        answer = connection.execute(query.where(self._matching(keys), *within).group_by(value))
        return {self.keys[key]: number for key, number in answer}

    def _matching(self, keys: Collection[Key]) -> sa.ColumnElement[bool]:
        return self.flavour.matches(self.leaf.target, keys)

    def _deleting(self) -> sa.Delete:
        return sa.delete(self.leaf.target.table).with_hint("ONLY", dialect_name="postgresql")
