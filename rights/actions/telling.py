"""Recipients hear of erasures and corrections too, with delivery receipts (GDPR 19, R77); `consent` carries the messages."""

import uuid

from consent.actions import recipients
from consent.models import Program, ProgramDataset
from rights.models import Request
from rights.queries import scope


def tell_recipients(request: Request, *, decision: str, entry_id: uuid.UUID, dataset: uuid.UUID | None = None) -> int:
    """Order that the recipients of the programs concerned are told (`erase`, `correct`, `restrict`); return how many there are.

    Call it inside the entry `entry_id`. With `dataset` only the programs that record into it are concerned.
    """
    programs = list(scope.programs_of(request)) or list(scope.programs_known_to(request.person))
    if dataset is not None:
        linked = set(ProgramDataset.objects.filter(dataset=dataset).values_list("program_id", flat=True))
        programs = [program for program in programs if program.pk in linked]
    return sum(
        recipients.order_deliveries(
            person=request.person,
            program=program,
            signals=_signals(request, program),
            decision=decision,
            entry_id=entry_id,
        )
        for program in programs
    )


def _signals(request: Request, program: Program) -> list[str]:
    offered = program.signals.values_list("signal", flat=True)
    return [signal for signal in offered if not request.signals or signal in request.signals]
