"""What an exported record's values look like in JSON. Pure: package writers and tests share it."""

import base64
import datetime as dt
import enum
import math
from collections.abc import Callable, Mapping
from typing import Any

import orjson

_AS_THEY_ARE = (str, int, bool, type(None))
# What orjson would write in a way of its own goes through `plain`.
_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATACLASS


def plain(value: Any) -> Any:
    """Write any value that a connector exports in JSON's own types; nothing is an error.

    Text, numbers, true, false and nothing stay. Times are ISO 8601, with the offset where the store knows one; a stretch of
    time is ISO 8601 too (`PT90.5S`). Decimals are text, so that no digit is lost; bytes are Base64 (RFC 4648); a number that is
    none (NaN, infinity) is null, as JSON has no other word for it. Lists and mappings are written value by value, and whatever
    else a database knows (UUID, network addresses, ranges) is its text.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    write = next((write for kinds, write in _WRITERS if isinstance(value, kinds)), str)
    return write(value)


def json_line(record: Mapping[str, Any]) -> bytes:
    """Write one record as a line of JSON (UTF-8, with its line end): the same as `plain` says, and fast."""
    try:
        return orjson.dumps(record, default=plain, option=_LINE)
    except TypeError:
        # Numbers of more than 64 bits, keys that are no text, text that is no Unicode.
        return _careful(record)


def _careful(record: Mapping[str, Any]) -> bytes:
    return orjson.dumps(_fitting(plain(record)), option=orjson.OPT_APPEND_NEWLINE)


def _fitting(value: Any) -> Any:
    """Write numbers of more than 64 bits as text, and characters that are no Unicode as question marks."""
    if isinstance(value, dict):
        return {_fitting(key): _fitting(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_fitting(one) for one in value]
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    too_long = isinstance(value, int) and not -(2**63) <= value < 2**64
    return str(value) if too_long else value


def _stretch(value: dt.timedelta) -> str:
    """Write a stretch of time in seconds, which have the same length everywhere."""
    microseconds = value // dt.timedelta(microseconds=1)
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    fraction = f".{rest:06}".rstrip("0") if rest else ""
    return f"{'-' if microseconds < 0 else ''}PT{seconds}{fraction}S"


_WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((float,), lambda value: value if math.isfinite(value) else None),
    ((Mapping,), lambda value: {str(plain(key)): plain(one) for key, one in value.items()}),
    ((list, tuple, set, frozenset), lambda value: [plain(one) for one in value]),
    ((bytes, bytearray, memoryview), lambda value: base64.b64encode(value).decode("ascii")),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    ((dt.timedelta,), _stretch),
    ((enum.Enum,), lambda value: plain(value.value)),
)
