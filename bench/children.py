"""A process with the settings of one fresh database, in which a benchmark's own module runs and prints its figures."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.postgresql import DurablePostgreSQL

ROOT = Path(__file__).resolve().parent.parent
DATABASES = "sqlite,postgresql (default: %(default)s)"


def on_each(databases: str, module: str, *arguments: object, folder: Path, broker: str) -> dict[str, Any]:
    """Run the module once on each database named, SQLite and durable PostgreSQL; give its figures by database."""
    figures = {}
    if "sqlite" in databases:
        figures["sqlite"] = _run(module, arguments, f"sqlite:///{folder}/assent.sqlite3", folder / "sqlite", broker)
    if "postgresql" in databases:
        with DurablePostgreSQL() as server:
            figures["postgresql"] = _run(module, arguments, server.database("bench"), folder / "postgresql", broker)
    return figures


def _run(module: str, arguments: tuple[object, ...], database: str, var: Path, broker: str) -> dict[str, Any]:
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
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=sys.stderr)
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
