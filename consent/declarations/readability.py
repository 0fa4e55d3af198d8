"""How hard a text is to read: words, sentences, and for English the Flesch-Kincaid grade (R26, GDPR 12(1)).

Grade = 0.39 * words per sentence + 11.8 * syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom, "Derivation of New
Readability Formulas for Navy Enlisted Personnel", 1975). Grade 8 is what people read after eight years of school.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pyphen import Pyphen

GRADE = 8
"""An English notice is at most of this grade."""
SENTENCE_WORDS = 25
"""In other languages, for which the formula was not made, a sentence has at most so many words on average."""
FIRST_LAYER_WORDS = 250

_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
# A full stop inside 9.30 or example.com ends no sentence: what follows an end is a space, or nothing.
_SENTENCE_END = re.compile(r"[.!?:;…]+[\"'\u201d\u2019)\]]*(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouy])(?:(?<!l)e|(?<=[aeiouy]l)e|(?<![td])ed|(?<![sxzcg])(?<!sh)(?<!ch)es)$")
_hyphens = Pyphen(lang="en_US", left=1, right=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads. `grade` is None where the formula does not fit the language or there are no words."""

    words: int
    sentences: int
    grade: float | None

    @property
    def words_per_sentence(self) -> float:
        """The average; 0 for no words."""
        return self.words / self.sentences if self.sentences else 0.0


def words_of(text: str) -> list[str]:
    """The words; what is joined by a hyphen, an apostrophe or a dot counts as one."""
    return _WORD.findall(text)


def reading(text: str, language: str = "en") -> Reading:
    """Count words and sentences, and grade English. A line that ends without a full stop ends a sentence all the same."""
    words = words_of(text)
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    if not words or language.partition("-")[0] != "en":
        return Reading(len(words), sentences, None)
    syllables = sum(syllables_of(word.lower()) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return Reading(len(words), sentences, round(max(grade, 0.0), 1))


@lru_cache(maxsize=4096)
def syllables_of(word: str) -> int:
    """Count the syllables of an English word: where it may be hyphenated, and the vowels sounded between two such places.

    Hyphens alone miss syllables that typography never breaks off ("idea"), so each part counts by its groups of vowels.
    """
    parts = _hyphens.inserted(word).split("-")
    parts[-1] = _SILENT.sub("", parts[-1]) or parts[-1]
    return sum(max(1, len(_VOWELS.findall(part))) for part in parts)


def too_hard(text: str, language: str) -> str:
    """Say in one sentence what makes the text too hard, with the figure found and the one allowed; empty where it is not."""
    found = reading(text, language)
    if found.grade is not None and found.grade > GRADE:
        return (
            f"It reads at grade {found.grade} and should read at grade {GRADE} or below: "
            f"{found.words_per_sentence:.0f} words per sentence now. Shorter sentences and shorter words help."
        )
    if found.grade is None and found.words_per_sentence > SENTENCE_WORDS:
        return (
            f"Its sentences have {found.words_per_sentence:.0f} words on average and should have {SENTENCE_WORDS} or fewer. "
            "Make two sentences of one."
        )
    return ""
