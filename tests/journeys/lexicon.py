"""Words that a page of choices must not use, per language: data for the tests of D08, D09, D11 and D13 to D15, and for D21.

A new language of notices is added here first: `words_of` refuses one that has no lists.
"""

import re
from collections.abc import Mapping, Sequence

Lists = Mapping[str, Sequence[str]]

LOADED: Lists = {
    "en": (
        r"help us",
        r"help the team",
        r"team spirit",
        r"team player",
        r"loyal\w*",
        r"miss(?:ing)? out",
        r"last chance",
        r"don't be the",
        r"colleagues? already",
        r"everybody else",
        r"be part of",
        r"we trust you",
        r"disappoint\w*",
        r"sadly",
        r"unfortunately",
        r"sorry to see",
        r"are you sure",
        r"really want",
        r"recommended",
        r"best experience",
        r"please",
    ),
    "de": (
        r"hilf uns",
        r"hilf dem team",
        r"teamgeist",
        r"loyal\w*",
        r"verpass\w*",
        r"letzte (?:chance|gelegenheit)",
        r"kolleg\w+ (?:haben|sind) (?:schon|bereits)",
        r"alle anderen",
        r"sei dabei",
        r"wir vertrauen dir",
        r"enttäusch\w*",
        r"leider",
        r"schade",
        r"bist du sicher",
        r"wirklich",
        r"empfohlen",
        r"bestes erlebnis",
        r"bitte",
    ),
}
"""Emotion, shame, pressure of the group (D13)."""

PROOF: Lists = {
    "en": (
        r"\d+ ?(?:%|percent)",
        r"(?:\d[\d.,]*|most|many) (?:people|colleagues|employees|others)(?: have)? (?:joined|agreed|said yes|take part|share)",
        r"\d[\d.,]* (?:have|already) (?:joined|agreed|said yes)",
    ),
    "de": (
        r"\d+ ?(?:%|prozent)",
        r"(?:\d[\d.,]*|die meisten|viele) (?:menschen|kolleg\w+|andere)(?: haben| sind)? (?:dabei|zugestimmt|ja gesagt)",
    ),
}
"""How many others said yes (D14)."""

PRESSURE: Lists = {
    "en": (
        r"(?:seconds?|minutes?|hours?|days?) (?:left|remaining)",
        r"only \d+ (?:seconds?|minutes?|hours?|days?)",
        r"time is running out",
        r"hurry",
        r"act now",
        r"don't wait",
        r"rewards?",
        r"bonus",
        r"points",
        r"voucher",
        r"gift",
        r"prize",
        r"earn",
        r"unlock",
    ),
    "de": (
        r"noch \d+ (?:sekunden?|minuten?|stunden?|tage?)",
        r"nur \d+ (?:sekunden?|minuten?|stunden?|tage?)",
        r"beeil\w*",
        r"jetzt handeln",
        r"belohnung\w*",
        r"bonus",
        r"punkte",
        r"gutschein\w*",
        r"geschenk\w*",
        r"gewinn\w*",
        r"verdiene\w*",
    ),
}
"""Countdowns and rewards (D15)."""

LATER: Lists = {
    "en": (r"later", r"not now", r"remind me", r"maybe", r"skip"),
    "de": (r"später", r"jetzt nicht", r"erinner\w*", r"vielleicht", r"überspringen"),
}
"""Putting a question off (D08): allowed only beside a real no."""

BUNDLED: Lists = {
    "en": (
        r"(?:accept|allow|agree to|yes to|collect|turn on|switch on) (?:all|everything)",
        r"more options",
        r"manage (?:options|choices)",
        r"customi[sz]e",
    ),
    "de": (r"alle[ms]? (?:annehmen|akzeptieren|erlauben|zustimmen|einschalten)", r"mehr optionen", r"anpassen"),
}
"""One yes for everything, with the no put elsewhere (D09)."""

TWICE_NO: Lists = {
    "en": (
        r"(?:do not|don't|does not|doesn't|never|no)\b[^.?!,;]{0,40}\b(?:not|never|opt[ -]?out|disable|disallow|unless|without)",
        r"un(?:tick|check)\b[^.?!]{0,40}\b(?:not|stop|opt)",
        r"not (?:un|dis)\w+",
    ),
    "de": (r"(?:nicht|kein\w*|nie)\b[^.?!,;]{0,40}\b(?:nicht|kein\w*|nie|ohne|abwähl\w*)", r"nicht (?:un|deaktivier)\w+"),
}
"""Double negatives in a control's label (D11)."""

COMMON: Lists = {
    "en": ("the", "and", "you", "your", "is", "it", "what", "not", "of"),
    "de": ("der", "die", "das", "und", "du", "dein", "ist", "nicht", "wir", "ein"),
}
"""Words that hardly any text of a language does without: a text that has those of another one mixes languages (D21)."""


def words_of(lists: Lists, language: str) -> re.Pattern[str]:
    """One pattern of a language's list, in any case, whole words only."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(lists[language])})(?!\w)", re.IGNORECASE)


def found(lists: Lists, language: str, text: str) -> list[str]:
    """What of the list the text says."""
    return [match[0] for match in words_of(lists, language).finditer(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))]
