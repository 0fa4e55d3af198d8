"""A declaration as people read it, and what changed in it. No rows: only texts, and the names behind the refs in them."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from common.countries import country_name
from consent.declarations.diff import Change, changes_of
from consent.declarations.faults import date_of
from consent.declarations.items import ITEMS, SECTIONS, Item, Kind
from consent.declarations.notice_limits import name_of
from consent.declarations.program_limits import HIGH_RISK
from consent.declarations.schema import Body
from consent.declarations.wording import sections_of

Names = Mapping[str, str]


def _spaced(term: str) -> str:
    """A purpose of the Data Privacy Vocabulary as words: `ResearchAndDevelopment` is "Research and development"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term).capitalize()


WORDED: Mapping[str, Callable[[str], str]] = {"country": country_name, "jurisdictions": country_name, "category": _spaced}
"""Fields that are written as codes and read as words."""


def declaration_page(body: Body, names: Names) -> list[dict[str, Any]]:
    """Every section of a declaration, in its order, with the notices last."""
    return [section_page(section, body[section], names, body) for section in ITEMS] + [notices_page(body["notices"])]


def anchor(section: str) -> str:
    """Where a section begins on the page of a whole declaration."""
    return f"section-{section}"


def section_page(section: str, value: Any, names: Names, body: Body | None = None) -> dict[str, Any]:
    """One section as parts with facts: one part for a plain section, one for each row of a list."""
    purposes = {row["key"]: row["label"] for row in body["purposes"] if row["label"]} if body else {}
    known = {**names, **purposes} if section == "signals" else names
    rows = value if isinstance(value, list) else [value]
    parts = [
        {"title": _row_title(section, number, row, known), "facts": list(_facts(section, row, known))}
        for number, row in enumerate(rows)
    ]
    return {"key": section, "anchor": anchor(section), "title": SECTIONS[section].title, "parts": parts}


def _row_title(section: str, number: int, row: Mapping[str, Any], names: Names) -> str:
    named = SECTIONS[section].row
    if not named:
        return ""
    said = row.get("label") or row.get("name") or _shown(section, "signal", row) or names.get(row.get("dataset", ""), "")
    return f"{named} {number + 1}: {said}" if said else f"{named} {number + 1}"


def _shown(section: str, key: str, row: Mapping[str, Any]) -> str:
    return str(dict(ITEMS[section][key].choices).get(row[key], row[key])) if key in ITEMS[section] and row.get(key) else ""


def _facts(section: str, row: Mapping[str, Any], names: Names) -> Iterator[dict[str, Any]]:
    if section == "signals" and row["signal"]:
        yield {"label": gettext("Sensitivity"), "values": [_sensitivity(row["signal"])], "lines": False}
    for key, item in ITEMS[section].items():
        concerned = not item.only_for or row.get("basis") in item.only_for
        if concerned and (item.needed or row[key] or item.kind is Kind.YES):
            values = list(_values(item, row[key], names))
            if key in WORDED:
                values = [WORDED[key](one) for one in values]
            yield {"label": item.label, "values": values, "lines": item.kind is Kind.LINES}


def _sensitivity(signal: str) -> str:
    """How sensitive a signal is: not the writer's to say (R10)."""
    if signal in HIGH_RISK:
        return gettext("High: it can hold private words or pictures. Own purpose, 30 days raw at most, a second officer.")
    return gettext("Ordinary: no content.")


def _values(item: Item, value: Any, names: Names) -> Iterator[Any]:
    labels = dict(item.choices)
    if isinstance(value, bool):
        yield gettext("Yes") if value else gettext("No")
    elif isinstance(value, list):
        yield from (labels.get(one, names.get(one, one)) for one in value)
    elif item.kind is Kind.DAY and value:
        yield date_of(value) or value
    elif value != "":
        yield labels.get(value, names.get(str(value), value))


def notices_page(notices: Mapping[str, Any]) -> dict[str, Any]:
    """The notices, each language with its first layer and its twelve fields."""
    rows = [notice_page(*one) for one in sorted(notices.items())]
    return {"key": "notices", "anchor": anchor("notices"), "title": SECTIONS["notices"].title, "notices": rows}


def notice_page(language: str, notice: Mapping[str, Any]) -> dict[str, Any]:
    """One notice as people will see it."""
    return {
        "language": language,
        "name": name_of(language),
        "summary": notice["summary"],
        "sections": notice.get("sections") or sections_of(notice["fields"], language),
    }


def changes_page(before: Body | None, after: Body, names: Names) -> dict[str, Any]:
    """What is not what it was, by section, material changes counted."""
    found = changes_of(before, after) if before else []
    sections = [
        {"id": f"changed-{section}", "title": SECTIONS[section].title, "changes": [_change(change, names) for change in changes]}
        for section, changes in groupby(found, key=lambda change: change.section)
    ]
    return {"sections": sections, "count": len(found), "material": sum(change.material for change in found)}


def _change(change: Change, names: Names) -> dict[str, Any]:
    return {
        "path": _named(change.path, names),
        "material": change.material,
        "pieces": [{"kind": piece.kind, "text": _named(piece.text, names)} for piece in change.pieces],
    }


def _named(text: str, names: Names) -> str:
    for ref, name in names.items():
        text = text.replace(ref, name)
    return text
