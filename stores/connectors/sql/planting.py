"""A canary in a table: one made-up row that breaks no rule of the table, counted before it is committed (R67, R68)."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from stores.connectors import canary
from stores.connectors.sql.errors import meaning
from stores.connectors.sql.flavour import Flavour
from stores.connectors.sql.target import Key, Target, bare_type, cast_subjects, cast_value, is_text
from stores.contract import CANNOT_PLANT, Dataset, Refused, Unavailable

Row = dict[str, Any]
# Nine digits do not fit into these.
_SMALL = (sa.SmallInteger, mysql.TINYINT, mysql.MEDIUMINT)
# A neutral value per type of Python, made from the column's length; the second table is for keys that may not repeat.
_NEUTRAL: Mapping[type, Callable[[int | None], Any]] = {
    bool: lambda _: False,
    int: lambda _: 0,
    float: lambda _: 0,
    Decimal: lambda _: 0,
    dt.timedelta: lambda _: dt.timedelta(0),
    bytes: lambda _: b"",
    dict: lambda _: {},
    list: lambda _: [],
    str: lambda length: canary.WORD[:length],
    uuid.UUID: lambda _: uuid.uuid4(),
}
_FRESH: Mapping[type, Callable[[int | None], Any]] = {str: canary.filler, int: lambda _: int(canary.number())}
# How SQLite and MariaDB name the rule that was broken; the names are the table's own, never a value.
_RULES = (re.compile(r"constraint failed: ([\w.]+)"), re.compile(r"CONSTRAINT `([^`]+)`"), re.compile(r"for key '([^']+)'"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the table asks of a row: columns that must be given, may be given, point elsewhere, or may not repeat."""

    required: frozenset[str]
    optional: frozenset[str]
    pointing: Mapping[str, str]
    unique: frozenset[str]


def plant(engine: Engine, flavour: Flavour, target: Target, dataset: Dataset, announce: Callable[[str], object]) -> str:
    """Insert one row for a subject that no row of the table has; give the subject.

    What the table does not ask for stays empty at first. Where that is refused, which partitions and checks may do, the row is
    tried once more with every column filled.
    """
    with _refusals():
        with engine.connect() as connection:
            rules = _rules(connection, target)
            _refuse_pointing(rules, target, dataset)
            subject, key = _fresh(connection, flavour, target)
        fixed = {target.column.name: key} | _fixed(target, dataset)
    least = {name: _made_up(target.table.c[name], rules) for name in sorted(rules.required - fixed.keys())}
    try:
        _insert(engine, flavour, target, least | fixed, lambda: announce(subject))
    except Refused:
        more = {name: _made_up(target.table.c[name], rules) for name in _fillable(target, rules) if name not in fixed}
        if not more:
            raise
        _insert(engine, flavour, target, more | least | fixed, lambda: announce(subject))
    return subject


def _insert(engine: Engine, flavour: Flavour, target: Target, row: Row, announce: Callable[[], object]) -> None:
    key = row[target.column.name]
    with _refusals(), flavour.writing(engine) as connection:
        connection.execute(sa.insert(target.table).values({target.table.c[name]: value for name, value in row.items()}))
        # A trigger may drop or change the row, and a lax server cuts what does not fit: then nothing is committed.
        if sum(flavour.count(connection, target, [key]).values()) != 1:
            canary.refuse("The table did not keep the canary as it was inserted: a trigger or rule changes or drops it.")
        announce()


def _fresh(connection: Connection, flavour: Flavour, target: Target) -> tuple[str, Key]:
    """Make up subjects until no row of the whole table has one."""
    everywhere = replace(target, narrowing=())
    kind = bare_type(target.column.type)
    if isinstance(kind, _SMALL):
        canary.refuse(f"Column {target.column.name!r} holds small numbers only; a canary needs nine digits.")
    while True:
        if is_text(target.column):
            subject = canary.text(getattr(kind, "length", None))
        else:
            subject = canary.number() if isinstance(kind, sa.Integer) else canary.identifier()
        (key,) = cast_subjects(target.column, [subject])
        if not sum(flavour.count(connection, everywhere, [key]).values()):
            return subject, key


def _fixed(target: Target, dataset: Dataset) -> Row:
    """Give the columns that the dataset itself speaks of: `where` and the time column."""
    row: Row = {}
    for column, value in target.narrowing:
        row[column.name] = cast_value(bare_type(column.type), value)
        if row[column.name] is None:
            canary.refuse(f"Column {column.name!r} can't hold the value that the dataset is narrowed to.")
    if dataset.time_column:
        row[dataset.time_column] = _moment(target.table.c[dataset.time_column])
    return row


