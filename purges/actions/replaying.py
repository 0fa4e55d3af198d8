"""After a restore from a backup, what was erased since the backup was made is looked for again, and erased again (R73).

The journal of erasures is the purge's own steps: who, where and when; nothing of what was erased is kept anywhere.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from purges import holds
from purges.events import PurgeEvent
from purges.models import PurgeStep
from stores.models import Store

Step = PurgeStep.State
BY = "system:restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay asked for: steps to look at again, by dataset, and those that can't be told from what is wanted now."""

    steps: dict[uuid.UUID, int]
    mixed: dict[uuid.UUID, int]


@transaction.atomic
def replay(*, store: Store, since: dt.datetime | None = None) -> Replay:
    """Make every erasure in this store due for another look, or those verified since the backup was made (`since`).

    A look that finds rows opens the order again and erases them. Where the person said yes again and something is recorded of
    them now, only what was recorded before the erasing is looked for; a dataset that can't tell when a row was recorded is named
    instead (`mixed`), and a person has to look there.
    """
    verified = PurgeStep.objects.select_for_update(of=("self",)).filter(dataset__store=store, state=Step.VERIFIED)
    if since is not None:
        verified = verified.filter(verified_at__gte=since)
    steps = list(verified.select_related("dataset", "order").order_by("pk"))
    again, mixed = _sorted(steps)
    now = timezone.now()
    for step in again:
        step.next_check_at = now
    PurgeStep.objects.bulk_update(again, ["until", "next_check_at"], batch_size=500)
    facts: dict[str, Any] = {"since": since, "steps": len(again), "mixed": len(mixed)}
    with ledger.entry(PurgeEvent.REPLAYED, actor=BY, ref=store.pk, **facts):
        pass
    return Replay(steps=_by_dataset(again), mixed=_by_dataset(mixed))


def _sorted(steps: Iterable[PurgeStep]) -> tuple[list[PurgeStep], list[PurgeStep]]:
    """Those that can be looked at, narrowed where something is wanted again, and those that can't be told apart."""
    again, mixed, wanted = [], [], {}
    for step in steps:
        person = step.order.person_id
        if person not in wanted:
            wanted[person] = holds.programs.recorded_now(person)
        if step.dataset_id in wanted[person]:
            if not step.dataset.time_column or step.erased_at is None:
                mixed.append(step)
                continue
            step.until = min(step.until or step.erased_at, step.erased_at)
        again.append(step)
    return again, mixed


def _by_dataset(steps: Iterable[PurgeStep]) -> dict[uuid.UUID, int]:
    return dict(Counter(step.dataset_id for step in steps))
