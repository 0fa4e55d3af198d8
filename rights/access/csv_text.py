"""Rows as CSV (RFC 4180, every field quoted, CRLF), a column at a time. Pure: no rows of the portal.

The same text as `csv.writer` and `common.csv.cell` give, at half the cost: a batch's column mostly has values of one kind, of which
it is known at once how they are written and whether a spreadsheet could run them.
"""

import datetime as dt
import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from common.csv import cell
from stores.values import plain

# Texts that begin otherwise can't be run by a spreadsheet; those that do are looked at by `common.csv`.
_SUSPECT = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20 ")


def lines(rows: Sequence[Iterable[Any]]) -> bytes:
    """Write rows of equal length."""
    columns = [_column(values) for values in zip(*rows, strict=True)]
    if not columns:
        return b"\r\n" * len(rows)
    text = '"\r\n"'.join(map('","'.join, zip(*columns, strict=True)))
    # What is no Unicode can't be written; JSON Lines write it the same way (`stores.values`).
    return f'"{text}"\r\n'.encode(errors="replace")


def written(value: Any) -> str:
    """One value as text, with a leading quote where a spreadsheet would run it."""
    kind = type(value)
    if kind is str:
        return cell(value) if value[:1] in _SUSPECT else value
    if kind is int or kind is Decimal:
        return str(value)
    if kind is float:
        return repr(value) if math.isfinite(value) else ""
    if kind is dt.datetime:
        return str(value.isoformat())
    if value is None:
        return ""
    known = plain(value)
    return cell(json.dumps(known, ensure_ascii=False, separators=(",", ":")) if isinstance(known, list | dict) else known)


def _column(values: Sequence[Any]) -> Iterable[str]:
    """A column's values as they stand between their quotes."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return map(str, values)
    harmless = kinds == {str} and _SUSPECT.isdisjoint([value[:1] for value in values])
    texts = values if harmless else list(map(written, values))
    return texts if '"' not in "".join(texts) else [text.replace('"', '""') for text in texts]
