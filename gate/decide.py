"""The one rule: may this collector record this signal of this person, right now? Pure, without Django; unknown means no."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a decision is no; empty for a yes."""

    NONE = ""
    UNKNOWN = "UNKNOWN"
    COLLECTOR_REVOKED = "COLLECTOR_REVOKED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    PROGRAM_PAUSED = "PROGRAM_PAUSED"
    PROGRAM_ENDED = "PROGRAM_ENDED"
    NO_NOTICE = "NO_NOTICE"
    OFFBOARDED = "OFFBOARDED"
    NO_CONSENT = "NO_CONSENT"
    WITHDRAWN = "WITHDRAWN"
    STALE_NOTICE = "STALE_NOTICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorFacts:
    """What is known of the asking collector."""

    revoked: bool
    signals: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFacts:
    """What is known of its program: the state as stored, the version of the notice in force."""

    state: str
    notice: int | None
    signals: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of the person: employed or not, and the choice per signal as (given, notice version)."""

    active: bool
    choices: dict[str, tuple[bool, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer for one person and signal."""

    allow: bool
    reason: Reason


def decide(
    signal: str,
    *,
    collector: CollectorFacts,
    program: ProgramFacts,
    person: PersonFacts | None,
) -> Decision:
    """Answer by the first fact that speaks against recording; only when none does, yes."""
    reason = _objection(signal, collector, program) or _refusal(signal, program, person)
    return Decision(allow=reason is Reason.NONE, reason=reason)


def _objection(signal: str, collector: CollectorFacts, program: ProgramFacts) -> Reason:
    if collector.revoked:
        return Reason.COLLECTOR_REVOKED
    if signal not in collector.signals or signal not in program.signals:
        return Reason.OUT_OF_SCOPE
    if program.state == "paused":
        return Reason.PROGRAM_PAUSED
    if program.state != "running":
        return Reason.PROGRAM_ENDED if program.state == "ended" else Reason.UNKNOWN
    return Reason.NO_NOTICE if program.notice is None else Reason.NONE


def _refusal(signal: str, program: ProgramFacts, person: PersonFacts | None) -> Reason:
    if person is None:
        return Reason.UNKNOWN
    if not person.active:
        return Reason.OFFBOARDED
    if signal not in person.choices:
        return Reason.NO_CONSENT
    given, notice = person.choices[signal]
    if not given:
        return Reason.WITHDRAWN
    return Reason.NONE if notice >= program.notice else Reason.STALE_NOTICE
