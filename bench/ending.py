"""How long a material change takes that ends everybody's choice: rows, history, ledger, the gate's outbox, prompts, messages."""

import argparse
import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.postgresql import DurablePostgreSQL
from tests.servers import Valkey

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last: seconds of the worker's whole task."""
    parser = argparse.ArgumentParser(prog="bin/bench ending", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people with one choice each (default: %(default)s)")
    parser.add_argument("--databases", default="postgresql", help="sqlite,postgresql (default: %(default)s)")
    options = parser.parse_args(arguments)
    figures = {}
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        if "sqlite" in options.databases:
            figures["sqlite"] = _child(f"sqlite:///{folder}/assent.sqlite3", valkey.url, Path(folder) / "a", options.people)
        if "postgresql" in options.databases:
            with DurablePostgreSQL() as server:
                figures["postgresql"] = _child(server.database("bench"), valkey.url, Path(folder) / "b", options.people)
    print(json.dumps(figures))
    return 0


def _child(database: str, broker: str, var: Path, people: int) -> dict[str, float]:
    var.mkdir()
    env = os.environ | {
        "ASSENT_DEMO": "1",
        "ASSENT_MASTER_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ASSENT_VAR_DIR": str(var),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "REDIS_URL": broker,
        "SECRET_KEY": secrets.token_urlsafe(48),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True, stdout=sys.stderr)
    command = [sys.executable, "-m", "bench.ending_run", str(people)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
