"""From a store's options and secret to an engine. Nothing here connects, and no URL leaves in an error."""

import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from stores.connectors.sql.flavour import Flavour
from stores.connectors.sql.mariadb import MariaDb
from stores.connectors.sql.postgresql import PostgreSql
from stores.connectors.sql.sqlite import Sqlite, SqliteCompiler
from stores.contract import Refused

_DRIVERS: Mapping[str, tuple[str, type[Flavour]]] = {
    "postgresql": ("postgresql+psycopg", PostgreSql),
    "mariadb": ("mariadb+pymysql", MariaDb),
    "mysql": ("mariadb+pymysql", MariaDb),
    "sqlite": ("sqlite+pysqlite", Sqlite),
}


def make_engine(options: Mapping[str, Any], secret: str | None) -> tuple[Engine, Flavour]:
    """Make the engine and say which flavour of database it is."""
    url, flavour = _address(options, secret)
    arguments: dict[str, Any] = {"hide_parameters": True, "pool_size": 1, "max_overflow": 3, "pool_timeout": 10}
    if isinstance(flavour, Sqlite):
        engine = _sqlite_engine(url, flavour, arguments)
    else:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args=flavour.connect_args(), **arguments)
    sa.event.listen(engine, "connect", lambda connection, _record: flavour.prepare(connection))
    return engine, flavour


def _address(options: Mapping[str, Any], secret: str | None) -> tuple[URL, Flavour]:
    whole = secret is not None and "://" in secret
    try:
        url = make_url(str(secret if whole else options.get("url", "")))
    except (ArgumentError, ValueError):
        url = None
    driver = _DRIVERS.get(url.get_backend_name()) if url is not None else None
    if url is None or driver is None:
        msg = "The store's URL must begin with postgresql://, mariadb:// or sqlite:///."
        raise Refused(msg, reason="bad-options")
    if url.password and not whole:
        msg = "The store's URL holds a password; it belongs into the store's credential."
        raise Refused(msg, reason="bad-options")
    if secret and not whole:
        url = url.set(password=secret)
    name, flavour = driver
    return url.set(drivername=name), flavour()


def _sqlite_engine(url: URL, flavour: Sqlite, arguments: dict[str, Any]) -> Engine:
    path = url.database
    if not path or path == ":memory:":
        msg = "An SQLite store needs the path of its file."
        raise Refused(msg, reason="bad-options")

    def connect() -> sqlite3.Connection:
        # mode=rw: a file that is away is an error, never a new and empty database.
        connection: sqlite3.Connection = sqlite3.connect(f"file:{quote(path)}?mode=rw", uri=True, **flavour.connect_args())
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", creator=connect, poolclass=sa.pool.QueuePool, **arguments)
    engine.dialect.statement_compiler = SqliteCompiler
    return engine
