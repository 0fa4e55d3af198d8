"""Canonical forms of what goes into the ledger: opaque refs, facts, and the fields of sealed rows."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models

from audit.errors import LedgerError
from common.canonical import canonical_bytes

MAX_TOKEN = 128
LONG_TEXT = 256
"""Longer texts are sealed by their SHA-256; the text itself stays where it is kept."""

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Ref = UUID | str | None


def moment(value: dt.datetime) -> str:
    """Write a time in UTC with microseconds."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def token(value: str) -> str:
    """Refuse what looks like words a person wrote (law 4): long, with white space, or with an @."""
    if len(value) > MAX_TOKEN or "@" in value or any(letter.isspace() for letter in value):
        msg = "A value for the ledger looks like free text or an address; only codes, refs, counts and digests go in."
        raise LedgerError(msg)
    return value


def ref(value: Ref) -> str | None:
    """Write an opaque ref."""
    if value is None:
        return None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and value:  # type: ignore[redundant-expr]  # callers outside mypy's sight
        return token(str(value))
    msg = f"A ref is a UUID or an opaque string, not {type(value).__name__}."
    raise LedgerError(msg)


def actor(value: Ref) -> str | None:
    """Write who acts: a person's ref (UUID), `system:<what>` or `collector:<ref>`."""
    text = ref(value)
    if text is None or isinstance(value, UUID):
        return text
    kind, _, name = text.partition(":")
    if kind in {"system", "collector"} and name:
        return text
    try:
        return str(UUID(text))
    except ValueError as error:
        msg = "An actor is a UUID, system:<what> or collector:<ref>."
        raise LedgerError(msg) from error


def fact(value: Any) -> Json:
    """Write one fact: counts, digests, codes and refs; floats and free text are refused."""
    if isinstance(value, Enum):
        value = value.value
    for kind, write in _FACTS:
        if isinstance(value, kind):
            return write(value)
    msg = f"A fact can't be {type(value).__name__}; use whole numbers, codes, refs, times, or lists of them."
    raise LedgerError(msg)


def writer(field: "models.Field[Any, Any]") -> Callable[[Any], Json]:
    """Give the function that writes this field's value as read from the database; None stays None."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DecimalField):
        return _decimal(field.decimal_places or 0)
    for kind, write in _WRITERS:
        if isinstance(field, kind):
            return write
    msg = f"{field} is a {type(field).__name__}, which has no canonical form; governed models hold no floats and no exotic types."
    raise LedgerError(msg)


def _decimal(places: int) -> Callable[[Any], Json]:
    return lambda value: None if value is None else f"{Decimal(value):.{places}f}"


def _plain(value: Any) -> Json:
    if isinstance(value, float):
        # SQLite's columns take any type; the ledger doesn't.
        msg = f"{value!r} was stored where a whole number belongs."
        raise LedgerError(msg)
    return value  # type: ignore[no-any-return]


def _text(value: Any) -> Json:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= LONG_TEXT else {"sha256": sha256(text.encode()).hexdigest()}


def _json(value: Any) -> Json:
    if value is None:
        return None
    data = canonical_bytes(value)
    # Wrapped, so that a document can't pass for the digest of another.
    return {"json": value} if len(data) <= LONG_TEXT else {"sha256": sha256(data).hexdigest()}


def _bytes(value: Any) -> Json:
    return None if value is None else {"sha256": sha256(bytes(value)).hexdigest()}


def _short(value: Any) -> Json:
    return None if value is None else str(value)


def _moment(value: Any) -> Json:
    return None if value is None else moment(value)


def _iso(value: Any) -> Json:
    return None if value is None else value.isoformat()


def _time(value: Any) -> Json:
    return None if value is None else value.isoformat("microseconds")


def _duration(value: Any) -> Json:
    return None if value is None else value // dt.timedelta(microseconds=1)


_WRITERS: tuple[tuple[Any, Callable[[Any], Json]], ...] = (
    (models.BooleanField, _plain),
    (models.IntegerField, _plain),
    (models.UUIDField, _short),
    (models.DateTimeField, _moment),
    (models.DateField, _iso),
    (models.TimeField, _time),
    (models.DurationField, _duration),
    (models.GenericIPAddressField, _short),
    (models.CharField, _text),
    (models.TextField, _text),
    (models.FileField, _text),
    (models.BinaryField, _bytes),
)
_FACTS: tuple[tuple[Any, Callable[[Any], Json]], ...] = (
    (bool | int | None, _plain),
    (str, lambda value: token(str(value))),
    (UUID, str),
    (dt.datetime, moment),
    (dt.date, dt.date.isoformat),
    (list | tuple, lambda value: [fact(item) for item in value]),
    (set | frozenset, lambda value: sorted((fact(item) for item in value), key=str)),
    (dict, lambda value: {token(str(key)): fact(item) for key, item in value.items()}),
)
