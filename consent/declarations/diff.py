"""What changed between two declarations, so that a person can read it: section by section, row by row, word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from consent.declarations.faults import label_of
from consent.declarations.notice_limits import name_of
from consent.declarations.schema import MATERIAL, MATERIAL_FIELDS, NOTICE_FIELDS, Body
from consent.declarations.wording import TITLES

ROW_KEYS: Mapping[str, str] = {"purposes": "key", "signals": "signal", "datasets": "dataset", "recipients": "key"}
"""By what a row is known again when it moved."""
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field, or one whole row, that is not what it was. `before` or `after` is empty where it was not or is no more."""

    section: str
    path: str
    before: str
    after: str
    material: bool
    pieces: list[Piece] = field(default_factory=list)


def changes_of(before: Body, after: Body) -> list[Change]:
    """Every change, in the order of the sections. Another order of rows is one change."""
    return [change for section in after for change in _section(section, before.get(section), after[section])]


def words_changed(before: str, after: str) -> list[Piece]:
    """The two texts as one run of pieces, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces


def _section(section: str, before: Any, after: Any) -> Iterator[Change]:
    if section == "notices":
        yield from _notices(before or {}, after)
    elif section in ROW_KEYS:
        yield from _rows(section, before or [], after)
    else:
        yield from _fields(section, "", before or {}, after)


def _rows(section: str, before: list[Body], after: list[Body]) -> Iterator[Change]:
    key = ROW_KEYS[section]
    old, new = {row[key]: row for row in before}, {row[key]: row for row in after}
    one = label_of(section).removesuffix("s")
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _fields(section, f"{one} {name}", old.get(name, {}), new.get(name, {}))
    kept = [name for name in old if name in new], [name for name in new if name in old]
    if kept[0] != kept[1]:
        yield _change(section, "Order", *map(in_words, kept), material=section in MATERIAL)


def _fields(section: str, row: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = in_words(before.get(key)), in_words(after.get(key))
        if old != new:
            material = section in MATERIAL or (section, key) in MATERIAL_FIELDS
            yield _change(section, ": ".join(part for part in (row, label_of(key)) if part), old, new, material=material)


def _notices(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for language in [*before, *(language for language in after if language not in before)]:
        old, new = before.get(language, {}), after.get(language, {})
        layers = "\n".join(old.get("summary", [])), "\n".join(new.get("summary", []))
        if layers[0] != layers[1]:
            yield _change("notices", f"{name_of(language)}: First layer", *layers, material=False)
        for key in NOTICE_FIELDS:
            fields = _said(old.get("fields", {}).get(key)), _said(new.get("fields", {}).get(key))
            if fields[0] != fields[1]:
                yield _change("notices", f"{name_of(language)}: {TITLES['en'][key]}", *fields, material=False)


def _said(notice_field: Mapping[str, str] | None) -> str:
    if not notice_field:
        return ""
    because = notice_field.get("because")
    return f"Does not apply: {because}" if because else notice_field.get("text", "")


def in_words(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)


def _change(section: str, path: str, before: str, after: str, *, material: bool) -> Change:
    pieces = words_changed(before, after)
    return Change(section=section, path=path, before=before, after=after, material=material, pieces=pieces)
