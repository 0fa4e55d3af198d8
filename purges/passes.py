"""One pass over one dataset: erase for all that was taken as one batch, record; and pick up what a dead worker left."""

import datetime as dt
import logging
import random
import uuid
from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.faults import without_words
from purges import leases, recovery, settling
from purges.holds import Guard, HoldPlaced
from purges.journal import FenceLost, Heartbeat, PassJournal, renew_pass
from purges.models import ParkedItem, PassBatch, PurgeStep
from purges.taking import Taken, take
from stores import contract
from stores.models import Dataset
from stores.opening import connector

__all__ = ["CEILING", "Taken", "run", "take"]

log = logging.getLogger(__name__)
Step = PurgeStep.State
CEILING = "ceiling"
BACKOFF_FIRST_SECONDS = 5
BACKOFF_CAP_SECONDS = 900
TELL_AFTER_ATTEMPTS = 5


def run(dataset: uuid.UUID) -> bool:
    """Carry out all due steps of a dataset; return whether anything was erased and waits for verification."""
    taken = take(dataset)
    if taken is None:
        return False
    try:
        with Heartbeat(partial(renew_pass, taken.purge_pass.pk)), connector(taken.dataset.store) as opened:
            recovery.settle_lost_passes(taken.dataset, opened)
            receipt = _erase_or_count(taken, opened)
    except contract.Unavailable as away:
        _put_off(taken, reason="unavailable", explanation=str(away), wait=away.retry_after)
    except contract.Refused as refused:
        _fail(taken, reason=refused.reason, explanation=str(refused))
    except HoldPlaced:
        # Taken again at once, without what is kept now. What is committed already is counted then, or with what is kept.
        _leave(taken, outcome="held", state=Step.DUE, due_at=timezone.now())
    except FenceLost:
        log.warning("%s of dataset %s was taken over", taken.purge_pass, dataset)
    except Exception as error:  # noqa: BLE001 - raised again below, without its text
        # The text of a driver's error may quote a row, and Celery logs what is raised: only class and place are kept.
        _put_off(taken, reason="error", explanation=f"Unexpected {type(error).__name__}; tried again later.")
        raise without_words(error) from None
    else:
        return _finish(taken, receipt)
    return False


def _erase_or_count(taken: Taken, opened: contract.Connector) -> contract.Receipt:
    """Erase; where the ceiling stops it, count what would go first, so that the approval is for a figure that was shown."""
    try:
        return _erase(taken, opened)
    except contract.Refused as refused:
        if refused.reason == CEILING:
            found = opened.locate(taken.rows, taken.subjects.keys())
            for step, rows in PassJournal(taken.purge_pass, taken.subjects).per_step(found).items():
                PurgeStep.objects.filter(pk=step).update(counted_rows=rows, approved_by=None)
        raise


def _ceiling(taken: Taken) -> contract.Ceiling:
    if taken.approved:
        return contract.Ceiling(rows=sum(step.counted_rows or 0 for step in taken.steps), percent=100)
    return contract.Ceiling(rows=settings.PURGE_CEILING_ROWS, percent=settings.PURGE_CEILING_PERCENT)


def _erase(taken: Taken, opened: contract.Connector) -> contract.Receipt:
    _set_nameless_aside(taken)
    if not taken.subjects:
        msg = "Nobody of this pass can be looked for."
        raise contract.Refused(msg, reason="no-identifier")
    guard = Guard(taken.holds, taken.steps, taken.dataset)
    return opened.erase(
        taken.rows,
        taken.subjects.keys(),
        journal=PassJournal(taken.purge_pass, taken.subjects, guard.look),
        ceiling=_ceiling(taken),
    )


def _set_nameless_aside(taken: Taken) -> None:
    """Fail the steps of people whom this store knows by no identifier on file; the others of the pass go on."""
    known = set(taken.subjects.values())
    named = {step.order.person_id for step in taken.steps if step.pk in known}
    nameless = [step for step in taken.steps if step.order.person_id not in named]
    kind = taken.dataset.get_identifier_kind_display()
    mine = PurgeStep.objects.filter(purge_pass=taken.purge_pass, state=Step.RUNNING, pk__in=[step.pk for step in nameless])
    mine.update(state=Step.FAILED, reason="no-identifier", explanation=f"Can't be looked for: no {kind} on file.")
    settling.tell_officers([step.order for step in nameless])


def _finish(taken: Taken, receipt: contract.Receipt) -> bool:
    journal = PassJournal(taken.purge_pass, taken.subjects)
    counts = journal.per_step(receipt.erased)
    parked = bool(receipt.parked)
    with transaction.atomic():
        if not leases.end(taken.purge_pass, outcome="parked" if parked else "done", rows_erased=sum(counts.values())):
            return False
        taken.purge_pass.batches.filter(state=PassBatch.State.INTENT).update(state=PassBatch.State.COMMITTED)
        _park(taken.dataset, receipt.parked)
        running = PurgeStep.objects.filter(purge_pass=taken.purge_pass, state=Step.RUNNING)
        running.filter(rows_before__isnull=True).update(rows_before=0)
        running.update(
            state=Step.FAILED if parked else Step.ERASED,
            method=receipt.method,
            layers={"cleared": list(receipt.layers_cleared), "residual": list(receipt.layers_residual)},
            erased_at=timezone.now(),
            # The next trouble is a new one: its waits begin small, and the officers hear of it. Never 0: erasing has begun.
            attempts=1,
            reason="parked" if parked else "",
            explanation=f"Could not be read: {len(receipt.parked)} items. The rest is erased." if parked else "",
        )
        recovery.add_counts(counts, inferred=receipt.inferred)
    if parked:
        settling.tell_officers([step.order for step in taken.steps])
    return not parked


def _park(dataset: Dataset, parked: Iterable[contract.Parked]) -> None:
    now = timezone.now()
    items = {one.item: one.reason for one in parked}
    dataset.parked.filter(cleared_at__isnull=True).exclude(item__in=items).update(cleared_at=now)
    known = set(dataset.parked.filter(cleared_at__isnull=True).values_list("item", flat=True))
    ParkedItem.objects.bulk_create(
        ParkedItem(dataset=dataset, item=item[:500], reason=reason[:300], since=now)
        for item, reason in items.items()
        if item not in known
    )


def _put_off(taken: Taken, *, reason: str, explanation: str, wait: float = BACKOFF_FIRST_SECONDS) -> None:
    """Back to due, later: exponential with jitter and a cap. The officers hear of it after several attempts."""
    attempts = min(taken.steps[0].attempts, 20)
    seconds = min(max(wait, BACKOFF_FIRST_SECONDS * 2**attempts), BACKOFF_CAP_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    due = timezone.now() + dt.timedelta(seconds=seconds)
    _leave(taken, outcome=reason, state=Step.DUE, reason=reason, explanation=explanation[:300], due_at=due)
    alarmed = [step.order for step in taken.steps if step.attempts + 1 == TELL_AFTER_ATTEMPTS]
    settling.tell_officers(alarmed)


def _fail(taken: Taken, *, reason: str, explanation: str) -> None:
    _leave(taken, outcome="refused", state=Step.FAILED, reason=reason[:30], explanation=explanation[:300])
    settling.tell_officers([step.order for step in taken.steps])


def _leave(taken: Taken, *, outcome: str, **changes: object) -> None:
    """Give the steps back. Batches that this pass did commit are counted by the next worker (`recovery`)."""
    with transaction.atomic():
        if leases.end(taken.purge_pass, outcome=outcome):
            PurgeStep.objects.filter(purge_pass=taken.purge_pass, state=Step.RUNNING).update(**changes)
