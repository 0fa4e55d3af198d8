"""A dataset as the database sees it: the table, the column that names the person, and the narrowing conditions."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from stores.connectors.period import Period
from stores.contract import Dataset, Refused

Key = str | int | UUID
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,19}")
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The reflected table of a dataset. `narrowing` (columns and their values) and `period` are put on every statement."""

    table: sa.Table
    column: sa.Column[Any]
    narrowing: tuple[tuple[sa.Column[Any], str], ...]
    has_index: bool
    # The columns that tell rows apart in an SQLite table without rowid; empty elsewhere.
    row_key: tuple[str, ...] = ()
    # Which rows count by their time, and the column that tells it.
    period: Period | None = None
    time: sa.Column[Any] | None = None


def resolve(connection: Connection, dataset: Dataset) -> Target:
    """Reflect the dataset's table; an unknown table or column is refused with the ones that exist."""
    period = Period.of(dataset)
    inspector = sa.inspect(connection)
    schema, _, name = dataset.location.rpartition(".")
    tables = inspector.get_table_names(schema=schema or None) if _has_schema(inspector, schema) else []
    if name not in tables:
        msg = f"There is no table {dataset.location!r}; there are: {_listed(tables)}."
        raise Refused(msg, reason="unknown-location")
    columns = inspector.get_columns(name, schema=schema or None)
    table = sa.Table(
        sa.quoted_name(name, quote=True),
        sa.MetaData(),
        *(sa.Column(sa.quoted_name(column["name"], quote=True), bare_type(column["type"])) for column in columns),
        schema=sa.quoted_name(schema, quote=True) if schema else None,
    )
    for wanted in (dataset.subject_column, *dataset.where, *filter(None, [dataset.time_column])):
        if wanted not in table.c:
            msg = f"There is no column {wanted!r} in {dataset.location!r}; there are: {_listed(table.c.keys())}."
            raise Refused(msg, reason="unknown-column")
    column = table.c[dataset.subject_column]
    _refuse_unsupported(column)
    return Target(
        table=table,
        column=column,
        narrowing=tuple((table.c[name], value) for name, value in dataset.where.items()),
        has_index=_has_index(inspector, name, schema or None, dataset.subject_column),
        row_key=_row_key(inspector, name, schema or None),
        period=period,
        time=table.c[dataset.time_column] if period else None,
    )


def cast_subjects(column: sa.Column[Any], subjects: Collection[str]) -> dict[Key, str]:
    """Cast subjects to the column's type. One that can't be cast is left out: no row can have it."""
    keys: dict[Key, str] = {}
    for subject in dict.fromkeys(subjects):
        key = cast_value(bare_type(column.type), subject)
        if key is None:
            continue
        if key in keys:
            msg = "Two subjects mean the same value of the column."
            raise Refused(msg, reason="bad-subject")
        keys[key] = subject
    return keys


def cast_value(kind: sa.types.TypeEngine[Any], subject: str) -> Key | None:
    """Cast one text to the type; None where no row can hold it."""
    if isinstance(kind, sa.Integer):
        number = int(subject) if _WHOLE_NUMBER.fullmatch(subject) else None
        return number if number is not None and -(2**63) <= number < 2**63 else None
    if isinstance(kind, sa.Uuid):
        try:
            return UUID(subject)
        except ValueError:
            return None
    return None if "\0" in subject else subject


def bare_type(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    """Look through PostgreSQL's domains to the type below."""
    while isinstance(kind, postgresql.DOMAIN):
        kind = kind.data_type
    return kind


def is_text(column: sa.Column[Any]) -> bool:
    """Say whether the column holds text, where collations decide what is equal."""
    kind = bare_type(column.type)
    return isinstance(kind, sa.String | postgresql.CITEXT) and not isinstance(kind, sa.Enum)


def _refuse_unsupported(column: sa.Column[Any]) -> None:
    kind = bare_type(column.type)
    if not is_text(column) and not isinstance(kind, sa.Integer | sa.Uuid):
        msg = f"Column {column.name!r} is {column.type!s}; a person can be named by text, integer or uuid columns."
        raise Refused(msg, reason="unsupported-type")


def _has_schema(inspector: sa.Inspector, schema: str) -> bool:
    return not schema or schema in inspector.get_schema_names()


def _has_index(inspector: sa.Inspector, table: str, schema: str | None, column: str) -> bool:
    """Whether an index, a unique constraint or the primary key begins with the column."""
    first: list[str | None] = [*inspector.get_pk_constraint(table, schema=schema)["constrained_columns"][:1]]
    for index in inspector.get_indexes(table, schema=schema):
        first += index["column_names"][:1]
    for unique in inspector.get_unique_constraints(table, schema=schema):
        first += unique["column_names"][:1]
    return column in first


def _row_key(inspector: sa.Inspector, table: str, schema: str | None) -> tuple[str, ...]:
    if inspector.get_table_options(table, schema=schema).get("sqlite_with_rowid", True):
        return ()
    return tuple(inspector.get_pk_constraint(table, schema=schema)["constrained_columns"])


def _listed(names: Collection[str]) -> str:
    shown = sorted(names)[:_SHOWN]
    return ", ".join(shown) + (" ..." if len(names) > _SHOWN else "") if shown else "none"
