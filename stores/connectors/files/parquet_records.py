"""Rows of Arrow's batches as records, few at a time, and without losing what Python's own times can't hold."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stores.connectors.batching import MOST_BYTES

_MOST_ROWS = 8_192
_BEYOND = (ValueError, OverflowError)


def rows_at_once(group: pq.RowGroupMetaData) -> int:
    """Say how many rows of this group weigh about 4 MiB."""
    heavy = max(1, group.total_byte_size // max(1, group.num_rows))
    return int(max(1, min(_MOST_ROWS, MOST_BYTES // heavy)))


def records_of(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Give each row as name -> value."""
    names = batch.schema.names
    return (dict(zip(names, values, strict=True)) for values in zip(*map(_values, batch.columns), strict=True))


def _values(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except _BEYOND:
        return [_value(one) for one in column]
    return values


def _value(scalar: pa.Scalar) -> Any:
    """Give one value; where Python has none for it (nanoseconds, years after 9999), its text or its number."""
    if isinstance(scalar, pa.StructScalar) and scalar.is_valid:
        return {name: _value(one) for name, one in scalar.items()}
    if isinstance(scalar, pa.ListScalar) and scalar.is_valid:
        return [_value(one) for one in scalar.values]
    try:
        return scalar.as_py()
    except _BEYOND:
        text = scalar.cast(pa.string()).as_py()
        return text if text[:1].isdigit() and not text.isdigit() else f"{scalar.value} {getattr(scalar.type, 'unit', 'days')}"
