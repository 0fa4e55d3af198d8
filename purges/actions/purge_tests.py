"""Starting the test of a dataset's deletion."""

from django.db import IntegrityError
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from people.actions import Actor, actor_of
from people.models import Person
from purges import mapping, queries
from purges.events import PurgeEvent
from purges.models import PurgeTest
from purges.tasks import run_purge_test
from stores.models import Dataset


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
