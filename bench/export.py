"""How fast one person's rows come out of a store, and in how much memory."""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import psycopg

from bench.postgresql import DurablePostgreSQL

_PERSON = "emp-000001"
# Every second row is the person's, so that they lie all over the table; the others belong to 1,000 people.
_POSTGRESQL = """
    CREATE TABLE events AS
    SELECT g AS id, CASE g %% 2 WHEN 0 THEN '{person}' ELSE 'emp-' || lpad((2 + g %% 1000)::text, 6, '0') END AS person,
           'mouse'::text AS signal, timestamptz '2026-01-01' + g * interval '1.001 seconds' AS at,
           (g %% 1920)::integer AS x, (g %% 1080)::integer AS y
    FROM generate_series(1, {rows}::bigint) g
"""
_SQLITE = """
    WITH RECURSIVE series (g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM series WHERE g < {rows})
    INSERT INTO events SELECT g, CASE g % 2 WHEN 0 THEN '{person}' ELSE printf('emp-%06d', 2 + g % 1000) END, 'mouse',
           strftime('%Y-%m-%d %H:%M:%f', '2026-01-01', '+' || (g * 1.001) || ' seconds'), g % 1920, g % 1080 FROM series
"""
# What each figure asks of the exporter: the rows alone, the rows of a period, and all rows as lines of JSON.
_WAYS = {"rows": {}, "rows_of_a_period": {"within": True}, "json_lines": {"lines": True}}


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last."""
    parser = argparse.ArgumentParser(prog="bin/bench export", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the one person (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, whose median counts (default: %(default)s)")
    parser.add_argument("--stores", default="sqlite,postgresql", help="sqlite,postgresql (default: %(default)s)")
    options = parser.parse_args(arguments)
    figures = {}
    if "sqlite" in options.stores:
        with tempfile.TemporaryDirectory() as folder:
            figures["sqlite"] = _measured(_sqlite(Path(folder) / "events.sqlite3", options.rows * 2), options)
    if "postgresql" in options.stores:
        with DurablePostgreSQL() as server:
            figures["postgresql"] = _measured(_postgresql(server.database("bench"), options.rows * 2), options)
    print(json.dumps(figures))
    return 0


def _postgresql(url: str, rows: int) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_POSTGRESQL.format(rows=rows, person=_PERSON).replace("%%", "%"))
        connection.execute("ALTER TABLE events ADD PRIMARY KEY (id)")
        connection.execute("CREATE INDEX ON events (person)")
        connection.execute("VACUUM (ANALYZE) events")
    return url


def _sqlite(path: Path, rows: int) -> str:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, person TEXT, signal TEXT, at TIMESTAMP, x INTEGER, y INTEGER)"
        )
        connection.execute(_SQLITE.format(rows=rows, person=_PERSON))
        connection.execute("CREATE INDEX events_person ON events (person)")
    return f"sqlite:///{path}"


def _measured(url: str, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    rounds = [{way: _run(url, options.rows, **asked) for way, asked in _WAYS.items()} for _ in range(options.rounds)]
    return {way: _summary([one[way] for one in rounds]) for way in _WAYS}


def _summary(runs: list[dict[str, float]]) -> dict[str, float]:
    return {
        "rows_per_s": round(median(run["rows"] / run["seconds"] for run in runs)),
        "rows_per_cpu_s": round(median(run["rows"] / run["cpu_s"] for run in runs)),
        "mb": round(runs[0]["bytes"] / 1e6),
        "peak_rss_mb": round(max(run["peak_rss_mb"] for run in runs), 1),
    }


def _run(url: str, rows: int, *, within: bool = False, lines: bool = False) -> dict[str, float]:
    """Export in a child process; one row more or less fails the run."""
    job = {"url": url, "person": _PERSON, "within": within, "lines": lines}
    command = [sys.executable, "-m", "bench.exporter"]
    done = subprocess.run(command, input=json.dumps(job) + "\n", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout)
    if answer["rows"] != rows:
        msg = f"{answer['rows']:,} rows came out; the person has {rows:,}."
        raise SystemExit(msg)
    return answer
