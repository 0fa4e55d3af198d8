"""Writes the gate's outbox in the transaction of the change."""

from collections.abc import Iterable

from consent.models import Consent, DecisionChange, Program

_ALLOWING = Consent.HOLDING | {Consent.State.LIFTED}
REASONS = {
    Consent.State.REFUSED: "WITHDRAWN",
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


def program_changed(program: Program) -> None:
    """One row for the program as a whole."""
    DecisionChange.objects.create(
        scope=DecisionChange.Scope.PROGRAM,
        program=program.pk,
        allow=program.state == Program.State.RUNNING,
        reason="" if program.state == Program.State.RUNNING else f"PROGRAM_{program.state.upper()}",
        version=program.version,
    )
