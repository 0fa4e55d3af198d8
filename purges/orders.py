"""Opening and undoing orders. Called inside the transaction of whoever causes them."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.states import move
from people.actions import Actor, actor_of
from people.models import Person
from purges import settling
from purges.events import PurgeEvent
from purges.models import PurgeOrder, PurgeStep, Reason
from purges.tasks import run_pass

State = PurgeOrder.State
Step = PurgeStep.State
UNFINISHED = (Step.DUE, Step.RUNNING, Step.ERASED, Step.HELD, Step.FAILED)


def order(  # noqa: PLR0913 - each is one fact of the order, named at the call
    *,
    person: Person,
    reason: Reason,
    origin: uuid.UUID,
    about: str,
    signals: Sequence[str],
    datasets: Collection[uuid.UUID],
    by: Actor,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> PurgeOrder | None:
    """Order the erasing of the person's data in these datasets; None where there is no dataset to erase.

    With `since` and `until` only what was recorded then goes (since <= t < until); a dataset that can't tell stops and needs a
    person. Erasing begins after the grace in which an undo can still stop it (`ASSENT_PURGE_GRACE_SECONDS`).
    """
    if not datasets:
        return None
    now = timezone.now()
    facts = {"reason": reason.value, "signals": sorted(signals), "datasets": len(datasets), "since": since, "until": until}
    new = PurgeOrder(person=person, reason=reason, origin=origin, about=about, signals=sorted(signals), created_at=now)
    with ledger.entry(PurgeEvent.ORDERED, actor=actor_of(by), subject=person.pk, ref=new.pk, **facts):
        new.save(force_insert=True)
        due = now + dt.timedelta(seconds=settings.PURGE_GRACE_SECONDS)
        PurgeStep.objects.bulk_create(
            PurgeStep(order=new, dataset_id=dataset, since=since, until=until, due_at=due) for dataset in sorted(datasets)
        )
    for dataset in sorted(datasets):
        ring(run_pass, str(dataset), countdown=settings.PURGE_GRACE_SECONDS)
    return new


def release(
    *,
    person: Person,
    origin: uuid.UUID,
    datasets: Collection[uuid.UUID],
    still_owed: Callable[[Collection[str]], set[uuid.UUID]],
    by: Actor,
) -> int:
    """Undo: cancel what `origin` ordered in these datasets and no worker has taken yet; return how many steps.

    `still_owed` says which datasets an order's signals ask for all the same: those that another withdrawn signal shares stay.
    An order left without a step is cancelled. Steps already taken stay: what is erased is erased.
    """
    waiting = PurgeStep.objects.select_for_update(of=("self",)).select_related("order").order_by("pk")
    # A step that a hold kept before anything was erased is as untouched as one that waits.
    mine = waiting.filter(order__person=person, order__origin=origin, dataset__in=datasets, attempts=0)
    mine = mine.filter(state__in=(Step.DUE, Step.HELD))
    steps = [step for step in mine if step.dataset_id not in still_owed(step.order.signals)]
    PurgeStep.objects.filter(pk__in=[step.pk for step in steps]).update(state=Step.CANCELLED)
    for ref in sorted({step.order_id for step in steps}):
        if PurgeStep.objects.filter(order=ref).exclude(state=Step.CANCELLED).exists():
            # What was left of it may be verified already, and nobody else would look again.
            settling.settle(ref)
            continue
        found = PurgeOrder.objects.get(pk=ref)
        with ledger.entry(PurgeEvent.RELEASED, actor=actor_of(by), subject=person.pk, ref=ref, datasets=len(steps)):
            move(found, State.CANCELLED, settled_at=timezone.now())
    return len(steps)


def unfinished(*, person: Person, datasets: Collection[uuid.UUID]) -> bool:
    """Say whether something of the person is still to be erased in these datasets.

    What is kept for a legal ground is still to be erased one day; what an order by period erases ends where its period ends, so
    it stands in nobody's way afterwards. The steps stay locked until the caller's transaction ends: a check that finds late rows
    meanwhile waits, and then sees what the caller decided.
    """
    with transaction.atomic():
        steps = PurgeStep.objects.select_for_update(of=("self",)).filter(order__person=person, dataset__in=datasets)
        states = steps.filter(_about_new_rows()).order_by("pk").values_list("state", flat=True)
        return any(state in UNFINISHED for state in states)


def unfinished_steps(*, person: Person, datasets: Collection[uuid.UUID]) -> QuerySet[PurgeStep]:
    """The same as rows, with their orders and without a lock: for a page that says what can still be done."""
    steps = PurgeStep.objects.filter(_about_new_rows(), order__person=person, dataset__in=datasets, state__in=UNFINISHED)
    return steps.select_related("order").order_by("pk")


def held(*, person: Person, datasets: Collection[uuid.UUID]) -> bool:
    """Say whether a legal hold keeps something of the person there that is to be erased one day."""
    steps = PurgeStep.objects.filter(_about_new_rows(), order__person=person, dataset__in=datasets, state=Step.HELD)
    return steps.exists()


def stop_checks(*, person: Person, datasets: Collection[uuid.UUID]) -> None:
    """No more later checks there: the person consented again, so new rows are wanted.

    What a hold still keeps ends now, where rows tell when they were recorded: once the hold is over, what came since stays.
    """
    now = timezone.now()
    mine = PurgeStep.objects.filter(_about_new_rows(), order__person=person, dataset__in=datasets)
    mine.filter(state__in=(Step.VERIFIED, Step.HELD)).update(next_check_at=None)
    timed = mine.filter(state=Step.HELD).exclude(dataset__time_column="").exclude(dataset__subject_column="")
    timed.filter(Q(since__isnull=True) | Q(since__lt=now)).update(until=now)


def _about_new_rows() -> Q:
    """Steps that rows recorded from now on would count for: not those of a period that is over."""
    return Q(until__isnull=True) | Q(until__gt=timezone.now())
