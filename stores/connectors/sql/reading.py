"""How PostgreSQL's times are read: those that Python has no value for ("infinity", 44 BC, 24:00) come as PostgreSQL's text."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader


class _DateLoader(Loader):
    def load(self, data: Buffer) -> Any:
        return _read(dt.date.fromisoformat, data)


class _TimeLoader(Loader):
    def load(self, data: Buffer) -> Any:
        return _read(dt.time.fromisoformat, data)


class _MomentLoader(Loader):
    def load(self, data: Buffer) -> Any:
        return _read(dt.datetime.fromisoformat, data)


def _read(read: Callable[[str], Any], data: Buffer) -> Any:
    text = bytes(data).decode("ascii")
    try:
        return read(text)
    except ValueError:
        return text


_LOADERS: tuple[tuple[str, type[Loader]], ...] = (
    ("date", _DateLoader),
    ("time", _TimeLoader),
    ("timetz", _TimeLoader),
    ("timestamp", _MomentLoader),
    ("timestamptz", _MomentLoader),
    # A month is no number of seconds.
    ("interval", TextLoader),
)


def read_all_times(connection: Connection[Any]) -> None:
    """Let no time of a row stop the reading of the others."""
    for name, loader in _LOADERS:
        connection.adapters.register_loader(name, loader)
