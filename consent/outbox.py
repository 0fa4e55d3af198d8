"""Writes the gate's outbox in the transaction of the change."""

from collections.abc import Iterable

from consent.models import Consent, DecisionChange, Program


def consent_changed(consents: Iterable[Consent]) -> None:
    """One row per changed choice."""
    DecisionChange.objects.bulk_create(
        DecisionChange(
            scope=DecisionChange.Scope.CONSENT,
            person=consent.person_id,
            program=consent.program_id,
            signal=consent.signal,
            allow=consent.state == Consent.State.GIVEN,
            reason="" if consent.state == Consent.State.GIVEN else "WITHDRAWN",
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
