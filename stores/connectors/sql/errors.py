"""What a database's error means for the caller. Its text may hold people's values, so none of it goes further."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from stores.contract import Refused, StoreError, Unavailable

# PostgreSQL: SQLSTATE classes and codes; https://www.postgresql.org/docs/current/errcodes-appendix.html
_AWAY_CLASSES = ("08", "53", "57", "58")
_AWAY_STATES = ("55P03", "40001", "40P01", "25P03", "25P04")
_CONFLICT_STATES = ("40001", "40P01")
_REFUSED_CLASSES = {"28": "credentials", "3D": "unknown-location", "22": "data", "0A": "unsupported"}
_REFUSED_STATES = {"42501": "permission", "42P01": "unknown-location", "42703": "unknown-column", "23503": "children"}

# MariaDB: server and client numbers.
_AWAY_NUMBERS = (1021, 1037, 1040, 1041, 1042, 1043, 1053, 1159, 1161, 1203, 1205, 1213, 1226, 1927, 1969)
_CONFLICT_NUMBERS = (1205, 1213)
_REFUSED_NUMBERS = {
    1044: "permission",
    1045: "credentials",
    1049: "unknown-location",
    1054: "unknown-column",
    1142: "permission",
    1143: "permission",
    1146: "unknown-location",
    1227: "permission",
    1290: "permission",
    1451: "children",
    1698: "credentials",
}

# Where libpq can't connect it gives a sentence and no code; these ones no waiting will change.
_NO_ENTRY = ("authentication failed", "no pg_hba.conf entry", "no password supplied", "does not exist")

_SQLITE = {
    "SQLITE_NOTADB": "not-a-database",
    "SQLITE_CORRUPT": "not-a-database",
    "SQLITE_READONLY": "permission",
    "SQLITE_PERM": "permission",
    "SQLITE_AUTH": "permission",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "children",
}

_SENTENCES = {
    "permission": "The store's account may not do this; grant it SELECT and DELETE on the table.",
    "credentials": "The store refuses this account or password.",
    "unknown-location": "The store knows no such database or table.",
    "unknown-column": "The store knows no such column.",
    "children": "Rows of another table still point to these rows; register that table and erase it first.",
    "data": "The store can't compare the dataset's columns with these values.",
    "unsupported": "The store can't do this with that table.",
    "not-a-database": "The file is not a database that can be read.",
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into the contract's two; everything else passes through."""
    try:
        yield
    except DBAPIError as error:
        raise meaning(error) from None
    except PoolTimeout:
        msg = "All connections to the store are in use."
        raise Unavailable(msg) from None
    except (sa.exc.NoSuchModuleError, sa.exc.ArgumentError):
        msg = "The store's URL is not one of PostgreSQL, MariaDB or SQLite."
        raise Refused(msg, reason="bad-options") from None


def is_conflict(error: DBAPIError) -> bool:
    """Say whether the same transaction, begun again, may well succeed."""
    state = _state(error)
    return state in _CONFLICT_STATES or _number(error) in _CONFLICT_NUMBERS


def meaning(error: DBAPIError) -> StoreError:
    """Say what the error means: try again later, or a person decides."""
    state, number = _state(error), _number(error)
    if number:
        return _of_mariadb(number)
    if state:
        return _of_postgresql(state)
    return _without_code(error)


def _of_postgresql(state: str) -> StoreError:
    if state[:2] in _AWAY_CLASSES or state in _AWAY_STATES:
        return Unavailable(f"The store is away or busy (SQLSTATE {state}).")
    return _refused(_REFUSED_STATES.get(state) or _REFUSED_CLASSES.get(state[:2]), f"SQLSTATE {state}")


def _of_mariadb(number: int) -> StoreError:
    if number in _AWAY_NUMBERS or 2000 <= number < 3000:  # noqa: PLR2004 - the client library's own range
        return Unavailable(f"The store is away or busy (error {number}).")
    return _refused(_REFUSED_NUMBERS.get(number), f"error {number}")


def _without_code(error: DBAPIError) -> StoreError:
    """SQLite gives names, libpq gives a sentence where it can't connect."""
    name = getattr(error.orig, "sqlite_errorname", "")
    text = str(error.orig)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")):
        return Unavailable(f"The store is away or busy ({name}).")
    if name:
        return _refused(next((reason for start, reason in _SQLITE.items() if name.startswith(start)), None), name)
    if any(words in text for words in _NO_ENTRY):
        return _refused("credentials", "no connection")
    return Unavailable("The store can't be reached.")


def _refused(reason: str | None, code: str) -> Refused:
    sentence = _SENTENCES.get(reason or "", "The store refused the request.")
    return Refused(f"{sentence} ({code})", reason=reason or "store-error")


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _number(error: DBAPIError) -> int:
    arguments = getattr(error.orig, "args", ())
    first = arguments[0] if arguments else 0
    return first if isinstance(first, int) else 0
