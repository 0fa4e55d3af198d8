"""Guards on SQLite: BEFORE triggers that ask a function which only the application's connections have.

A connection without the function (a shell, a script) can't write at all: SQLite refuses the unknown function.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.guards.tables import Guarded

QUESTION = "assent_entry_is_open"
_PREFIX = "assent_guard_"


def triggers(tables: Iterable[Guarded]) -> Iterator[tuple[str, str]]:
    """Give (name, statement) of every trigger that should be there."""
    for one in tables:
        for action in ("INSERT", "UPDATE", "DELETE"):
            name = f"{_PREFIX}{action.lower()}_{one.table}"
            yield name, f'CREATE TRIGGER "{name}" BEFORE {action} ON "{one.table}" BEGIN {_body(one, action)} END'


def _body(one: Guarded, action: str) -> str:
    closed = f"SELECT RAISE(ABORT, '{one.table} changes only inside a ledger entry') WHERE NOT {QUESTION}();"
    if action == "INSERT":
        return " ".join([closed, *(_no_replace(one, columns) for columns in one.uniques)])
    if one.kind == "governed":
        return closed
    return f"SELECT RAISE(ABORT, '{one.table} is append-only');"


def _no_replace(one: Guarded, columns: tuple[str, ...]) -> str:
    """Refuse INSERT OR REPLACE, which removes the row in its way without asking the DELETE trigger."""
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
    return (
        f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: {one.table}.{columns[0]}: a row is never replaced') "  # noqa: S608 - names come from the models
        f'WHERE EXISTS (SELECT 1 FROM "{one.table}" WHERE {same});'
    )


def arming(_connection: BaseDatabaseWrapper, tables: Iterable[Guarded]) -> Iterator[str]:
    """Give the statements that arm the guards."""
    for _name, statement in triggers(tables):
        yield statement


def lifting(cursor: Any) -> Iterator[str]:
    """Give the statements that drop every guard there is."""
    for name in _present(cursor):
        yield f'DROP TRIGGER "{name}"'


def problems(_connection: BaseDatabaseWrapper, cursor: Any, tables: Iterable[Guarded]) -> list[str]:
    """Say which guards are missing or changed."""
    present = _present(cursor)
    wanted = dict(triggers(tables))
    found = [f"guard {name} is one too many" for name in present if name not in wanted]
    for name, statement in wanted.items():
        table = name.removeprefix(_PREFIX).partition("_")[2]
        if name not in present:
            found.append(f"guard {name} of {table} is missing")
        elif present[name] != statement:
            found.append(f"guard {name} of {table} was changed")
    return found


def _present(cursor: Any) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_PREFIX}%"])
    return dict(cursor.fetchall())
