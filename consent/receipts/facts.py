"""What a receipt is made of: plain values, gathered by `consent.actions.receipts`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One decision or ending: when (ISO 8601, UTC), what, by whom (`person`, `controller`), how, and for how many days it holds."""

    signal: str
    at: str
    state: str
    by: str
    method: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFacts:
    """One signal of a purpose, in the words of notice and control (D20)."""

    signal: str
    label: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One purpose, its signals, and the history of the person's choice about them, oldest first.

    `basis` is what the choice is about: `consent`, or `legitimate-interest` where it is an objection.
    """

    key: str
    text: str
    category: str
    basis: str
    signals: tuple[SignalFacts, ...]
    events: tuple[Event, ...]
    retention_days: int
    grace_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The controller or a recipient. Nothing of the person."""

    key: str
    role: str
    name: str
    address: str
    contact: str
    email: str = ""
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """The notice that was shown: version, language and the SHA-256 of its text."""

    version: int
    language: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of one receipt. `site` is the portal's address without a slash at its end, `subject` the person's opaque ref."""

    receipt: str
    record: str
    created: str
    replaces: str
    decision: str
    site: str
    subject: str
    slug: str
    program: str
    version: int
    declaration: str
    country: str
    jurisdiction: str
    authority_url: str
    notices: tuple[NoticeFacts, ...]
    processes: tuple[Process, ...]
    parties: tuple[Party, ...]
