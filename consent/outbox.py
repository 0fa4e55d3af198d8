"""Writes the gate's outbox in the transaction of the change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from consent.models import Consent, DecisionChange, Program, Restriction
from people.models import Person

_ALLOWING = Consent.HOLDING | {Consent.State.LIFTED}
REASONS: Mapping[str, str] = {
    Consent.State.REFUSED: "NO_CONSENT",
    Consent.State.WITHDRAWN: "WITHDRAWN",
    Consent.State.EXPIRED: "EXPIRED",
    Consent.State.REVOKED: "PROGRAM_ENDED",
    Consent.State.INVALIDATED: "EXPIRED",
    Consent.State.OBJECTED: "OBJECTION",
}
"""The gate's reason for each state that forbids."""


def consent_changed(consents: Iterable[Consent]) -> None:
    """One row per changed choice."""
    DecisionChange.objects.bulk_create(
        DecisionChange(
            scope=DecisionChange.Scope.CONSENT,
            person=consent.person_id,
            program=consent.program_id,
            signal=consent.signal,
            allow=consent.state in _ALLOWING,
            reason="" if consent.state in _ALLOWING else REASONS[consent.state],
            version=consent.version,
            notice_version=consent.notice.version,
        )
        for consent in consents
    )


def choices_ended(ended: Iterable[Any], reason: str) -> None:
    """One row per choice that ended by the program, its time or the person's leaving (`endings.Ended`)."""
    DecisionChange.objects.bulk_create(
        (
            DecisionChange(
                scope=DecisionChange.Scope.CONSENT,
                person=one.person,
                program=one.program,
                signal=one.signal,
                allow=False,
                reason=reason,
                version=one.version,
                notice_version=one.notice,
            )
            for one in ended
        ),
        batch_size=1_000,
    )


def person_changed(person: Person, *, paused: bool) -> None:
    """One row for the person: they paused, resumed, acknowledged a notice, moved or left, or something is restricted (no more).

    Gates read the person afresh and refuse meanwhile: a restriction may be about one program alone. The person's row must be
    locked: the version grows by one from the last.
    """
    mine = DecisionChange.objects.filter(scope=DecisionChange.Scope.PERSON, person=person.pk)
    last = mine.aggregate(last=Max("version"))["last"] or 0
    restricted = Restriction.objects.filter(person=person, ended_at__isnull=True).exists()
    facts = (("OFFBOARDED", not person.active), ("PERSON_PAUSED", paused), ("RESTRICTED", restricted))
    reason = next((name for name, against in facts if against), "")
    DecisionChange.objects.create(
        scope=DecisionChange.Scope.PERSON,
        person=person.pk,
        allow=not reason,
        reason=reason,
        version=last + 1,
    )


def program_changed(program: Program) -> None:
    """One row for the program as a whole."""
    DecisionChange.objects.create(
        scope=DecisionChange.Scope.PROGRAM,
        program=program.pk,
        allow=program.state == Program.State.RUNNING,
        reason="" if program.state == Program.State.RUNNING else f"PROGRAM_{program.state.upper()}",
        version=program.version,
    )
