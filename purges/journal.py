"""Keeps a pass's progress in the portal's database, fenced: a worker that lost its lease is refused at the next write."""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from purges.models import PassBatch, PurgePass, PurgeStep
from stores.contract import Batch, Journal


class FenceLost(Exception):  # noqa: N818 - says what happened
    """Another worker took the dataset over; whatever this one still holds uncommitted is rolled back."""


def lease() -> dt.datetime:
    """The moment until which a worker that renews now holds its dataset."""
    return timezone.now() + dt.timedelta(seconds=settings.PURGE_LEASE_SECONDS)


def nobody_watches() -> None:
    """Stop nothing: for journals that only add up."""


class PassJournal(Journal):
    """Writes counts per step, one short transaction per batch. `steps` maps each subject to the step it counts for.

    `watch` is called last before each commit in the store, and raises to stop the pass: a hold that was placed meanwhile.
    """

    def __init__(self, purge_pass: PurgePass, steps: Mapping[str, int], watch: Callable[[], None] = nobody_watches) -> None:
        """Keep which pass and whose rows."""
        self._pass = purge_pass
        self._steps = steps
        self._watch = watch
        self._pending = 0

    def per_step(self, counts: Mapping[str, int]) -> dict[int, int]:
        """Sum counts per subject to counts per step: a person may have several identifiers."""
        sums: dict[int, int] = dict.fromkeys(self._steps.values(), 0)
        for subject, count in counts.items():
            sums[self._steps[subject]] += count
        return sums

    def begin(self, before: Mapping[str, int]) -> None:
        """Keep the counts found before. After a lost pass, or when rows came late, they add up with what is erased already."""
        sums = self.per_step(before)
        with transaction.atomic():
            self._fenced(rows_before=sum(sums.values()))
            steps = list(PurgeStep.objects.filter(pk__in=sums))
            for step in steps:
                step.rows_before = max(step.rows_before or 0, step.rows_erased + sums[step.pk])
            PurgeStep.objects.bulk_update(steps, ["rows_before"], batch_size=500)
            self._watch()

    def intend(self, batch: Batch) -> None:
        """Keep the batch that is about to be committed; the one before it is thereby known to be committed."""
        counts = {str(step): rows for step, rows in self.per_step(batch.erased).items() if rows}
        with transaction.atomic():
            self._fenced(rows_erased=models.F("rows_erased") + self._pending)
            PassBatch.objects.filter(purge_pass=self._pass, state=PassBatch.State.INTENT).update(
                state=PassBatch.State.COMMITTED,
            )
            PassBatch.objects.create(purge_pass=self._pass, number=batch.number, counts=counts, token=batch.token)
            self._watch()
        self._pending = sum(counts.values())

    def _fenced(self, **changes: object) -> None:
        alive = PurgePass.objects.filter(pk=self._pass.pk, ended_at__isnull=True)
        if not alive.update(lease_until=lease(), **changes):
            msg = f"{self._pass} lost its lease."
            raise FenceLost(msg)


class Heartbeat:
    """Renews a lease while the store works, from a thread with a database connection of its own."""

    def __init__(self, renew: Callable[[], object]) -> None:
        """Keep how to renew: something false ends the renewing. Nothing runs before `with`."""
        self._renew = renew
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> Self:
        """Start renewing."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop renewing and wait for the thread."""
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(settings.PURGE_LEASE_SECONDS / 4):
                if not self._renew():
                    return
        finally:
            connection.close()


def renew_pass(key: int) -> int:
    """Renew the lease of a living pass; 0 where it was taken over."""
    return PurgePass.objects.filter(pk=key, ended_at__isnull=True).update(lease_until=lease())
