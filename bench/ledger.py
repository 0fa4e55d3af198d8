"""How fast the ledger is: leaves of the tree a second, proofs a second, and entries and bulk changes on both databases."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from audit.merkle import Frontier, leaf_hash, root, verify_inclusion
from audit.tiles import WIDTH, inclusion_path
from tests.servers import PostgreSQL

ROOT = Path(__file__).resolve().parent.parent
PROOFS = 2_000


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for and print the figures as one JSON object, last."""
    parser = argparse.ArgumentParser(prog="bin/bench ledger", description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000, help="leaves of the tree (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of a bulk change (default: %(default)s)")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql (default: %(default)s)")
    options = parser.parse_args(arguments)
    figures = _tree(options.leaves)
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in options.databases:
            figures |= _entries(f"sqlite:///{folder}/bench.sqlite3", folder, options.rows)
        if "postgresql" in options.databases:
            with PostgreSQL() as server:
                figures |= _entries(server.database("bench"), folder, options.rows)
    print(json.dumps(figures))
    return 0


def _tree(count: int) -> dict[str, object]:
    """Hash leaves of 200 bytes into a tree, as the sequencer and the verification do; then prove some of them."""
    leaves = [number.to_bytes(200, "big") for number in range(count)]
    frontier, hashes = Frontier(), []
    start = time.perf_counter()
    for at in range(0, count, WIDTH):
        some = [leaf_hash(leaf) for leaf in leaves[at : at + WIDTH]]
        frontier.extend(some)
        hashes += some
    tree = time.perf_counter() - start
    levels = [hashes]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        levels.append([root(below[at : at + WIDTH]) for at in range(0, len(below) // WIDTH * WIDTH, WIDTH)])
    top = frontier.root()
    start = time.perf_counter()
    for number in range(PROOFS):
        index = number * 7919 % count
        path = inclusion_path(lambda level, first, width: levels[level][first : first + width], index, count)
        verify_inclusion(hashes[index], index, count, path, top)
    proofs = time.perf_counter() - start
    return {"tree_leaves_per_s": round(count / tree), "proofs_per_s": round(PROOFS / proofs), "leaves": count}


def _entries(url: str, folder: str, rows: int) -> dict[str, object]:
    """Measure one database in a process of its own: Django is set up once a process."""
    own = {"DATABASE_URL": url, "ASSENT_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench.ledger_settings"}
    command = [sys.executable, "-m", "bench.ledger_entries", str(rows)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
