"""SQLite: short write transactions, so that the program that owns the file is not kept waiting."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection, Engine

from stores.connectors.period import Period, decoded
from stores.connectors.sql.returning import ReturningFlavour
from stores.connectors.sql.target import Target, is_text

_BUSY_SECONDS = 20
# The function of ours that says whether a period counts a value.
_COUNTS = "assent_counts"


class SqliteCompiler(SQLiteCompiler):
    """SQLAlchemy's compiler, which writes no table hints for SQLite by itself."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:  # noqa: ARG002 - as the base has it
        """Write the hint after the table's name."""
        return text


class Sqlite(ReturningFlavour):
    """Rows are overwritten with zeros (`secure_delete`) and the write-ahead log is folded in after the pass."""

    batch_rows: ClassVar[int] = 10_000
    cleared: ClassVar[tuple[str, ...]] = ("rows", "free pages")

    def connect_args(self) -> dict[str, Any]:
        """Wait for the lock, then give up; the file itself must exist (see `address.py`)."""
        return {"timeout": _BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}

    def prepare(self, connection: sqlite3.Connection) -> None:
        """Overwrite what is deleted, and keep SQLite's foreign keys."""
        connection.text_factory = _text
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function(_COUNTS, 2, lambda value, code: decoded(code).counts(value), deterministic=True)

    def exact(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Compare text byte by byte, also in a column declared NOCASE or RTRIM."""
        return column.collate("BINARY") if is_text(column) else column

    def text(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Cast the value to text."""
        return sa.cast(column, sa.Text()).collate("BINARY")

    def of_period(self, column: sa.Column[Any], period: Period) -> sa.ColumnElement[bool]:
        """Ask value by value: a column holds whatever was put into it, and the declared type says little."""
        return sa.Function(_COUNTS, sa.type_coerce(column, sa.types.NullType()), period.code, type_=sa.Boolean())

    def without_index(self, query: sa.Select[Any], target: Target) -> sa.Select[Any]:
        """Read the table itself: no index may answer."""
        return query.with_hint(target.table, "NOT INDEXED")

    def at_most(self, target: Target, condition: sa.ColumnElement[bool], rows: int) -> sa.Delete:
        """Pick the rows by their rowid, or by the primary key where the table has no rowid."""
        names = target.row_key or [_rowid(target.table)]
        columns: list[sa.ColumnElement[Any]] = [sa.column(name) for name in names]
        picked = sa.select(*columns).select_from(target.table).where(condition).limit(rows)
        return sa.delete(target.table).where(sa.tuple_(*columns).in_(picked))

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Take the write lock at once, so that a busy store is known before any work is done."""
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def finish(self, engine: Engine) -> None:
        """Fold the write-ahead log into the file and empty it; where readers are in the way, SQLite does it later."""
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _rowid(table: sa.Table) -> str:
    """Give the name of SQLite's row number that no column of the table hides."""
    taken = {name.lower() for name in table.c.keys()}  # noqa: SIM118 - a ColumnCollection yields columns, not names
    return next(name for name in ("rowid", "_rowid_", "oid") if name not in taken)


def _text(value: bytes) -> str | bytes:
    """Read text; what is no UTF-8 stays bytes, as one such value would stop the reading of all."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
