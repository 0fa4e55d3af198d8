"""How fast an access package is built, and how much memory that takes: one person's rows from a database into the sealed file."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import children
from tests.servers import Valkey


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last."""
    parser = argparse.ArgumentParser(prog="bin/bench package", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the person (default: %(default)s)")
    parser.add_argument("--databases", default="sqlite,postgresql", help=children.DATABASES)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        module, at = "bench.package_build", Path(folder)
        print(json.dumps(children.on_each(options.databases, module, options.rows, folder=at, broker=valkey.url)))
    return 0
