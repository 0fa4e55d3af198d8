"""What officers do with steps that need a person (retry, approve above the ceiling), and the test of a dataset's deletion."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from people.actions import Actor, actor_of
from people.models import Person
from purges import mapping, queries
from purges.events import PurgeEvent
from purges.models import PurgeOrder, PurgeStep, PurgeTest
from purges.passes import CEILING
from purges.tasks import run_pass, run_purge_test
from stores.models import Dataset

Step = PurgeStep.State


def retry_order(*, order: PurgeOrder, by: Person) -> int:
    """Start the failed steps of an order again, except those that need approval; return how many."""
    _may_approve(order, by)
    failed = order.steps.filter(state=Step.FAILED).exclude(reason=CEILING)
    return _start_again(order, list(failed), event=PurgeEvent.RETRIED, by=by)


def approve_order(*, order: PurgeOrder, by: Person) -> int:
    """Approve the steps that stopped at the ceiling, as the second person beside the one who caused them (law 11)."""
    _may_approve(order, by)
    stopped = order.steps.filter(state=Step.FAILED, reason=CEILING)
    return _start_again(order, list(stopped), event=PurgeEvent.APPROVED, by=by, approved_by=by)


def _start_again(order: PurgeOrder, steps: list[PurgeStep], *, event: PurgeEvent, by: Person, **changes: Person) -> int:
    started = 0
    with transaction.atomic():
        for step in steps:
            won = PurgeStep.objects.filter(pk=step.pk, state=Step.FAILED).update(
                state=Step.DUE,
                due_at=timezone.now(),
                reason="",
                explanation="",
                **changes,
            )
            if won:
                started += 1
                with ledger.entry(event, actor=by.pk, subject=order.person_id, ref=order.pk, dataset=step.dataset_id):
                    ring(run_pass, str(step.dataset_id))
    if not started:
        msg = "There is nothing to start again: somebody else did it, or nothing failed."
        raise Conflict(msg, hint="Reload the page to see how far the purge is.")
    return started


def _may_approve(order: PurgeOrder, by: Person) -> None:
    if not by.has_perm(Right.PURGES_APPROVE):
        msg = "Only a privacy officer can do that."
        raise NotAllowed(msg)
    if order.person_id == by.pk:
        msg = "Nobody decides on a purge of their own data."
        raise NotAllowed(msg, hint="Another officer can do it.")


def start_purge_test(*, dataset: Dataset, by: Actor, allowed: bool = False, prepared: str = "") -> PurgeTest:
    """Start a test purge with a planted canary; a worker carries it out (R67, R68).

    Where Assent can't plant a row (a foreign key, an account that may not insert), somebody puts one row of a made-up person
    there by hand: `prepared` is that person's identifier in the dataset. It may be nobody's own.

    Those may who look after the dataset's store. `allowed` is for a room above that has checked by a rule of its own that this
    person may.
    """
    if not allowed:
        _may_test(by, dataset)
    person = by if isinstance(by, Person) else None
    if prepared and queries.names_somebody(prepared):
        msg = "That is the identifier of a person. A test erases what it finds there, so nothing was started."
        raise DomainError(msg, hint="Take an identifier that you made up, and put one row of it into the dataset.")
    test = PurgeTest(
        dataset=dataset,
        mapping=mapping.digest(dataset),
        started_at=timezone.now(),
        started_by=person,
        prepared=prepared,
    )
    try:
        with ledger.entry(
            PurgeEvent.TEST_STARTED,
            actor=actor_of(by),
            ref=test.pk,
            dataset=dataset.pk,
            mapping=test.mapping,
        ):
            test.save(force_insert=True)
            ring(run_purge_test, str(test.pk))
    except IntegrityError as error:
        msg = "A test of this dataset is running already."
        raise Conflict(msg, hint="Its page shows how it goes.") from error
    return test


def _may_test(by: Actor, dataset: Dataset) -> None:
    if not isinstance(by, Person) or by.has_perm(Right.STORES_MANAGE):
        return
    if not by.has_perm("stores.steward_store", dataset.store):
        msg = "Only those who look after this store can do that."
        raise NotAllowed(msg)
