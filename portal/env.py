"""Strict readers of environment variables: a wrong value stops the start with one clear line."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "sqlite": "django.db.backends.sqlite3",
}


def envbool(name: str, *, default: bool) -> bool:
    """Read 1/0, true/false, yes/no, on/off; anything else is refused."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    msg = f"{name} must be 1 or 0 (or true/false, yes/no, on/off), not {text!r}."
    raise ImproperlyConfigured(msg)


def envint(name: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
    """Read a whole number, not below `least` and not above `most`."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.lstrip("-").isdigit():
        msg = f"{name} must be a whole number, not {text!r}."
        raise ImproperlyConfigured(msg)
    if least is not None and int(text) < least:
        msg = f"{name} must be at least {least}, not {text}."
        raise ImproperlyConfigured(msg)
    if most is not None and int(text) > most:
        msg = f"{name} must be at most {most}, not {text}."
        raise ImproperlyConfigured(msg)
    return int(text)


def envtext(name: str, default: str) -> str:
    """Read one text, without the white space around it."""
    return os.environ.get(name, "").strip() or default


def envlist(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list."""
    return _parts(name) if os.environ.get(name, "").strip() else default


def _parts(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def envnetworks(name: str) -> list[str]:
    """Read a comma-separated list of networks, such as 10.0.0.0/8."""
    found = _parts(name)
    for text in found:
        try:
            ip_network(text)
        except ValueError as error:
            msg = f"{name} holds {text!r}, which is no network such as 10.0.0.0/8."
            raise ImproperlyConfigured(msg) from error
    return found


def envsecret(name: str) -> str | None:
    """Read NAME, or the content of the file that NAME_FILE names; both at once are refused."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value and path:
        msg = f"Set {name} or {name}_FILE, not both."
        raise ImproperlyConfigured(msg)
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            msg = f"{name}_FILE names {path}, which can't be read: {error.strerror}."
            raise ImproperlyConfigured(msg) from error
    return value or None


def envdatabase(name: str, default: str) -> dict[str, object]:
    """Turn a database URL (postgresql://user:password@host:port/name, sqlite:///path) into Django's dict."""
    url = os.environ.get(name, "").strip() or default
    parts = urlsplit(url)
    engine = ENGINES.get(parts.scheme)
    if engine is None:
        msg = f"{name} starts with {parts.scheme or 'nothing'!r}; Assent runs on postgresql:// or sqlite:///."
        raise ImproperlyConfigured(msg)
    if engine.endswith("sqlite3"):
        # sqlite:///relative or sqlite:////absolute, as SQLAlchemy writes it.
        return {"ENGINE": engine, "NAME": unquote(parts.path.removeprefix("/")) or ":memory:"}
    try:
        port = parts.port or ""
    except ValueError as error:
        msg = f"{name} has a port that is not a number."
        raise ImproperlyConfigured(msg) from error
    return {
        "ENGINE": engine,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": port,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
