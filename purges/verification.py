"""Verification by another query than the purge's: right away, after 24 hours and after 7 days (R70)."""

import datetime as dt
import logging
import uuid
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.faults import without_words
from people import queries as people
from purges import settling
from purges.journal import Heartbeat, lease
from purges.models import PurgeOrder, PurgeStep
from stores.contract import Refused, Unavailable
from stores.models import Dataset
from stores.opening import connector

log = logging.getLogger(__name__)
Step = PurgeStep.State
LATER_CHECKS = (dt.timedelta(hours=24), dt.timedelta(days=7))
TRY_AGAIN = dt.timedelta(seconds=30)
REFUSED_AGAIN = dt.timedelta(hours=1)
TELL_AFTER = dt.timedelta(minutes=15)
AT_ONCE = 10_000


def verify(dataset: uuid.UUID) -> int:
    """Count again for every step of the dataset that waits for a check; return how many are verified now."""
    now = timezone.now()
    found = Dataset.objects.select_related("store").get(pk=dataset)
    steps = _claim(dataset, now)
    if not steps:
        return 0
    subjects = people.subjects({step.order.person_id for step in steps}, found.identifier_kind)
    try:
        with Heartbeat(partial(_renew, [step.pk for step in steps])), connector(found.store) as opened:
            left = opened.locate(found.as_contract(), subjects.keys())
    except Unavailable as away:
        _try_again(steps, str(away), after=dt.timedelta(seconds=away.retry_after))
        return 0
    except Refused as refused:
        _refused(steps, refused)
        return 0
    except Exception as error:  # noqa: BLE001 - raised again below, without its text
        _try_again(steps, f"unexpected {type(error).__name__}")
        raise without_words(error) from None
    per_person: dict[uuid.UUID, int] = {}
    for subject, ref in subjects.items():
        per_person[ref] = per_person.get(ref, 0) + left[subject]
    # Someone without an identifier can't be looked for: that is unknown, never "nothing found".
    blind = [step for step in steps if step.state == Step.VERIFIED and step.order.person_id not in per_person]
    _end_checks(blind)
    ended = {step.pk for step in blind}
    steps = [step for step in steps if step.pk not in ended]
    clean = [step for step in steps if per_person.get(step.order.person_id) == 0]
    dirty = [step for step in steps if per_person.get(step.order.person_id) != 0]
    _pass_check(clean, now)
    _rows_left(dirty, per_person)
    return len(clean)


def _claim(dataset: uuid.UUID, now: dt.datetime) -> list[PurgeStep]:
    """Take the steps that wait for a check: nobody else looks at them while the claim, their next check, is renewed.

    A worker that dies leaves a claim that runs out like any lease.
    """
    with transaction.atomic():
        waiting = PurgeStep.objects.filter(dataset=dataset, state=Step.ERASED, next_check_at__isnull=True)
        again = PurgeStep.objects.filter(dataset=dataset, state__in=(Step.ERASED, Step.VERIFIED), next_check_at__lte=now)
        mine = (waiting | again).select_for_update(of=("self",), skip_locked=True).select_related("order")
        steps = list(mine.order_by("pk")[:AT_ONCE])
        PurgeStep.objects.filter(pk__in=[step.pk for step in steps]).update(next_check_at=lease())
    return steps


def _renew(keys: list[int]) -> int:
    return _awaited().filter(pk__in=keys).update(next_check_at=lease())


def _awaited() -> QuerySet[PurgeStep]:
    """Steps that still wait for a check: a new yes that came while we looked has ended the later ones."""
    return PurgeStep.objects.filter(Q(state=Step.ERASED) | Q(state=Step.VERIFIED, next_check_at__isnull=False))


def _pass_check(steps: list[PurgeStep], looked_at: dt.datetime) -> None:
    now = timezone.now()
    with transaction.atomic():
        for checks, pks in _by_checks(steps).items():
            later = LATER_CHECKS[checks] if checks < len(LATER_CHECKS) else None
            # What was erased again since was not looked at.
            mine = _awaited().filter(pk__in=pks, checks_done=checks, erased_at__lte=looked_at)
            mine.filter(state=Step.ERASED).update(verified_at=now)
            mine.update(
                state=Step.VERIFIED,
                rows_after=0,
                checks_done=checks + 1,
                next_check_at=now + later if later else None,
            )
    for order in sorted({step.order_id for step in steps if step.state == Step.ERASED}):
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
            # What was approved was another pass's rows.
            "approved_by": None,
            "reason": "late-rows" if rows is not None else "no-identifier",
            "explanation": f"A check found rows after erasing: {rows}." if rows is not None else "Can't be looked for.",
        }
        # Both or neither: a step due again below an order that still says verified would tell nobody.
        with transaction.atomic():
            if _awaited().filter(pk=step.pk, state=step.state).update(**changes):
                settling.reopen(step.order_id, rows_found=rows or 0)
                if step.order.state == PurgeOrder.State.OPEN:
                    settling.tell_officers([step.order])


def _end_checks(blind: list[PurgeStep]) -> None:
    """Once found empty, and no longer to be looked for since the identifiers left: that is told, but no row came back."""
    text = "Later checks ended: no identifier is on file any more."
    _awaited().filter(pk__in=[step.pk for step in blind]).update(next_check_at=None, explanation=text)
    settling.tell_officers([step.order for step in blind])


def _try_again(steps: list[PurgeStep], why: str, *, after: dt.timedelta = TRY_AGAIN) -> None:
    # Stays erased, not verified: nobody looked, so nobody knows.
    waiting = _awaited().filter(pk__in=[step.pk for step in steps])
    waiting.update(next_check_at=timezone.now() + after, explanation=f"Not checked yet: {why}"[:300])
    log.warning("verification of %s steps waits", len(steps))
    since = timezone.now() - TELL_AFTER
    late = [step for step in steps if step.state == Step.ERASED and step.erased_at and step.erased_at < since]
    settling.tell_officers([step.order for step in late])


def _refused(steps: list[PurgeStep], refused: Refused) -> None:
    """Waiting changes nothing: the first check needs a person; a later one is tried every hour while the officers know."""
    first = [step for step in steps if step.state == Step.ERASED]
    text = f"Can't be checked: {refused}"[:300]
    mine = PurgeStep.objects.filter(pk__in=[step.pk for step in first], state=Step.ERASED)
    mine.update(state=Step.FAILED, reason=refused.reason[:30], explanation=text, next_check_at=None)
    _try_again([step for step in steps if step.state == Step.VERIFIED], str(refused), after=REFUSED_AGAIN)
    settling.tell_officers([step.order for step in steps])
