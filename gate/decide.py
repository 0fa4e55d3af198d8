"""The one rule: may this collector record this signal of this person, right now? Pure, without Django; unknown means no.

Where a person stands with a signal is `consent.standing`'s to say; here it meets the collector, the program and the person.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from consent.standing import standing


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
    PERSON_PAUSED = "PERSON_PAUSED"
    RESTRICTED = "RESTRICTED"
    NO_CONSENT = "NO_CONSENT"
    WITHDRAWN = "WITHDRAWN"
    OBJECTION = "OBJECTION"
    EXPIRED = "EXPIRED"
    STALE_NOTICE = "STALE_NOTICE"


EVERY_SIGNAL = "*"
"""Stands for all signals, those of later versions too, among those that are restricted."""

STANDING: Mapping[str, Reason] = {
    "on": Reason.NONE,
    "unasked": Reason.NO_CONSENT,
    "refused": Reason.NO_CONSENT,
    "withdrawn": Reason.WITHDRAWN,
    "expired": Reason.EXPIRED,
    "stale": Reason.STALE_NOTICE,
    "revoked": Reason.PROGRAM_ENDED,
    "invalid": Reason.EXPIRED,
    "objected": Reason.OBJECTION,
    "unacknowledged": Reason.NO_NOTICE,
}
"""The reason for each code of `consent.standing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorFacts:
    """What is known of the asking collector."""

    revoked: bool
    signals: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFacts:
    """What is known of its program: the state as stored, whether its last day is over, from which notice choices count.

    `notice` is None where no notice is published. `signals` gives each signal's legal basis.
    """

    state: str
    over: bool
    notice: int | None
    signals: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person's choice about one signal: its state, the version of its notice, and until when a yes holds."""

    state: str
    notice: int
    valid_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of the person.

    `active`: employed; `in_scope`: the program is about their site; `paused`: by themself; `restricted`: the signals that are
    stopped in this program while a request of theirs is looked at, or `EVERY_SIGNAL`; `informed`: they have acknowledged the
    monitoring notice of their site's place, or none is due; `acknowledged`: a notice of the program that still counts.
    """

    active: bool
    in_scope: bool = True
    paused: bool = False
    restricted: frozenset[str] = frozenset()
    informed: bool = True
    acknowledged: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict)


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
    now: dt.datetime,
) -> Decision:
    """Answer by the first fact that speaks against recording; only when none does, yes."""
    reason = _closed(signal, collector, program) or _refusal(signal, program, person, now)
    return Decision(allow=reason is Reason.NONE, reason=reason)


def _closed(signal: str, collector: CollectorFacts, program: ProgramFacts) -> Reason:
    if collector.revoked:
        return Reason.COLLECTOR_REVOKED
    if signal not in collector.signals or signal not in program.signals:
        return Reason.OUT_OF_SCOPE
    if program.state == "ended" or program.over:
        return Reason.PROGRAM_ENDED
    if program.state != "running":
        return Reason.PROGRAM_PAUSED if program.state == "paused" else Reason.UNKNOWN
    return Reason.NO_NOTICE if program.notice is None else Reason.NONE


def _refusal(signal: str, program: ProgramFacts, person: PersonFacts | None, now: dt.datetime) -> Reason:
    if person is None or program.notice is None:
        return Reason.UNKNOWN
    against = _whatever_was_chosen(signal, person)
    if against is not Reason.NONE:
        return against
    choice = person.choices.get(signal)
    found = standing(
        basis=program.signals[signal],
        state=choice.state if choice else None,
        notice=choice.notice if choice else None,
        choices_from=program.notice,
        valid_until=choice.valid_until if choice else None,
        acknowledged=person.acknowledged,
        now=now,
    )
    reason = STANDING.get(found.code, Reason.UNKNOWN)
    # Asked twice on purpose: a code that nobody knows, or one that does not fit, is a no.
    return reason if found.on is (reason is Reason.NONE) else Reason.UNKNOWN


def _whatever_was_chosen(signal: str, person: PersonFacts) -> Reason:
    if not person.active:
        return Reason.OFFBOARDED
    if not person.in_scope:
        return Reason.OUT_OF_SCOPE
    if person.paused:
        return Reason.PERSON_PAUSED
    if not person.restricted.isdisjoint({signal, EVERY_SIGNAL}):
        return Reason.RESTRICTED
    return Reason.NONE if person.informed else Reason.NO_NOTICE
