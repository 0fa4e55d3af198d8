"""What can never be right in a section: a key that does not exist, a value of another type, too many rows.

A draft may be incomplete; it may not have another shape than `schema` shows.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf.locale import LANG_INFO

from consent.declarations.faults import Fault, label_of, of_row, quoted
from consent.declarations.schema import EMPTY, NOTICE_FIELDS, ROWS

MOST_ROWS = 50
MOST_CHARACTERS = 20_000
MOST_SENTENCES = 500
"""Of a first layer that is much too long but may be shortened later; `notice_limits` counts its words."""
_WORDS = {str: "text", bool: "yes or no", int: "a whole number", list: "a list of texts"}
_NOTICE_KEYS = {"summary", "fields", "sections"}


def misshapen(section: str, value: Any) -> list[Fault]:
    """Say what in this section does not have the shape of `schema`; nothing else is looked at."""
    if section == "notices":
        return list(_notices(value))
    if section in ROWS:
        return list(_rows(section, value))
    return list(_values(EMPTY[section], value))


def _rows(section: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault("", f"{label_of(section)} is {quoted(value)}. Expected a list of rows.")
        return
    if len(value) > MOST_ROWS:
        yield Fault("", f"{label_of(section)} has {len(value)} rows; at most {MOST_ROWS} fit.")
    for number, row in enumerate(value[:MOST_ROWS]):
        yield from of_row(number, _values(ROWS[section], row))


def _values(expected: Mapping[str, Any], found: Any) -> Iterator[Fault]:
    if not isinstance(found, Mapping):
        yield Fault("", f"Found {quoted(found)}. Expected named values.")
        return
    for key in sorted(found.keys() - expected.keys(), key=str):
        yield Fault(str(key), f"There is no field named {quoted(key)} here. The fields are: {', '.join(expected)}.")
    for key, model in expected.items():
        if key not in found:
            yield Fault(key, f"{label_of(key)} is missing. Send it empty where nothing is known yet.")
        else:
            yield from _value(key, model, found[key])


def _value(key: str, model: Any, found: Any) -> Iterator[Fault]:
    # In Python a bool is an int; here "yes" is no number.
    if type(found) is not type(model):
        yield Fault(key, f"{label_of(key)} is {quoted(found)}. Expected {_WORDS[type(model)]}.")
    elif isinstance(found, int) and found < 0:
        yield Fault(key, f"{label_of(key)} is {found}. Expected 0 or more.")
    elif isinstance(found, list):
        yield from _texts(key, found)
    elif isinstance(found, str) and len(found) > MOST_CHARACTERS:
        yield Fault(key, f"{label_of(key)} has {len(found)} characters; at most {MOST_CHARACTERS} fit.")


def _texts(key: str, found: list[Any], most: int = MOST_ROWS) -> Iterator[Fault]:
    if len(found) > most:
        yield Fault(key, f"{label_of(key)} has {len(found)} rows; at most {most} fit.")
    for one in found:
        if not isinstance(one, str) or len(one) > MOST_CHARACTERS:
            yield Fault(key, f"{label_of(key)} holds {quoted(one)}. Expected a text of at most {MOST_CHARACTERS} characters.")


def _notices(value: Any) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault("", f"Notices is {quoted(value)}. Expected one notice for each language.")
        return
    if len(value) > MOST_ROWS:
        yield Fault("", f"There are notices in {len(value)} languages; at most {MOST_ROWS} fit.")
    for language, notice in value.items():
        if language not in LANG_INFO:
            known = "Expected a language code that Django knows, such as en, de, fr or pt-br."
            yield Fault(str(language), f"{quoted(language)} is no language known here. {known}", "R26")
            continue
        for fault in _notice(notice):
            yield Fault(f"{language}.{fault.field}".rstrip("."), f"Notice in {quoted(language)}: {fault.message}", "R17")


def _notice(notice: Any) -> Iterator[Fault]:
    if not isinstance(notice, Mapping):
        yield Fault("", f"Found {quoted(notice)}. Expected a first layer and fields.")
        return
    for key in sorted(notice.keys() - _NOTICE_KEYS, key=str):
        yield Fault(str(key), f"There is no part named {quoted(key)}. The parts are: summary, fields.")
    yield from _layers(notice)
    fields = notice.get("fields")
    if not isinstance(fields, Mapping):
        yield Fault("fields", "Expected the twelve fields by name.")
        return
    for key, field in fields.items():
        if key not in NOTICE_FIELDS:
            yield Fault(f"fields.{key}", f"There is no field named {quoted(key)}. The fields are: {', '.join(NOTICE_FIELDS)}.")
        elif not _is_field(field):
            yield Fault(f"fields.{key}", f'Field {key} is {quoted(field)}. Expected {{"text": ...}} or {{"because": ...}}.')


def _layers(notice: Mapping[str, Any]) -> Iterator[Fault]:
    summary = notice.get("summary")
    if isinstance(summary, list):
        yield from _texts("summary", summary, MOST_SENTENCES)
    else:
        yield Fault("summary", "Expected a list of sentences.")
    if not isinstance(notice.get("sections", []), list):
        yield Fault("sections", "Expected a list of titled paragraphs.")


def _is_field(field: Any) -> bool:
    return (
        isinstance(field, Mapping)
        and field.keys() <= {"text", "because"}
        and all(isinstance(words, str) and len(words) <= MOST_CHARACTERS for words in field.values())
    )
