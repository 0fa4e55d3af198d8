"""How fast rows go: the erase phase of a pass against one bare DELETE and against deleting row by row.

A tenth of the people, with 1,000 rows each, go from a table of `--rows` rows; every round has a fresh copy of it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from bench.mariadb import MariaDbBench
from bench.postgresql import PostgreSqlBench

ROWS_EACH = 1_000
SAMPLED = 5_000


class StoreBench(Protocol):
    """One kind of store under measurement."""

    def prepare(self, layout: str, rows: int, people: int) -> None:
        """Make the table that every round copies."""

    def bare(self, victims: list[str]) -> float:
        """Delete all victims' rows by one statement on a fresh copy; seconds."""

    def row_by_row(self, people: int, sampled: int) -> float:
        """Delete sampled rows of other people by their key, each committed by itself; seconds."""

    def erase(self, victims: list[str]) -> dict[str, float]:
        """Erase the victims by the connector, in a process of its own, on a fresh copy."""

    def close(self) -> None:
        """Stop the server and remove its files."""


@dataclass
class Figures:
    """What the rounds gave."""

    bare: list[float]
    ours: list[dict[str, float]]
    row_by_row: list[float]

    def summary(self, gone: int) -> dict[str, float]:
        """Give medians and ratios; above 1 is faster than what it is compared with."""
        seconds = median(one["erase_s"] for one in self.ours)
        return {
            "rows_per_s": round(gone / seconds),
            "ratio_to_bare_delete": round(median(self.bare) / seconds, 3),
            "ratio_to_row_by_row": round(gone / seconds * median(self.row_by_row) / SAMPLED, 1),
            "peak_rss_mb": round(max(one["peak_rss_mb"] for one in self.ours), 1),
            "erase_s": round(seconds, 2),
            "bare_s": round(median(self.bare), 2),
            "whole_pass_s": round(median(one["pass_s"] for one in self.ours), 2),
            "batches": self.ours[0]["batches"],
            "rounds": len(self.ours),
        }


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for and print the figures as one JSON object, last."""
    options = _parser().parse_args(arguments)
    figures: dict[str, dict[str, float]] = {}
    if "postgresql" in options.stores:
        layouts = [layout for layout in ("scattered", "clustered", "no-index") if layout in options.layouts]
        names = {layout: "postgresql" + ("" if layout == "scattered" else f"_{layout}") for layout in layouts}
        figures |= _measure(PostgreSqlBench, names, options.rows, options.rounds)
    if "mariadb" in options.stores:
        figures |= _measure(MariaDbBench, {"scattered": "mariadb"}, options.mariadb_rows, options.rounds)
    print(json.dumps(figures))
    return 0


def _measure(make: Callable[[], StoreBench], names: dict[str, str], rows: int, rounds: int) -> dict[str, dict[str, float]]:
    people = rows // ROWS_EACH
    victims = [f"emp-{number:06}" for number in range(0, people, 10)]
    gone = len(victims) * ROWS_EACH
    found: dict[str, dict[str, float]] = {}
    bench = make()
    try:
        for layout, name in names.items():
            _say(f"{name}: making a table of {rows:,} rows, {layout}")
            bench.prepare(layout, rows, people)
            taken = Figures([], [], [])
            for number in range(rounds):
                _round(bench, taken, victims, people, bare_first=number % 2 == 0)
                _say(f"{name}: round {number + 1}: bare {taken.bare[-1]:.2f} s, ours {taken.ours[-1]}")
            if any(one["erased"] != gone for one in taken.ours):
                msg = f"The connector erased {[one['erased'] for one in taken.ours]} rows instead of {gone}."
                raise SystemExit(msg)
            found[name] = taken.summary(gone)
    finally:
        bench.close()
    return found


def _round(bench: StoreBench, taken: Figures, victims: list[str], people: int, *, bare_first: bool) -> None:
    """Take turns in who is first, so that neither profits from a warm machine."""
    if not bare_first:
        taken.ours.append(bench.erase(victims))
    taken.bare.append(bench.bare(victims))
    taken.row_by_row.append(bench.row_by_row(people, SAMPLED))
    if bare_first:
        taken.ours.append(bench.erase(victims))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench purge", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the table (default: %(default)s)")
    parser.add_argument("--mariadb-rows", type=int, default=1_000_000, help="the same for MariaDB (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts (default: %(default)s)")
    parser.add_argument("--stores", default="postgresql", help="postgresql,mariadb (default: %(default)s)")
    parser.add_argument("--layouts", default="scattered", help="PostgreSQL: scattered,clustered,no-index (default: %(default)s)")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
