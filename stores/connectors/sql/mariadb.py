"""MariaDB: DELETE ... RETURNING in batches, read committed, so that other sessions wait for few rows only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Engine

from stores.connectors.sql.returning import ReturningFlavour
from stores.connectors.sql.target import Target, is_text
from stores.connectors.sql.timed import TimeInSql

_BYTEWISE = "utf8mb4_nopad_bin"
# The place after "2026-01-01T10:00".
_AFTER_MINUTES = 17


class MariaDb(TimeInSql, ReturningFlavour):
    """Default collations ignore case and trailing spaces, so text is compared byte by byte in addition."""

    residual: ClassVar[tuple[str, ...]] = ("binary log and replicas until they catch up", "backups until they expire")

    def connect_args(self) -> dict[str, Any]:
        """Connect within 5 s; a statement that says nothing for ten minutes is given up."""
        return {"connect_timeout": 5, "read_timeout": 600, "write_timeout": 60, "charset": "utf8mb4"}

    def prepare(self, connection: Any) -> None:
        """Wait for locks for 10 s at most; what the server turns from its own zone (TIMESTAMP) comes in UTC."""
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION innodb_lock_wait_timeout = 10, max_statement_time = 600, time_zone = '+00:00'")

    def exact(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Compare text by its bytes, whatever the column's collation."""
        return _bytewise(column) if is_text(column) else column

    def text(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Cast the value to text."""
        return _bytewise(column)

    def is_real(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Leave out zeros in the place of a year, month or day."""
        return sa.and_(*(part(column) > 0 for part in (sa.func.year, sa.func.month, sa.func.dayofmonth)))

    def fits(self, text: sa.ColumnElement[Any], pattern: str) -> sa.ColumnElement[bool]:
        """Here `$` would also match before a last line end."""
        return text.regexp_match(rf"^({pattern})\z")

    def moment_of(self, text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """MariaDB reads no zone, so it is cut off and reckoned by itself."""
        zone = sa.func.regexp_substr(sa.func.substr(text, _AFTER_MINUTES), "[Z+-].*")
        bare = sa.func.left(text, sa.func.char_length(text) - sa.func.char_length(zone))
        moment = sa.cast(sa.func.regexp_replace(bare, "([.][0-9]{6})[0-9]+", r"\1"), mysql.DATETIME(fsp=6))
        digits = sa.func.replace(zone, ":", "")
        hours, minutes = (sa.cast(sa.func.concat("0", sa.func.substr(digits, place, 2)), mysql.INTEGER()) for place in (2, 4))
        sign = sa.case((digits.startswith("-"), 1), else_=-1)
        return sa.func.timestampadd(sa.text("MINUTE"), sign * (hours * 60 + minutes), moment, type_=sa.DateTime())

    @contextmanager
    def exporting(self, connection: Connection) -> Iterator[None]:
        """Give the reader time; the connection is thrown away with these settings."""
        connection.exec_driver_sql("SET SESSION max_statement_time = 0, net_write_timeout = 1800")
        try:
            yield
        finally:
            connection.invalidate()

    def without_index(self, query: sa.Select[Any], target: Target) -> sa.Select[Any]:
        """Read the table itself: no index may answer."""
        return query.with_hint(target.table, "USE INDEX ()")

    def at_most(self, target: Target, condition: sa.ColumnElement[bool], rows: int) -> sa.Delete:
        """MariaDB takes LIMIT in a DELETE."""
        return sa.delete(target.table).where(condition).with_dialect_options(mariadb_limit=rows, mysql_limit=rows)

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Read committed takes no gap locks, so others may go on inserting."""
        with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
            yield connection


def _bytewise(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(column, mysql.CHAR(charset="utf8mb4")).collate(_BYTEWISE)
