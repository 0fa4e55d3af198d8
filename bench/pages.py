"""How long the employee's pages take in a large company: my choices, and the page of a program."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import children
from tests.servers import Valkey


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last: milliseconds in the request handler, queries."""
    parser = argparse.ArgumentParser(prog="bin/bench pages", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people of the company (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=200, help="people who open their pages (default: %(default)s)")
    parser.add_argument("--databases", default="postgresql", help=children.DATABASES)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        sizes = (options.people, options.requests)
        print(json.dumps(children.on_each(options.databases, "bench.pages_open", *sizes, folder=Path(folder), broker=valkey.url)))
    return 0
