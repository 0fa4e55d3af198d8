"""Canonical JSON in the manner of RFC 8785: sorted keys, no spaces, UTF-8, no floats."""

import json
from typing import Any


def canonical_bytes(value: Any) -> bytes:
    """Serialise `value`; the same value always gives the same bytes. Floats are refused.

    Keys are sorted by code point, which equals RFC 8785's UTF-16 order for the ASCII keys that Assent writes.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        msg = f"{value!r} is a float; canonical JSON here holds integers and strings only."
        raise TypeError(msg)
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                msg = f"{key!r} is not an ASCII string key."
                raise TypeError(msg)
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
