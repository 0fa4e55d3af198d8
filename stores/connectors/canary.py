"""What a canary is called, in each type that can name a person, and the time it carries."""

import datetime as dt
import secrets
import uuid
from typing import NoReturn

from stores.contract import CANNOT_PLANT, Refused

WORD = "canary"
MARK = f"{WORD}-"
# Fewer characters could be somebody's number tomorrow.
_FEWEST = 8
_HEX = 12
_LEAST_NUMBER, _NUMBERS = 100_000_000, 900_000_000


def text(longest: int | None = None) -> str:
    """Give `canary-<12 hex>`, or as many random hex digits as a shorter column holds (at least 8, at most 12)."""
    name = MARK + secrets.token_hex(_HEX // 2)
    if longest is None or longest >= len(name):
        return name
    if longest < _FEWEST:
        refuse(f"The column that names the person holds {longest} characters; a canary needs {_FEWEST}.")
    return secrets.token_hex(_HEX)[: min(longest, _HEX)]


def filler(longest: int | None) -> str:
    """Give random text for another column whose values may not repeat: at most 12 hex digits."""
    return secrets.token_hex(_HEX // 2)[:longest]


def number() -> str:
    """Give a random number of nine digits, as text."""
    return str(_LEAST_NUMBER + secrets.randbelow(_NUMBERS))


def identifier() -> str:
    """Give a random UUID (RFC 9562 version 4), as text."""
    return str(uuid.uuid4())


def now() -> dt.datetime:
    """The moment that a canary's time column gets, in UTC."""
    return dt.datetime.now(dt.UTC)


def refuse(why: str) -> NoReturn:
    """Refuse to plant; `why` is a sentence that names the column or what is missing."""
    raise Refused(why, reason=CANNOT_PLANT)
