"""Settings of the ledger's benchmark: the audit room, a room of test widgets, and the database that the environment names."""

import os
from pathlib import Path

from portal.env import envdatabase

SECRET_KEY = "for a benchmark's throw-away database only"  # noqa: S105 - signs nothing
INSTALLED_APPS = ["audit", "tests.audit.app", "django.contrib.auth", "django.contrib.contenttypes", "simple_history"]
DATABASES = {"default": envdatabase("DATABASE_URL", "sqlite:///:memory:")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
AUDIT_ORIGIN = "bench.invalid/ledger"
AUDIT_KEY_FILE = Path(os.environ["ASSENT_VAR_DIR"]) / "audit.key"