def _rules(connection: Connection, target: Target) -> Rules:
    inspector = sa.inspect(connection)
    name, schema = str(target.table.name), str(target.table.schema) if target.table.schema else None
    pointing = {
        column: str(key["referred_table"])
        for key in inspector.get_foreign_keys(name, schema=schema)
        for column in key["constrained_columns"]
    }
    primary = inspector.get_pk_constraint(name, schema=schema)["constrained_columns"]
    unique = set(primary)
    for index in inspector.get_indexes(name, schema=schema):
        unique.update(column for column in index["column_names"] if column and index["unique"])
    for constraint in inspector.get_unique_constraints(name, schema=schema):
        unique.update(constraint["column_names"])
    given = [
        column
        for column in inspector.get_columns(name, schema=schema)
        if not _by_itself(column, primary if connection.dialect.name == "sqlite" and not target.row_key else [])
    ]
    return Rules(
        required=frozenset(column["name"] for column in given if not column["nullable"]),
        optional=frozenset(column["name"] for column in given if column["nullable"]),
        pointing=pointing,
        unique=frozenset(unique),
    )


def _by_itself(column: Any, rowid: Collection[str]) -> bool:
    """Say whether the database gives the column a value: a default, an identity, a computed column, SQLite's row number."""
    counts = column.get("autoincrement") is True or ([*rowid] == [column["name"]] and isinstance(column["type"], sa.INTEGER))
    return bool(column.get("default") is not None or column.get("computed") or column.get("identity") or counts)


def _refuse_pointing(rules: Rules, target: Target, dataset: Dataset) -> None:
    """Refuse a row that would need a row of another table; a column that `where` fixes holds a value that is there."""
    for name in sorted({target.column.name, *rules.required} - set(dataset.where)):
        if name in rules.pointing:
            canary.refuse(f"Column {name!r} points to the table {rules.pointing[name]!r}: a canary would need a row there.")


def _fillable(target: Target, rules: Rules) -> Iterator[str]:
    """Name the columns that may stay empty and that a value can be made up for."""
    for name in sorted(rules.optional - rules.pointing.keys() - {target.column.name}):
        try:
            _made_up(target.table.c[name], rules)
        except Refused:
            continue
        yield name


def _made_up(column: sa.Column[Any], rules: Rules) -> Any:
    """Make up a neutral value of the column's type; in a unique key one that no other row has."""
    kind = bare_type(column.type)
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    alone = column.name in rules.unique and not isinstance(kind, _SMALL)
    python = _python_type(kind)
    make = (alone and _FRESH.get(python)) or _NEUTRAL.get(python)
    return make(getattr(kind, "length", None)) if make else _moment(column)


def _python_type(kind: sa.types.TypeEngine[Any]) -> type:
    if isinstance(kind, sa.JSON):
        return dict
    try:
        return kind.python_type
    except NotImplementedError:
        return type(None)


def _moment(column: sa.Column[Any]) -> Any:
    """Write now in the column's type; numbers are seconds since 1970. Another type is refused with the column's name."""
    kind, now = bare_type(column.type), canary.now()
    if isinstance(kind, sa.DateTime):
        return now if kind.timezone else now.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return now.date()
    if isinstance(kind, sa.Time):
        return now.timetz() if kind.timezone else now.time()
    if isinstance(kind, sa.Integer | sa.Numeric | sa.Float):
        return int(now.timestamp())
    if not is_text(column):
        canary.refuse(f"Column {column.name!r} is {column.type!s}; no value can be made up for it.")
    return now.isoformat()[: getattr(kind, "length", None)]


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn the database's errors into `Unavailable`, or into `cannot-plant` with the rule's name. Values go no further."""
    try:
        yield
    except DBAPIError as error:
        found = meaning(error)
        if isinstance(found, Refused):
            found = Refused(_why(error, found), reason=CANNOT_PLANT)
        raise found from None
    except PoolTimeout:
        msg = "All connections to the store are in use."
        raise Unavailable(msg) from None
    except StatementError:
        msg = "A made-up value does not suit a column of the table."
        raise Refused(msg, reason=CANNOT_PLANT) from None


def _why(error: DBAPIError, found: Refused) -> str:
    if found.reason == "permission":
        return "The store's account may not insert into this table; grant it INSERT, so that deletion can be tested."
    if not isinstance(error, IntegrityError):
        return f"The store takes no made-up row: {found}"
    told = getattr(error.orig, "diag", None)
    rule = getattr(told, "constraint_name", None) or getattr(told, "column_name", None)
    if not rule:
        matches = (pattern.search(str(error.orig)) for pattern in _RULES)
        rule = next((match[1] for match in matches if match), "a rule without a name")
    return f"The table refuses a made-up row: {rule}."
