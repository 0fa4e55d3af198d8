"""Verification by another query than the purge's: right away, after 24 hours and after 7 days (R70); and counts of what is kept."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.faults import without_words
from people import queries as people
from purges import keeping, leases, queries, recovery, settling
from purges.holds import holds_on
from purges.journal import Heartbeat, lease, renew_pass
from purges.models import PurgeOrder, PurgeStep
from stores import contract
from stores.contract import Connector, Refused, Unavailable
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
    """Count again for every step of the dataset that waits for a check; return how many are verified now.

    Steps of the same period and with the same stretches kept out are counted by one query; what a hold keeps is counted by
    itself (R76).
    """
    now = timezone.now()
    found = Dataset.objects.select_related("store").get(pk=dataset)
    steps = _claim(dataset, now)
    if not steps:
        return 0
    try:
        with Heartbeat(partial(_renew, [step.pk for step in steps])), connector(found.store) as opened:
            _settle_first(found, opened)
            looks = [_look(found, alike, opened) for alike in _alike(steps)]
    except Unavailable as away:
        _try_again(steps, str(away), after=dt.timedelta(seconds=away.retry_after))
        return 0
    except Refused as refused:
        _refused(steps, refused)
        return 0
    except Exception as error:  # noqa: BLE001 - raised again below, without its text
        _try_again(steps, f"unexpected {type(error).__name__}")
        raise without_words(error) from None
    return sum(_conclude(look, now) for look in looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look found, per person: rows that should be gone, and rows that a hold keeps. Who has no identifier is not in it."""

    steps: list[PurgeStep]
    left: dict[uuid.UUID, int]
    kept: dict[uuid.UUID, int]


def _settle_first(dataset: Dataset, opened: Connector) -> None:
    """Count what stopped passes committed: where all the rest is kept, no other pass would come to do it."""
    if not recovery.unsettled(dataset):
        return
    held = leases.hold(dataset.pk)
    if held is None:
        msg = "A worker is in there just now."
        raise Unavailable(msg, retry_after=5)
    try:
        with Heartbeat(partial(renew_pass, held.pk)):
            recovery.settle_lost_passes(dataset, opened)
    finally:
        leases.let_go(held, outcome="settled")


def _alike(steps: list[PurgeStep]) -> Iterable[list[PurgeStep]]:
    groups: dict[object, list[PurgeStep]] = {}
    for step in steps:
        groups.setdefault((step.within, step.spares, _untouched(step)), []).append(step)
    return groups.values()


def _untouched(step: PurgeStep) -> bool:
    """A hold keeps all of it: there is nothing to verify, only something to count."""
    return step.state == Step.HELD and not step.spares


def _look(dataset: Dataset, steps: list[PurgeStep], opened: Connector) -> Look:
    subjects = people.subjects({step.order.person_id for step in steps}, dataset.identifier_kind)
    first = steps[0]
    everything = dataset.as_contract(within=first.within)
    if _untouched(first):
        return Look(steps=steps, left=dict.fromkeys(subjects.values(), 0), kept=_per_person(opened, everything, subjects))
    left = _per_person(opened, dataset.as_contract(within=first.within, spared=first.spares), subjects)
    if not first.spares:
        return Look(steps=steps, left=left, kept={})
    whole = _per_person(opened, everything, subjects)
    return Look(steps=steps, left=left, kept={person: rows - left[person] for person, rows in whole.items()})


def _per_person(opened: Connector, rows: contract.Dataset, subjects: dict[str, uuid.UUID]) -> dict[uuid.UUID, int]:
    found = opened.locate(rows, subjects.keys())
    sums: dict[uuid.UUID, int] = {}
    for subject, person in subjects.items():
        sums[person] = sums.get(person, 0) + found[subject]
    return sums


