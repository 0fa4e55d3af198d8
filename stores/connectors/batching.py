"""How many records go together, so that memory stays flat whatever a record weighs."""

from collections.abc import Iterator, Sequence
from typing import Any

FIRST_ROWS = 16
MOST_ROWS = 2_000
MOST_BYTES = 4 << 20
_SMALL = 16


def next_size(size: int, rows: Sequence[Sequence[Any]]) -> int:
    """Say how many rows to take next, after `rows` were taken: at most twice as many, and no more than weigh 4 MiB."""
    average = sum(weight(row) for row in rows) / len(rows)
    return max(1, min(size * 2, MOST_ROWS, int(MOST_BYTES / max(average, 1))))


def batched(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Put records together until they are many or heavy."""
    batch: list[dict[str, Any]] = []
    load = 0
    for record in records:
        batch.append(record)
        load += weight(record.values())
        if len(batch) == MOST_ROWS or load >= MOST_BYTES:
            yield batch
            batch, load = [], 0
    if batch:
        yield batch


def weight(values: Any) -> int:
    """Weigh values roughly: text and bytes by their length, what is nested by what is in it."""
    total = 0
    for value in values:
        kind = type(value)
        if kind is str or kind is bytes:
            total += len(value)
        elif kind is list or kind is tuple:
            total += weight(value)
        elif kind is dict:
            total += weight(value.keys()) + weight(value.values())
        else:
            total += _SMALL
    return total
