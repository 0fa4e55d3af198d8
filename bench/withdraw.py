"""How long the portal takes to answer: turning a signal off, and the employee's pages, on a trial company."""

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

from tests.servers import PostgreSQL, Valkey

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str]) -> int:
    """Measure on each database and print the figures as one JSON object, last: milliseconds in the request handler."""
    parser = argparse.ArgumentParser(prog="bin/bench withdraw", description=__doc__)
    parser.add_argument("--people", type=int, default=400, help="people of the company (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=200, help="withdrawals to time (default: %(default)s)")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite,postgresql (default: %(default)s)")
    options = parser.parse_args(arguments)
    figures = {}
    with tempfile.TemporaryDirectory() as folder, Valkey() as valkey:
        if "sqlite" in options.databases:
            figures["sqlite"] = _child(f"sqlite:///{folder}/assent.sqlite3", valkey.url, Path(folder) / "a", options)
        if "postgresql" in options.databases:
            with PostgreSQL() as server:
                figures["postgresql"] = _child(server.database("bench"), valkey.url, Path(folder) / "b", options)
    print(json.dumps(figures))
    return 0


def _child(database: str, broker: str, var: Path, options: argparse.Namespace) -> dict[str, float]:
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
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo", f"--people={options.people}", "--days=1"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=sys.stderr)
    done = subprocess.run(
        [sys.executable, "-m", "bench.withdraw_requests", str(options.requests)],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
