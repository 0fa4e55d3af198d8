"""PostgreSQL: count and delete in one transaction per batch, whose fate can be asked for afterwards."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from stores.connectors.sql.flavour import Flavour, Plan
from stores.connectors.sql.leaves import hidden_partitions, leaves
from stores.connectors.sql.reading import read_all_times
from stores.connectors.sql.snapshot import LeafErasure, SnapshotPlan
from stores.connectors.sql.target import Key, Target, bare_type, is_text
from stores.connectors.sql.timed import TimeInSql
from stores.contract import Unavailable

_SETTINGS = {
    "lock_timeout": "10s",
    "statement_timeout": "10min",
    "idle_in_transaction_session_timeout": "2min",
    # A row that a policy hides would be counted as absent; with this the query fails instead.
    "row_security": "off",
    # A pass is many statements of the same kind; compiling each one anew costs more than it saves.
    "jit": "off",
    # Times come in UTC and in a form that is read quickly.
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
}
# The place after "2026-01-01T10:00".
_AFTER_MINUTES = 17
_EXPORTING = {"cursor_tuple_fraction": "1", "idle_in_transaction_session_timeout": "30min"}
_NO_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


class PostgreSql(TimeInSql, Flavour):
    """See `snapshot.py` for how it erases."""

    most_values: ClassVar[int] = 100_000
    residual: ClassVar[tuple[str, ...]] = (
        "dead row versions until vacuum",
        "write-ahead log and replicas until they catch up",
        "backups until they expire",
    )

    def connect_args(self) -> dict[str, Any]:
        """Connect within 5 s, notice a dead peer, and plan each statement by its own values."""
        return {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 60_000, "prepare_threshold": None}

    def prepare(self, connection: Any) -> None:
        """Set the timeouts; they may come from nowhere else, so that a pooler between us does not matter."""
        read_all_times(connection)
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

    def is_real(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Leave out infinity, which no period ends after."""
        return sa.func.isfinite(column)

    def fits(self, text: sa.ColumnElement[Any], pattern: str) -> sa.ColumnElement[bool]:
        """Here `$` is the end of the text and not of a line."""
        return text.regexp_match(f"^({pattern})$")

    def moment_of(self, text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Let PostgreSQL read it, which would round what goes beyond microseconds."""
        cut = sa.func.regexp_replace(text, "([.][0-9]{6})[0-9]+", r"\1")
        zone = sa.case((sa.func.substr(cut, _AFTER_MINUTES).regexp_match("[Z+-]"), ""), else_="Z")
        return sa.func.timezone("UTC", sa.cast(cut.concat(zone), sa.DateTime(timezone=True)), type_=sa.DateTime())

    def before_scan(self, connection: Connection) -> None:
        """Switch index scans off until the transaction ends."""
        for name in _NO_INDEX:
            connection.execute(sa.select(sa.func.set_config(name, "off", True)))  # noqa: FBT003 - SQL's own argument

    @contextmanager
    def exporting(self, connection: Connection) -> Iterator[None]:
        """Plan for all rows, not for the first tenth as for other cursors, and wait for a reader that is slow."""
        for name, value in _EXPORTING.items():
            connection.execute(sa.select(sa.func.set_config(name, value, True)))  # noqa: FBT003 - SQL's own argument
        yield

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

    @contextmanager
    def planned(self, engine: Engine, target: Target, keys: Mapping[Key, str], rows: int) -> Iterator[Plan]:
        """Count in a snapshot that stays open until the pass ends, so that every batch sees the same rows."""
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as holder, holder.begin():
            holder.execute(sa.select(sa.func.set_config("idle_in_transaction_session_timeout", "0", True)))  # noqa: FBT003
            found = leaves(holder, target)
            snapshot = holder.execute(sa.select(sa.func.pg_export_snapshot())).scalar_one()
            yield SnapshotPlan(
                [LeafErasure(self, engine, leaf, keys, rows, snapshot).count(holder) for leaf in found], keys.values()
            )
