"""Holds and rows with a time, for the tests around legal holds."""

import datetime as dt
import uuid
from collections.abc import Collection

from audit import ledger
from common import days
from consent.actions import choices
from people.models import Person, Role
from purges import orders, passes, queries, verification
from purges.actions import holds
from purges.models import Hold, PurgeOrder, PurgeStep, Reason
from stores.events import StoreEvent
from stores.models import Dataset
from tests.cast import BY, MOUSE, TABLES, Cast, make_person, number_of

JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def moment(day: int) -> dt.datetime:
    """So many days after the beginning of the year."""
    return JANUARY + dt.timedelta(days=day)


def second_legal() -> Person:
    """Somebody else of the legal team."""
    return make_person("Nia Boateng", role=Role.LEGAL)


def place(cast: Cast, *people: Person, **facts: object) -> Hold:
    """Lena places a hold."""
    given = {"matter": "LIT-2026/114", "category": "claims", "programs": [], "datasets": [], "by": cast.lena}
    given |= {"review_on": days.today() + dt.timedelta(days=90), "people": list(people)}
    return holds.place(**given | facts)


def say_when(cast: Cast, signal: str = MOUSE) -> Dataset:
    """Let the dataset's rows tell when they were recorded, in the column `at`; the bystander's are spread over twelve days."""
    dataset = cast.datasets[signal]
    for row in cast.memory.tables[TABLES[signal]]:
        row["at"] = moment(row["value"] % 12).isoformat()
    facts = {"store": dataset.store_id, "signals": dataset.signals, "identifier_kind": dataset.identifier_kind}
    with ledger.entry(StoreEvent.DATASET_REGISTERED, actor=BY, ref=dataset.pk, **facts):
        dataset.time_column = "at"
        dataset.save()
    return dataset


def record_on(cast: Cast, person: Person, recorded: Collection[int], signal: str = MOUSE) -> None:
    """One row of the person on each of these days."""
    number = number_of(person)
    rows = [{"employee": number, "value": value, "at": moment(value).isoformat()} for value in recorded]
    cast.memory.put(TABLES[signal], rows)


def days_left(cast: Cast, person: Person, signal: str = MOUSE) -> list[int]:
    """The days of which rows of the person are left."""
    number = number_of(person)
    return sorted(row["value"] for row in cast.memory.tables[TABLES[signal]] if row["employee"] == number)


def withdrawn(cast: Cast, *signals: str, person: Person | None = None) -> PurgeOrder:
    """Somebody who had said yes says no."""
    person = person or cast.priya
    cast.give(person, *signals)
    made = choices.withdraw(person=person, program=cast.program, signals=signals, by=person)
    assert made is not None
    return made


def order(cast: Cast, *datasets: Dataset, person: Person | None = None, **period: dt.datetime | None) -> PurgeOrder:
    """A request's order to erase."""
    made = orders.order(
        person=person or cast.priya,
        reason=Reason.ERASURE,
        origin=uuid.uuid4(),
        about="Your request",
        signals=[MOUSE],
        datasets=[dataset.pk for dataset in datasets],
        by=BY,
        **period,
    )
    assert made is not None
    return made


def work(dataset: Dataset, times: int = 4) -> None:
    """Do what workers and sweep would do in this dataset, until nothing is left to do."""
    for _ in range(times):
        if dataset.pk in queries.datasets_due():
            passes.run(dataset.pk)
        if dataset.pk in queries.datasets_to_verify():
            verification.verify(dataset.pk)


def step_of(order: PurgeOrder, dataset: Dataset) -> PurgeStep:
    """The order's step there, as it is now."""
    return PurgeStep.objects.select_related("order", "dataset__store").get(order=order, dataset=dataset)
