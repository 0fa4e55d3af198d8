"""What one pass takes: of the due steps of a dataset those that can go together, without what a legal hold keeps."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from people import queries as people
from purges import keeping, leases, windows
from purges.holds import Holds, holds_on
from purges.models import PurgePass, PurgeStep
from stores import contract
from stores.models import Dataset

Step = PurgeStep.State
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one worker holds: the pass, its steps, by which identifier each step's person is known there, and the holds then."""

    purge_pass: PurgePass
    dataset: Dataset
    steps: list[PurgeStep]
    subjects: Mapping[str, int]
    approved: bool
    holds: Holds
    spared: tuple[contract.Window, ...] = ()

    @property
    def within(self) -> contract.Window | None:
        """The period that all its steps share."""
        return self.steps[0].within

    @property
    def rows(self) -> contract.Dataset:
        """The dataset as the connector gets it: of the period, without what holds keep."""
        return self.dataset.as_contract(within=self.within, spared=self.spared)


def take(dataset: uuid.UUID) -> Taken | None:
    """Claim the dataset and its due steps; None where another worker holds it or nothing is due.

    A step of which a hold keeps everything is set aside as held. The others are taken with those of the same period and the
    same stretches kept out, beginning with the oldest.
    """
    now = timezone.now()
    with transaction.atomic():
        leases.end_lost(dataset, now)
        due = list(_due(dataset, now))
        if not due:
            return None
        found = Dataset.objects.select_related("store").get(pk=dataset)
        holds = holds_on(due)
        steps, spared = _alike(keeping.set_aside(due, found, holds))
        if not steps:
            return None
        packed = windows.packed(spared)
        mine = leases.claim(dataset, now, people=len({step.order.person_id for step in steps}), spared=packed)
        if mine is None:
            return None
        PurgeStep.objects.filter(pk__in=[step.pk for step in steps]).update(
            state=Step.RUNNING,
            purge_pass=mine,
            attempts=F("attempts") + 1,
            spared=packed,
            reason="",
            explanation="",
        )
    return Taken(
        purge_pass=mine,
        dataset=found,
        steps=steps,
        subjects=_subjects(found, steps),
        approved=steps[0].approved_by_id is not None,
        holds=holds,
        spared=spared,
    )


def _due(dataset: uuid.UUID, now: dt.datetime) -> Iterable[PurgeStep]:
    # A running step without a living pass was left by a dead worker: it is due again at once.
    waiting = PurgeStep.objects.filter(dataset=dataset, state=Step.DUE, due_at__lte=now)
    left = PurgeStep.objects.filter(dataset=dataset, state=Step.RUNNING, purge_pass__ended_at__isnull=False)
    rows = (waiting | left).select_for_update(skip_locked=True, of=("self",)).select_related("order")
    return rows.order_by("due_at", "pk")[:AT_ONCE]


def _alike(going: list[tuple[PurgeStep, tuple[contract.Window, ...]]]) -> tuple[list[PurgeStep], tuple[contract.Window, ...]]:
    # Steps approved above the ceiling go in a pass of their own, so that no other person's rows ride along.
    approved = [(step, spared) for step, spared in going if step.approved_by_id is not None]
    candidates = approved or going
    if not candidates:
        return [], ()
    first, kept_out = candidates[0]
    return [step for step, spared in candidates if (step.within, spared) == (first.within, kept_out)], kept_out


def _subjects(dataset: Dataset, steps: list[PurgeStep]) -> dict[str, int]:
    """Map every identifier of the people concerned to the step that counts its rows (the oldest one per person)."""
    oldest: dict[uuid.UUID, int] = {}
    for step in steps:
        oldest.setdefault(step.order.person_id, step.pk)
    values = people.subjects(oldest.keys(), dataset.identifier_kind)
    return {value: oldest[ref] for value, ref in values.items()}
