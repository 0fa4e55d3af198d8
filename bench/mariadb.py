"""The purge benchmark on MariaDB: a durable server of its own, a fresh copy of the table for every figure."""

import random
import time

import pymysql  # type: ignore[import-untyped]

from bench.postgresql import erase_in_child
from tests.servers import MariaDB, PostgreSQL

_TABLE = """
    CREATE TABLE base (id BIGINT PRIMARY KEY, person VARCHAR(40) NOT NULL, `signal` VARCHAR(20) NOT NULL,
                       at DATETIME NOT NULL, x INT NOT NULL, y INT NOT NULL, KEY (person)) CHARACTER SET utf8mb4
"""
_FILL = """
    INSERT INTO base SELECT seq, CONCAT('emp-', LPAD((seq * 7919) %% %s, 6, '0')), 'mouse',
    '2026-01-01' + INTERVAL seq SECOND, seq %% 1920, seq %% 1080 FROM seq_1_to_{rows}
"""


class DurableMariaDB(MariaDB):
    """MariaDB that flushes every commit, with a buffer pool that fits the machine."""

    def command(self) -> list[str]:
        """Undo what tests loosen."""
        return [*super().command(), "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=1G"]


class MariaDbBench:
    """See `bench.purge.StoreBench`."""

    def __init__(self) -> None:
        """Start both servers: the store's and the portal's."""
        self.portal = PostgreSQL().start()
        self.server = DurableMariaDB().start()
        self.url = self.server.database("store")

    def prepare(self, layout: str, rows: int, people: int) -> None:
        """Fill the table that is copied."""
        del layout
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS base")
            cursor.execute(_TABLE)
            cursor.execute(_FILL.format(rows=rows), [people])

    def bare(self, victims: list[str]) -> float:
        """Delete by one statement."""
        self._copy()
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT person, count(*) FROM events WHERE person IN %s GROUP BY person", [victims])
            started = time.perf_counter()
            cursor.execute("DELETE FROM events WHERE person IN %s", [victims])
            return time.perf_counter() - started

    def row_by_row(self, people: int, sampled: int) -> float:
        """Delete other people's rows by primary key, each its own transaction, in the copy of the bare statement."""
        with self._connect() as connection, connection.cursor() as cursor:
            others = [f"emp-{number:06}" for number in range(1, people, 10)]
            cursor.execute("SELECT id FROM events WHERE person IN %s", [others])
            keys = random.Random(7).sample([key for (key,) in cursor.fetchall()], sampled)
            started = time.perf_counter()
            for key in keys:
                cursor.execute("DELETE FROM events WHERE id = %s", [key])
            return time.perf_counter() - started

    def erase(self, victims: list[str]) -> dict[str, float]:
        """Erase in a child process."""
        self._copy()
        return erase_in_child({"url": self.url, "portal": self.portal.url, "victims": victims})

    def close(self) -> None:
        """Stop the servers."""
        self.server.stop()
        self.portal.stop()

    def _copy(self) -> None:
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS events")
            cursor.execute("CREATE TABLE events LIKE base")
            cursor.execute("INSERT INTO events SELECT * FROM base")
            cursor.execute("ANALYZE TABLE events")

    def _connect(self) -> "pymysql.connections.Connection[pymysql.cursors.Cursor]":
        return pymysql.connect(host="127.0.0.1", port=self.server.port, user="root", database="store", autocommit=True)
