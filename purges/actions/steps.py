"""What officers do with steps that need a person: retry, approve above the ceiling."""

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, NotAllowed
from common.rights import Right
from people.models import Person
from purges.events import PurgeEvent
from purges.models import PurgeOrder, PurgeStep
from purges.passes import CEILING
from purges.tasks import run_pass

Step = PurgeStep.State


def retry_order(*, order: PurgeOrder, by: Person) -> int:
    """Start the failed steps of an order again, except those that need approval; return how many."""
    _may_approve(order, by)
    failed = order.steps.filter(state=Step.FAILED).exclude(reason=CEILING)
    return _start_again(order, list(failed), event=PurgeEvent.RETRIED, by=by)


def approve_order(*, order: PurgeOrder, by: Person) -> int:
    """Approve the steps that stopped at the ceiling, as the second person beside the one who caused them (law 11)."""
    _may_approve(order, by)
    stopped = order.steps.filter(state=Step.FAILED, reason=CEILING)
    return _start_again(order, list(stopped), event=PurgeEvent.APPROVED, by=by, approved_by=by)


def _start_again(order: PurgeOrder, steps: list[PurgeStep], *, event: PurgeEvent, by: Person, **changes: Person) -> int:
    started = 0
    with transaction.atomic():
        for step in steps:
            won = PurgeStep.objects.filter(pk=step.pk, state=Step.FAILED).update(
                state=Step.DUE,
                due_at=timezone.now(),
                reason="",
                explanation="",
                **changes,
            )
            if won:
                started += 1
                with ledger.entry(event, actor=by.pk, subject=order.person_id, ref=order.pk, dataset=step.dataset_id):
                    ring(run_pass, str(step.dataset_id))
    if not started:
        msg = "There is nothing to start again: somebody else did it, or nothing failed."
        raise Conflict(msg, hint="Reload the page to see how far the purge is.")
    return started


def _may_approve(order: PurgeOrder, by: Person) -> None:
    if not by.has_perm(Right.PURGES_APPROVE):
        msg = "Only a privacy officer can do that."
        raise NotAllowed(msg)
    if order.person_id == by.pk:
        msg = "Nobody decides on a purge of their own data."
        raise NotAllowed(msg, hint="Another officer can do it.")
