"""Canonical JSON in the manner of RFC 8785: sorted keys, no spaces, UTF-8, no floats."""

import json
from typing import Any


def canonical_bytes(value: Any) -> bytes:
    """Serialise `value`; the same value always gives the same bytes. Floats and keys that are not text are refused.

    Keys are sorted by their UTF-16 code units (RFC 8785 section 3.2.3): a column may be called größe.
    """
    return json.dumps(_ordered(value), separators=(",", ":"), ensure_ascii=False).encode()


def _ordered(value: Any) -> Any:
    if isinstance(value, float):
        msg = f"{value!r} is a float; canonical JSON here holds integers and strings only."
        raise TypeError(msg)
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_code_units)}
    if isinstance(value, list | tuple):
        return [_ordered(inner) for inner in value]
    return value


def _code_units(key: Any) -> bytes:
    if not isinstance(key, str):
        msg = f"{key!r} is not a text key."
        raise TypeError(msg)
    return key.encode("utf-16-be", "surrogatepass")