def _conclude(look: Look, looked_at: dt.datetime) -> int:
    # Someone without an identifier can't be looked for: that is unknown, never "nothing found".
    blind = [step for step in look.steps if step.state != Step.ERASED and step.order.person_id not in look.left]
    _end_checks(blind)
    ended = {step.pk for step in blind}
    seen = [step for step in look.steps if step.pk not in ended]
    clean = [step for step in seen if look.left.get(step.order.person_id) == 0]
    _pass_check([step for step in clean if not step.spares and not _untouched(step)], looked_at)
    _keep([step for step in clean if step.spares or _untouched(step)], look.kept, looked_at)
    _rows_left([step for step in seen if look.left.get(step.order.person_id) != 0], look.left)
    _settle(blind + clean)
    return len(clean)


def _settle(steps: Iterable[PurgeStep]) -> None:
    for order in sorted({step.order_id for step in steps if step.state != Step.VERIFIED}):
        settling.settle(order)


def _claim(dataset: uuid.UUID, now: dt.datetime) -> list[PurgeStep]:
    """Take the steps that wait for a check: nobody else looks at them while the claim, their next check, is renewed.

    A worker that dies leaves a claim that runs out like any lease.
    """
    with transaction.atomic():
        waiting = PurgeStep.objects.filter(queries.waits_for_a_look(now), dataset=dataset)
        mine = waiting.select_for_update(of=("self",), skip_locked=True).select_related("order", "dataset")
        steps = list(mine.order_by("pk")[:AT_ONCE])
        PurgeStep.objects.filter(pk__in=[step.pk for step in steps]).update(next_check_at=lease())
    return steps


def _renew(keys: list[int]) -> int:
    return _awaited().filter(pk__in=keys).update(next_check_at=lease())


def _awaited() -> QuerySet[PurgeStep]:
    """Steps that still wait for a check: a new yes that came while we looked has ended the later ones."""
    return PurgeStep.objects.filter(Q(state=Step.ERASED) | Q(state__in=(Step.VERIFIED, Step.HELD), next_check_at__isnull=False))


def _pass_check(steps: list[PurgeStep], looked_at: dt.datetime) -> None:
    """Nothing is left of what had to go."""
    _checked(steps, looked_at, state=Step.VERIFIED, rows_after=0)


def _keep(steps: list[PurgeStep], kept: dict[uuid.UUID, int], looked_at: dt.datetime) -> None:
    """The rest is gone: note how many rows are kept. Where holds changed meanwhile, the step is due again instead."""
    holds = holds_on(steps)
    for step in steps:
        rows = kept[step.order.person_id]
        if not holds.of_step(step).keeps_as(step):
            keeping.due_again(step)
        elif not rows:
            _nothing_there(step, looked_at)
        elif _untouched(step):
            _awaited().filter(pk=step.pk, state=Step.HELD).update(rows_held=rows, next_check_at=None, explanation="")
        else:
            _checked([step], looked_at, state=Step.HELD, rows_after=0, rows_held=rows)


def _nothing_there(step: PurgeStep, looked_at: dt.datetime) -> None:
    """A hold that finds nothing to keep keeps nothing: the step is verified, and its later checks look at everything."""
    if _untouched(step):
        found = {"method": contract.Method.NOT_PRESENT, "rows_before": step.rows_before or 0, "erased_at": looked_at}
        _awaited().filter(pk=step.pk, state=Step.HELD).update(state=Step.ERASED, **found)
    _checked([step], looked_at, state=Step.VERIFIED, rows_after=0, rows_held=None, spared=[])


def _checked(steps: list[PurgeStep], looked_at: dt.datetime, **found: object) -> None:
    now = timezone.now()
    with transaction.atomic():
        for checks, pks in _by_checks(steps).items():
            later = LATER_CHECKS[checks] if checks < len(LATER_CHECKS) else None
            # What was erased again since was not looked at.
            mine = _awaited().filter(pk__in=pks, checks_done=checks, erased_at__lte=looked_at)
            mine.filter(state=Step.ERASED).update(verified_at=now)
            mine.update(checks_done=checks + 1, next_check_at=now + later if later else None, explanation="", **found)


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
    """Once found empty or kept, and no longer to be looked for since the identifiers left: that is told, but no row came back."""
    text = "Can't be looked for any more: no identifier is on file."
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
    _try_again([step for step in steps if step.state != Step.ERASED], str(refused), after=REFUSED_AGAIN)
    settling.tell_officers([step.order for step in steps])
