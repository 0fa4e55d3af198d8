"""The purge benchmark on PostgreSQL: a durable server of its own, a fresh copy of the database for every figure."""

import json
import random
import subprocess
import sys
import time

import psycopg

from tests.servers import PostgreSQL

_TABLE = """
    CREATE TABLE events (id bigint NOT NULL, person text NOT NULL, signal text NOT NULL, at timestamptz NOT NULL,
                         x integer NOT NULL, y integer NOT NULL)
"""
# 7,919 is a prime: people's rows lie evenly over the whole table; or one person's after the other's.
_PERSON = {"scattered": "(g * 7919) % {people}", "clustered": "(g - 1) / 1000", "no-index": "(g * 7919) % {people}"}
_FILL = """
    INSERT INTO events SELECT g, 'emp-' || lpad(({person})::text, 6, '0'), 'mouse', timestamptz '2026-01-01' + g *
    interval '1 second', g %% 1920, g %% 1080 FROM generate_series(1, {rows}::bigint) g
"""


class DurablePostgreSQL(PostgreSQL):
    """PostgreSQL as durable as it is by default, with room for the log, so that no checkpoint cuts in."""

    def command(self) -> list[str]:
        """Undo what tests loosen."""
        settings = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "max_wal_size": "8GB",
            "checkpoint_timeout": "30min",
            "autovacuum": "off",
        }
        return [*super().command(), *(part for pair in settings.items() for part in ("-c", "=".join(pair)))]


class PostgreSqlBench:
    """See `bench.purge.StoreBench`."""

    def __init__(self) -> None:
        """Start the server; the portal's database is another one in it."""
        self.server = DurablePostgreSQL().start()
        self.portal = self.server.database("portal")

    def prepare(self, layout: str, rows: int, people: int) -> None:
        """Fill the table in the template database."""
        self._admin("DROP DATABASE IF EXISTS base WITH (FORCE)")
        with psycopg.connect(self.server.database("base"), autocommit=True) as base:
            base.execute(_TABLE)
            base.execute(_FILL.format(person=_PERSON[layout].format(people=people), rows=rows).replace("%%", "%"))
            base.execute("ALTER TABLE events ADD PRIMARY KEY (id)")
            if layout != "no-index":
                base.execute("CREATE INDEX ON events (person)")
            base.execute("VACUUM (ANALYZE) events")

    def bare(self, victims: list[str]) -> float:
        """Delete by one statement; the count before warms the cache as the pass's own count does."""
        with psycopg.connect(self._copy()) as connection:
            connection.execute("SELECT person, count(*) FROM events WHERE person = ANY(%s) GROUP BY person", [victims])
            connection.commit()
            started = time.perf_counter()
            connection.execute("DELETE FROM events WHERE person = ANY(%s)", [victims])
            connection.commit()
            return time.perf_counter() - started

    def row_by_row(self, people: int, sampled: int) -> float:
        """Delete other people's rows by primary key, each its own transaction, in the copy of the bare statement."""
        with psycopg.connect(self._url("run"), autocommit=True) as connection:
            others = [f"emp-{number:06}" for number in range(1, people, 10)]
            found = connection.execute("SELECT id FROM events WHERE person = ANY(%s)", [others]).fetchall()
            keys = random.Random(7).sample([key for (key,) in found], sampled)
            started = time.perf_counter()
            for key in keys:
                connection.execute("DELETE FROM events WHERE id = %s", [key])
            return time.perf_counter() - started

    def erase(self, victims: list[str]) -> dict[str, float]:
        """Erase in a child process."""
        return erase_in_child({"url": self._copy(), "portal": self.portal, "victims": victims})

    def close(self) -> None:
        """Stop the server."""
        self.server.stop()

    def _copy(self) -> str:
        self._admin("DROP DATABASE IF EXISTS run WITH (FORCE)")
        self._admin("CREATE DATABASE run TEMPLATE base STRATEGY FILE_COPY")
        self._admin("CHECKPOINT")
        return self._url("run")

    def _url(self, name: str) -> str:
        return self.server.url.rpartition("/")[0] + "/" + name

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute(statement)


def erase_in_child(job: dict[str, object]) -> dict[str, float]:
    """Run the eraser and read its figures."""
    command = [sys.executable, "-m", "bench.eraser"]
    done = subprocess.run(command, input=json.dumps(job) + "\n", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer
