"""Verification by another query than the purge's: right away, after 24 hours and after 7 days (R70)."""

import datetime as dt
import logging
import uuid

from django.db import transaction
from django.utils import timezone

from people import queries as people
from purges import settling
from purges.models import PurgeOrder, PurgeStep
from stores.contract import Refused, StoreError, Unavailable
from stores.models import Dataset
from stores.opening import connector

log = logging.getLogger(__name__)
Step = PurgeStep.State
LATER_CHECKS = (dt.timedelta(hours=24), dt.timedelta(days=7))
TRY_AGAIN = dt.timedelta(seconds=30)
AT_ONCE = 10_000


def verify(dataset: uuid.UUID) -> int:
    """Count again for every step of the dataset that waits for a check; return how many are verified now."""
    now = timezone.now()
    found = Dataset.objects.select_related("store").get(pk=dataset)
    waiting = PurgeStep.objects.filter(dataset=dataset, state=Step.ERASED, next_check_at__isnull=True)
    again = PurgeStep.objects.filter(dataset=dataset, state__in=(Step.ERASED, Step.VERIFIED), next_check_at__lte=now)
    steps = list((waiting | again).select_related("order").order_by("pk")[:AT_ONCE])
    if not steps:
        return 0
    subjects = people.subjects({step.order.person_id for step in steps}, found.identifier_kind)
    try:
        with connector(found.store) as opened:
            left = opened.locate(found.as_contract(), subjects.keys())
    except (Unavailable, Refused) as error:
        _try_again(steps, error)
        return 0
    per_person: dict[uuid.UUID, int] = {}
    for subject, ref in subjects.items():
        per_person[ref] = per_person.get(ref, 0) + left[subject]
    # Someone without an identifier can't be looked for: that is unknown, never "nothing found".
    clean = [step for step in steps if per_person.get(step.order.person_id) == 0]
    dirty = [step for step in steps if per_person.get(step.order.person_id) != 0]
    _pass_check(clean)
    _rows_left(dirty, per_person)
    return len(clean)


def _pass_check(steps: list[PurgeStep]) -> None:
    now = timezone.now()
    orders = set()
    with transaction.atomic():
        for checks, pks in _by_checks(steps).items():
            later = LATER_CHECKS[checks] if checks < len(LATER_CHECKS) else None
            mine = PurgeStep.objects.filter(pk__in=pks, checks_done=checks, state__in=(Step.ERASED, Step.VERIFIED))
            mine.filter(state=Step.ERASED).update(verified_at=now)
            mine.update(
                state=Step.VERIFIED,
                rows_after=0,
                checks_done=checks + 1,
                next_check_at=now + later if later else None,
            )
        orders = {step.order_id for step in steps if step.state == Step.ERASED}
    for order in sorted(orders):
        settling.settle(order)


def _by_checks(steps: list[PurgeStep]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for step in steps:
        groups.setdefault(step.checks_done, []).append(step.pk)
    return groups


def _rows_left(steps: list[PurgeStep], per_person: dict[uuid.UUID, int]) -> None:
    """Not zero: the step is due again, and officers are told; a verified order opens again."""
    for step in steps:
        rows = per_person.get(step.order.person_id)
        changes = {
            "state": Step.DUE if rows is not None else Step.FAILED,
            "rows_after": rows,
            "due_at": timezone.now() + TRY_AGAIN,
            "checks_done": 0,
            "next_check_at": None,
            "reason": "late-rows" if rows is not None else "no-identifier",
            "explanation": f"A check found rows after erasing: {rows}." if rows is not None else "Can't be looked for.",
        }
        if PurgeStep.objects.filter(pk=step.pk, state=step.state).update(**changes):
            settling.reopen(step.order_id, rows_found=rows or 0)
            if step.order.state == PurgeOrder.State.OPEN:
                settling.tell_officers([step.order])


def _try_again(steps: list[PurgeStep], error: StoreError) -> None:
    # Stays erased, not verified: nobody looked, so nobody knows.
    at = timezone.now() + dt.timedelta(seconds=getattr(error, "retry_after", TRY_AGAIN.total_seconds()))
    pks = [step.pk for step in steps]
    PurgeStep.objects.filter(pk__in=pks).update(next_check_at=at, explanation=f"Not checked yet: {error}"[:300])
    log.warning("verification of %s steps waits: %s", len(steps), type(error).__name__)
