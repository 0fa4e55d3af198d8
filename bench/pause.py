"""How long one click takes that pauses a program for everybody: messages to all participants commit with the pause."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import children
from tests.servers import Valkey


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last: seconds of the officer's whole request."""
    parser = argparse.ArgumentParser(prog="bin/bench pause", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="participants of the program (default: %(default)s)")
    parser.add_argument("--databases", default="postgresql", help=children.DATABASES)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        module, at = "bench.pause_click", Path(folder)
        print(json.dumps(children.on_each(options.databases, module, options.people, folder=at, broker=valkey.url)))
    return 0
