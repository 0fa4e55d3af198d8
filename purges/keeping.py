"""What is kept for a legal ground: steps become held, and due again once the hold is over."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from purges import settling
from purges.holds import Holds, holds_on
from purges.models import PurgeStep
from purges.queries import holds as queries
from stores.contract import Window
from stores.models import Dataset

Step = PurgeStep.State
CHUNK = 500
LOOK_BACK = dt.timedelta(days=1)


def set_aside(steps: Iterable[PurgeStep], dataset: Dataset, holds: Holds) -> list[tuple[PurgeStep, tuple[Window, ...]]]:
    """Hold the steps of which holds keep everything; give the others, each with the stretches that stay.

    The caller has them locked. They are held before anything is counted: counting needs the store, and a hold does not wait
    for it (`verification`).
    """
    going, held = [], []
    for step in steps:
        verdict = holds.verdict(step.order.person_id, dataset, step.within)
        if verdict.whole:
            held.append(step.pk)
        else:
            going.append((step, verdict.spared))
    PurgeStep.objects.filter(pk__in=held).update(
        state=Step.HELD,
        spared=[],
        rows_held=None,
        reason="",
        explanation="",
        approved_by=None,
        next_check_at=None,
    )
    return going


def review(steps: Iterable[PurgeStep]) -> set[uuid.UUID]:
    """Make those held steps due again of which holds keep something else by now; give their datasets.

    What is kept only changes by a hold that ended: a later hold keeps nothing of what is erased already. The steps come with
    their orders and datasets.
    """
    asked = list(steps)
    holds = holds_on(asked)
    loose = [step for step in asked if not holds.of_step(step).keeps_as(step)]
    return {step.dataset_id for step in loose if due_again(step)}


def release(hold: uuid.UUID) -> set[uuid.UUID]:
    """A hold ended: let go on what it kept and no other hold keeps; give the datasets to ring for."""
    return _in_chunks(queries.steps_under(hold))


def release_left_over() -> set[uuid.UUID]:
    """The same for steps whose release was lost, or that a pass held in the very moment in which their hold ended."""
    return _in_chunks(queries.steps_held_loosely(timezone.now() - LOOK_BACK))


def _in_chunks(steps: QuerySet[PurgeStep]) -> set[uuid.UUID]:
    datasets: set[uuid.UUID] = set()
    keys = list(steps.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = PurgeStep.objects.filter(pk__in=keys[start : start + CHUNK], state=Step.HELD)
        datasets |= review(some.select_related("order", "dataset"))
    return datasets


def due_again(step: PurgeStep) -> bool:
    """Let a step that was kept go on; False where somebody else did it. Its order is no longer at rest."""
    with transaction.atomic():
        # Steps are locked before orders, as everywhere.
        mine = PurgeStep.objects.filter(pk=step.pk, state__in=(Step.HELD, Step.ERASED)).update(
            state=Step.DUE,
            due_at=timezone.now(),
            rows_held=None,
            checks_done=0,
            next_check_at=None,
            reason="",
            explanation="",
        )
        if mine:
            settling.resume(step.order_id)
    return bool(mine)
