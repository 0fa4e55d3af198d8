"""What a monitoring notice has to say before it may be published, place by place (R20-R23). Words in, faults out; no tables."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from consent.declarations.faults import Fault, label_of, quoted

NEW_YORK, DELAWARE, CONNECTICUT = "US-NY", "US-DE", "US-CT"
MOST_LINES = 50
MOST_CHARACTERS = 2_000
LISTS = ("summary", "kinds", "locations")
TEXTS = ("posted", "handed")

# The three kinds of communication that both statutes name: NY Civ. Rights Law 52-c(2)(a), 19 Del. C. 705(b).
COMMUNICATION: Mapping[str, re.Pattern[str]] = {
    "telephone": re.compile(r"\b(?:tele)?phone", re.IGNORECASE),
    "e-mail": re.compile(r"\be-?mails?\b|\belectronic mail\b", re.IGNORECASE),
    "internet access or usage": re.compile(r"\binternet\b", re.IGNORECASE),
}
ANY_TIME = re.compile(r"\b(?:any and all|all) times\b", re.IGNORECASE)
ANY_MEANS = re.compile(r"\bany lawful means\b", re.IGNORECASE)
AGREEING = re.compile(r"\b(?:I|you|we|employees?)\s+(?:hereby\s+)?(?:consent|agree)s?\b|\byour consent to\b", re.IGNORECASE)


def faults_of(jurisdiction: str, text: Mapping[str, Any], mode: str, sites: Mapping[str, str]) -> list[Fault]:
    """Everything that is wrong with this notice. `sites` are the names of the company's sites there, by ref."""
    if bad := [*_place(jurisdiction), *_shape(text)]:
        return bad
    found = [*_words(text), *_mode(jurisdiction, mode)]
    if jurisdiction == CONNECTICUT:
        return [*found, *_connecticut(text, sites)]
    asked = _new_york(text) if jurisdiction == NEW_YORK else _delaware(text)
    return [*found, *asked, *_places_elsewhere(text)]


def _place(jurisdiction: str) -> Iterator[Fault]:
    if jurisdiction not in (NEW_YORK, DELAWARE, CONNECTICUT):
        expected = "Expected US-NY, US-DE or US-CT: only there has such a notice to be acknowledged."
        yield Fault("jurisdiction", f"Jurisdiction is {quoted(jurisdiction)}. {expected}")


def _shape(text: Mapping[str, Any]) -> Iterator[Fault]:
    for key in sorted(text.keys() - {*LISTS, *TEXTS}, key=str):
        yield Fault(str(key), f"There is no part named {quoted(key)}. The parts are: {', '.join((*LISTS, *TEXTS))}.")
    for key in ("summary", "kinds"):
        yield from _lines(key, text.get(key, []))
    for key in TEXTS:
        value = text.get(key, "")
        if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
            yield Fault(key, f"{label_of(key)} is {quoted(value)}. Expected a text of at most {MOST_CHARACTERS} characters.")
    yield from _rows(text.get("locations", []))


def _lines(key: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(key, f"{label_of(key)} is {quoted(value)}. Expected a list of lines.")
        return
    if len(value) > MOST_LINES:
        yield Fault(key, f"{label_of(key)} has {len(value)} lines; at most {MOST_LINES} fit.")
    for number, line in enumerate(value[:MOST_LINES], start=1):
        if not isinstance(line, str) or not line.strip() or len(line) > MOST_CHARACTERS:
            yield Fault(key, f"Line {number} is {quoted(line)}. Expected a text of 1 to {MOST_CHARACTERS} characters.")


def _rows(rows: Any) -> Iterator[Fault]:
    if not isinstance(rows, list):
        yield Fault("locations", f"Locations is {quoted(rows)}. Expected a list of sites with their places.")
        return
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping) or row.keys() != {"site", "places"}:
            yield Fault("locations", f'Row {number} is {quoted(row)}. Expected {{"site": ..., "places": [...]}}.')
        else:
            yield from _lines("locations", row["places"])


def _words(text: Mapping[str, Any]) -> Iterator[Fault]:
    """Ask for words, and for words that do not turn an acknowledgement into a consent (R23)."""
    summary = text.get("summary", [])
    if not summary:
        yield Fault("summary", "The notice is empty. Write what may be monitored, one sentence on each line.")
    for number, line in enumerate(summary, start=1):
        if said := AGREEING.search(line):
            means = "This notice is read, not agreed to: say what is done, not what people agree to."
            yield Fault("summary", f"Line {number} says {quoted(said.group())}. {means}", "R23")


def _mode(jurisdiction: str, mode: str) -> Iterator[Fault]:
    if mode not in ("once", "daily"):
        yield Fault("mode", f"How often is {quoted(mode)}. Expected once or daily.", "R21")
    elif mode == "daily" and jurisdiction != DELAWARE:
        yield Fault("mode", "Only Delaware knows a notice on each day. Here it is acknowledged once.", "R21")


def _new_york(text: Mapping[str, Any]) -> Iterator[Fault]:
    """NY Civ. Rights Law 52-c(2)(a): all three kinds, at any and all times, by any lawful means (R20)."""
    said = " ".join(text.get("summary", []))
    if missing := [name for name, pattern in COMMUNICATION.items() if not pattern.search(said)]:
        yield Fault("summary", f"The law asks the notice to name {_joined(missing)}; found no word of it.", "R20")
    if not ANY_TIME.search(said):
        yield Fault("summary", "The law asks for the words “at any and all times”; they are not there.", "R20")
    if not ANY_MEANS.search(said):
        yield Fault("summary", "The law asks for the words “by any lawful means”; they are not there.", "R20")


def _delaware(text: Mapping[str, Any]) -> Iterator[Fault]:
    """19 Del. C. 705(b): what is monitored of telephone, e-mail and internet (R21)."""
    said = " ".join(text.get("summary", []))
    if not any(pattern.search(said) for pattern in COMMUNICATION.values()):
        yield Fault("summary", f"Say which is monitored: {_joined(list(COMMUNICATION), 'or')}; found none of them.", "R21")


def _connecticut(text: Mapping[str, Any], sites: Mapping[str, str]) -> Iterator[Fault]:
    """Conn. Gen. Stat. 31-48d as amended by PA 26-73: types, places, posting, a copy for each hire (R22)."""
    if not text.get("kinds"):
        yield Fault("kinds", "Types of monitoring is empty. Name each type on a line of its own.", "R22")
    if not sites:
        yield Fault("locations", "The company has no site in Connecticut, so there is nobody to tell.", "R22")
    named = {row["site"]: row["places"] for row in text.get("locations", [])}
    for ref in named.keys() - sites.keys():
        yield Fault("locations", f"{quoted(ref)} is no site in Connecticut.", "R22")
    for ref, name in sites.items():
        if not named.get(ref):
            yield Fault(f"locations.{ref}", f"{name} has no place. Name at least one place there that is monitored.", "R22")
    if not text.get("posted", "").strip():
        yield Fault("posted", "Where it is posted is empty. The law asks for a copy that hangs where people can see it.", "R22")
    if not text.get("handed", "").strip():
        yield Fault("handed", "How new hires get a copy is empty. Each hire since 1 October 2026 has to be given one.", "R22")


def _places_elsewhere(text: Mapping[str, Any]) -> Iterator[Fault]:
    if text.get("locations"):
        yield Fault("locations", "Only the notice for Connecticut lists places. Leave this empty.", "R22")


def _joined(names: list[str], word: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
