"""One made-up row in the schema of a Parquet file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from stores.connectors import canary

# Numbers also make times and amounts.
_MADE_UP: tuple[Any, ...] = (0, canary.WORD, b"", [])


def one_row(schema: pa.Schema, row: Mapping[str, object]) -> pa.Table:
    """Make a table of one row: what `row` says, nothing where a column may be empty, else a neutral value of its type."""
    columns = [_given(field, row[field.name]) if field.name in row else _neutral(field) for field in schema]
    return pa.Table.from_arrays(columns, names=schema.names).cast(schema)


def _given(field: pa.Field, value: Any) -> pa.Array:
    kind = _plain(field.type)
    if isinstance(value, dt.datetime):
        value = _moment(kind, value)
    try:
        return pa.array([value]).cast(kind, safe=False)
    except pa.ArrowException:
        return canary.refuse(f"Column {field.name!r} is {kind} and can't hold the value that the dataset says.")


def _moment(kind: pa.DataType, moment: dt.datetime) -> Any:
    """Write the moment as the column does; numbers are seconds since 1970."""
    if pa.types.is_date(kind):
        return moment.date()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return int(moment.timestamp())
    return moment if pa.types.is_timestamp(kind) else moment.isoformat()


def _neutral(field: pa.Field) -> pa.Array:
    kind = _plain(field.type)
    if field.nullable:
        return pa.nulls(1, kind)
    for value in _MADE_UP:
        try:
            return pa.array([value]).cast(kind)
        except pa.ArrowException:
            continue
    return canary.refuse(f"Column {field.name!r} is {kind} and may not be empty; no value can be made up for it.")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
