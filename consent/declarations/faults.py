"""A fault of a declaration: which field, what was expected, what was found. And the questions that many fields share."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
JURISDICTION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Other years are a slip of the pen, or say "never", as 9999 does: then there is no date to give."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
QUOTE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `field` is its path in the section (`0.basis`), `rule` the rule that asks for it."""

    field: str
    message: str
    rule: str = ""


def quoted(value: object) -> str:
    """Show what was found, shortened."""
    text = str(value)
    if not text:
        return "empty"
    return repr(text if len(text) <= QUOTE else text[: QUOTE - 1] + "…")


def filled(rule: str, at: str, values: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Fault]:
    """Each of these text fields has to hold words; `at` names the row."""
    for key, label in labels.items():
        if not str(values[key]).strip():
            yield Fault(key, f"{at}{label} is empty. It has to be filled in.", rule)


def short(rule: str, at: str, values: Mapping[str, Any], limits: Mapping[str, int]) -> Iterator[Fault]:
    """Each of these text fields has a greatest length, in characters."""
    for key, limit in limits.items():
        if len(values[key]) > limit:
            yield Fault(key, f"{at}{label_of(key)} has {len(values[key])} characters; at most {limit} fit.", rule)


def label_of(key: str) -> str:
    """A field's key as words: `contract_date` is "Contract date"."""
    return key.replace("_", " ").capitalize()


def date_of(text: str) -> dt.date | None:
    """Read an ISO date, or None where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def bad_date(rule: str, at: str, key: str, text: str, *, required: bool = False) -> Iterator[Fault]:
    """Ask for a date as 2026-11-24, of a year that can be meant."""
    day = date_of(text)
    if not text and required:
        yield Fault(key, f"{at}{label_of(key)} is empty. Expected a date such as 2026-11-24.", rule)
    elif text and day is None:
        yield Fault(key, f"{at}{label_of(key)} is {quoted(text)}. Expected a date such as 2026-11-24.", rule)
    elif day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        expected = f"Expected a date of the years {FIRST_YEAR} to {LAST_YEAR}{'' if required else ', or none'}."
        yield Fault(key, f"{at}{label_of(key)} is {day}. {expected}", rule)


def bad_key(rule: str, at: str, text: str, limit: int = 60) -> Iterator[Fault]:
    """Ask for a short name of small letters, digits and hyphens."""
    if not KEY.fullmatch(text) or len(text) > limit:
        yield Fault("key", f"{at}Key is {quoted(text)}. Expected at most {limit} small letters, digits and hyphens.", rule)


def bad_url(rule: str, at: str, key: str, text: str) -> Iterator[Fault]:
    """Ask for an address that begins with https; a recipient on this very machine may do without."""
    if text and not web_address(text):
        yield Fault(key, f"{at}{label_of(key)} is {quoted(text)}. Expected an address that begins with https://.", rule)


def web_address(text: str) -> bool:
    """Say whether this is an https address, or an http one of this machine."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or re.search(r"\s", text):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def of_row(number: int, found: Iterator[Fault]) -> Iterator[Fault]:
    """Put the row's number (from 0) before each field's name."""
    for fault in found:
        yield Fault(f"{number}.{fault.field}" if fault.field else str(number), fault.message, fault.rule)
