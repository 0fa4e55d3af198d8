"""Honest counts after a crash: settle what passes that did not finish have really committed in the store.

Each batch wrote its counts before the store committed it. The store itself is asked what became of it; where it can't tell,
its rows are counted again and the figure is marked as inferred.
"""

from collections.abc import Mapping

from django.db import transaction

from people import queries as people
from purges import windows
from purges.models import PassBatch, PurgePass, PurgeStep
from stores.contract import Connector
from stores.models import Dataset

UNFINISHED = ("lost", "unavailable", "refused", "error", "held")
RECOVERED = "recovered"


def unsettled(dataset: Dataset) -> bool:
    """Say whether some pass of this dataset ended before its end, so that its batches are not counted yet."""
    return PurgePass.objects.filter(dataset=dataset, outcome__in=UNFINISHED, batches__isnull=False).exists()


def settle_lost_passes(dataset: Dataset, opened: Connector) -> None:
    """Count the committed batches of every pass of this dataset that ended before its end."""
    passes = PurgePass.objects.filter(dataset=dataset, outcome__in=UNFINISHED, batches__isnull=False)
    for purge_pass in passes.distinct().order_by("pk"):
        _settle(purge_pass, dataset, opened)
    PurgePass.objects.filter(dataset=dataset, outcome="lost", batches__isnull=True).update(outcome=RECOVERED)


def add_counts(counts: Mapping[int, int], *, inferred: bool) -> None:
    """Add erased rows to steps, given as step key -> rows."""
    steps = list(PurgeStep.objects.filter(pk__in=[key for key, rows in counts.items() if rows]))
    for step in steps:
        step.rows_erased += counts[step.pk]
        step.inferred = step.inferred or inferred
    PurgeStep.objects.bulk_update(steps, ["rows_erased", "inferred"], batch_size=500)


def _settle(purge_pass: PurgePass, dataset: Dataset, opened: Connector) -> None:
    # Asking the store comes before the transaction: no lock of ours waits for somebody else's network.
    verdicts = {batch.pk: _verdict(batch, dataset, opened) for batch in purge_pass.batches.filter(state="intent")}
    with transaction.atomic():
        locked = PurgePass.objects.select_for_update().get(pk=purge_pass.pk)
        if locked.outcome not in UNFINISHED:
            return
        for batch in locked.batches.order_by("number"):
            committed, inferred = verdicts.get(batch.pk, (True, False))
            if batch.state == PassBatch.State.INTENT:
                batch.state = PassBatch.State.COMMITTED if committed else PassBatch.State.ROLLED_BACK
                batch.inferred = inferred
                batch.save()
            if batch.state == PassBatch.State.COMMITTED:
                add_counts({int(step): rows for step, rows in batch.counts.items()}, inferred=inferred)
        locked.outcome = RECOVERED
        locked.save()


def _verdict(batch: PassBatch, dataset: Dataset, opened: Connector) -> tuple[bool, bool]:
    """Say whether the batch was committed, and whether that had to be inferred from a recount."""
    known = opened.outcome(batch.token)
    if known is not None:
        return known, False
    steps = PurgeStep.objects.select_related("order").filter(pk__in=[int(key) for key in batch.counts])
    expected = 0
    refs = set()
    within = None
    for step in steps:
        refs.add(step.order.person_id)
        within = step.within
        expected += (step.rows_before or 0) - step.rows_erased - _earlier(batch, step)
    rows = dataset.as_contract(within=within, spared=windows.unpacked(batch.purge_pass.spared))
    found = sum(opened.locate(rows, people.subjects(refs, dataset.identifier_kind).keys()).values())
    size = sum(batch.counts.values())
    # Committed leaves `expected - size` rows, rolled back leaves `expected`; the nearer one it was.
    return abs(found - (expected - size)) <= abs(found - expected), True


def _earlier(batch: PassBatch, step: PurgeStep) -> int:
    """Rows of this step in the committed batches of the same pass: not yet in its total."""
    committed = batch.purge_pass.batches.filter(state=PassBatch.State.COMMITTED).values_list("counts", flat=True)
    return sum(counts.get(str(step.pk), 0) for counts in committed)
