"""The second layer of a notice: its twelve fields as sections with a title each, in the notice's language."""

from collections.abc import Mapping
from typing import Any

TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "controller": "Who is responsible",
        "dpo": "Whom you can ask",
        "purposes": "What it is for, and on what legal basis",
        "interests": "The interests behind it",
        "recipients": "Who receives it",
        "transfers": "Where it goes",
        "retention": "How long it is kept",
        "rights": "Your rights",
        "withdrawal": "How to take a yes back",
        "complaint": "Where to complain",
        "obligation": "Whether you have to take part",
        "automation": "Decisions made by machines",
    },
    "de": {
        "controller": "Wer verantwortlich ist",
        "dpo": "Wen du fragen kannst",
        "purposes": "Wozu, und auf welcher Grundlage",
        "interests": "Die Interessen dahinter",
        "recipients": "Wer die Daten bekommt",
        "transfers": "Wohin sie gehen",
        "retention": "Wie lange sie bleiben",
        "rights": "Deine Rechte",
        "withdrawal": "Wie du ein Ja zurücknimmst",
        "complaint": "Wo du dich beschweren kannst",
        "obligation": "Ob du mitmachen musst",
        "automation": "Entscheidungen von Maschinen",
    },
}
DOES_NOT_APPLY = {"en": "This does not apply: {because}", "de": "Das trifft nicht zu: {because}"}


def sections_of(fields: Mapping[str, Mapping[str, str]], language: str) -> list[dict[str, Any]]:
    """The fields in their order, as `[{"title", "paragraphs"}]`. A language without titles of its own gets the English ones."""
    titles = TITLES.get(language, TITLES["en"])
    not_so = DOES_NOT_APPLY.get(language, DOES_NOT_APPLY["en"])
    return [{"title": titles[key], "paragraphs": _paragraphs(fields[key], not_so)} for key in TITLES["en"] if fields.get(key)]


def _paragraphs(field: Mapping[str, str], not_so: str) -> list[str]:
    if field.get("because"):
        return [not_so.format(because=field["because"])]
    return [part.strip() for part in field.get("text", "").split("\n\n") if part.strip()]
