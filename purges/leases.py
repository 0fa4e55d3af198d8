"""A dataset belongs to one worker at a time: the pass that lives there is the lease, its key the fence."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from purges.journal import lease
from purges.models import PurgePass
from purges.windows import Packed


def hold(dataset: uuid.UUID) -> PurgePass | None:
    """Claim the dataset for work that erases for nobody (a deletion test); None where a living worker holds it."""
    now = timezone.now()
    with transaction.atomic():
        end_lost(dataset, now)
        return claim(dataset, now, people=0)


def let_go(held: PurgePass, *, outcome: str) -> bool:
    """Give a held dataset back; False where the lease was lost before."""
    return end(held, outcome=outcome)


def end_lost(dataset: uuid.UUID, now: dt.datetime) -> None:
    """End the pass whose worker no longer renews its lease."""
    dead = PurgePass.objects.filter(dataset=dataset, ended_at__isnull=True, lease_until__lt=now)
    dead.update(ended_at=now, outcome="lost")


def claim(dataset: uuid.UUID, now: dt.datetime, *, people: int, spared: Packed | None = None) -> PurgePass | None:
    """Begin a pass; None where another one lives."""
    facts = {"started_at": now, "lease_until": lease(), "people": people, "spared": spared or []}
    try:
        with transaction.atomic():
            return PurgePass.objects.create(dataset_id=dataset, **facts)
    except IntegrityError:
        return None


def end(purge_pass: PurgePass, *, outcome: str, **changes: object) -> bool:
    """End a pass; False where it was ended already, by whoever took the dataset over."""
    alive = PurgePass.objects.filter(pk=purge_pass.pk, ended_at__isnull=True)
    return bool(alive.update(ended_at=timezone.now(), outcome=outcome, **changes))
