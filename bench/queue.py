"""How long the officers' queue, its search and a case take with a hundred thousand requests in the table."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import children
from tests.servers import Valkey


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last: milliseconds in the request handler, queries."""
    parser = argparse.ArgumentParser(prog="bin/bench queue", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000, help="requests in the table (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each page is opened (default: %(default)s)")
    parser.add_argument("--databases", default="postgresql", help=children.DATABASES)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        sizes = (options.requests, options.rounds)
        print(json.dumps(children.on_each(options.databases, "bench.queue_open", *sizes, folder=Path(folder), broker=valkey.url)))
    return 0
