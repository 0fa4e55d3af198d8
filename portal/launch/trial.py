"""The settings of a trial, filled in where the environment says nothing, and the checks that stop a start early."""

import base64
import fcntl
import os
import secrets
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psycopg
import redis
from django.core.exceptions import ImproperlyConfigured

from portal.env import envdatabase, envint
from portal.launch.errors import CantStart

ROOT = Path(__file__).resolve().parent.parent.parent
HIGHEST_PORT = 65535


def var_dir() -> Path:
    """Make and return the folder that holds everything this installation writes; refuse one we can't write to."""
    folder = Path(os.environ.get("ASSENT_VAR_DIR") or ROOT / "var").resolve()
    try:
        (folder / "log").mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        msg = f"Can't write to {folder}: {error.strerror}. Give that folder to this user, or set ASSENT_VAR_DIR."
        raise CantStart(msg) from error
    os.environ["ASSENT_VAR_DIR"] = str(folder)
    return folder


def lock(folder: Path) -> IO[str]:
    """Take the folder for this process; two starts on one folder would share its database and its schedule."""
    handle = (folder / "up.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        msg = f"Assent already runs on {folder} (process {handle.read().strip() or 'unknown'})."
        raise CantStart(msg) from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def port() -> int:
    """Return PORT when nobody listens there yet."""
    try:
        number = envint("PORT", 8000)
    except ImproperlyConfigured as error:
        raise CantStart(str(error)) from error
    if not 0 < number <= HIGHEST_PORT:
        msg = f"PORT must be between 1 and {HIGHEST_PORT}, not {number}."
        raise CantStart(msg)
    with socket.socket() as probe:
        # As a server binds; without SO_REUSEPORT, so that another server's port is never shared.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
            probe.listen(1)
        except OSError as error:
            msg = f"Port {number} can't be used: {error.strerror}. Stop what listens there or set PORT."
            raise CantStart(msg) from error
    return number


def fill_environment(folder: Path, port_number: int) -> None:
    """Give a trial's value to every setting that the environment leaves open."""
    for name, make in {"SECRET_KEY": _secret_key, "ASSENT_MASTER_KEY": _master_key}.items():
        if not os.environ.get(name) and not os.environ.get(f"{name}_FILE"):
            os.environ[f"{name}_FILE"] = str(_kept(folder / f"{name.lower().replace('_', '-')}", make))
    defaults = {
        "ASSENT_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'assent.sqlite3'}",
        "SITE_URL": f"http://127.0.0.1:{port_number}",
    }
    for name, value in defaults.items():
        if not os.environ.get(name):
            os.environ[name] = value


def _secret_key() -> str:
    return secrets.token_urlsafe(60)


def _master_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _kept(path: Path, make: Callable[[], str]) -> Path:
    """Write a new secret to `path` unless one is there; only this user may read it."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make())
    return path


def check_database() -> None:
    """Refuse a DATABASE_URL that can't be read, or whose database does not answer."""
    try:
        found = envdatabase("DATABASE_URL", "")
    except (ImproperlyConfigured, ValueError) as error:
        msg = f"DATABASE_URL can't be read: {error}"
        raise CantStart(msg) from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        _check_sqlite(str(found["NAME"]))
    else:
        _check_postgresql(os.environ["DATABASE_URL"].strip())


def _check_sqlite(name: str) -> None:
    if name == ":memory:":
        msg = "DATABASE_URL names a database in memory, which web and worker can't share. Use sqlite:///path/to/file."
        raise CantStart(msg)
    try:
        connection = sqlite3.connect(name, timeout=20)
        connection.execute("PRAGMA schema_version")
        connection.close()
    except sqlite3.Error as error:
        msg = f"DATABASE_URL names {name}, which can't be opened: {error}."
        raise CantStart(msg) from error


def _check_postgresql(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        msg = f"The database of DATABASE_URL doesn't answer: {reason}"
        raise CantStart(msg) from error


def check_redis(url: str) -> None:
    """Refuse a REDIS_URL that can't be read, or whose server does not answer."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        msg = f"The server of REDIS_URL doesn't answer: {' '.join(str(error).split())}"
        raise CantStart(msg) from error
