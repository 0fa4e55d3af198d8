"""What one line of the launch checklist says."""

from dataclasses import dataclass
from enum import StrEnum


class Needs(StrEnum):
    """What makes a check good: other words in the declaration, work elsewhere, or somebody's signature."""

    TEXT = "text"
    WORK = "work"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One gate: the rule behind it, whether it is open, why not, and in which section it is mended (None: not in the text).

    `points` are the parts of an explanation that says more than one thing, for a list.
    """

    rule: str
    title: str
    ok: bool
    explanation: str
    section: str | None = None
    help: str = ""
    needs: Needs = Needs.TEXT
    points: tuple[str, ...] = ()
