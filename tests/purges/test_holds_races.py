"""Holds against workers, with real threads and real connections: what was placed wins, and nothing is held for nobody."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from common.errors import Conflict, DomainError
from people.models import Person
from purges import holds as deciding
from purges import keeping, passes, taking
from purges.actions import holds, lifting
from purges.journal import PassJournal
from purges.models import Hold, PassBatch, PurgePass, PurgeStep
from stores.connectors.memory import MemoryConnector, forget_memory_stores
from tests.cast import MOUSE, Cast, make_cast
from tests.purges.holding import order, place, second_legal, step_of, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R76")]
Step = PurgeStep.State
ROWS, BATCH = 40, 10
PATIENCE = 30


@pytest.fixture
def company(settings) -> Iterator[Cast]:
    settings.PURGE_CEILING_PERCENT = 100
    forget_memory_stores()
    cast = make_cast()
    cast.record(cast.priya, MOUSE, rows=ROWS)
    yield cast
    forget_memory_stores()


@pytest.fixture
def _small_batches(monkeypatch) -> None:
    """Ten rows are committed at once; between two batches there is time to place a hold."""
    original = MemoryConnector.__init__

    def small(self, *, options, secret=None) -> None:
        original(self, options=options | {"batch_rows": BATCH}, secret=secret)

    monkeypatch.setattr(MemoryConnector, "__init__", small)


class Stop:
    """Lets a worker stop at one place until the test says go on."""

    def __init__(self) -> None:
        """Nobody was there yet."""
        self.reached, self.go = Event(), Event()

    def here(self) -> None:
        self.reached.set()
        assert self.go.wait(PATIENCE)


def stop_before_erasing(monkeypatch, stop: Stop) -> None:
    """The worker has taken its steps and stops before the store is asked to erase."""
    erase = MemoryConnector.erase

    def slowly(self, *arguments, **options):
        stop.here()
        return erase(self, *arguments, **options)

    monkeypatch.setattr(MemoryConnector, "erase", slowly)


def in_a_worker(pool: ThreadPoolExecutor, act, *arguments):
    """Do it in a thread with a connection of its own."""

    def run():
        try:
            return act(*arguments)
        finally:
            connection.close()

    return pool.submit(run)


@pytest.mark.usefixtures("_small_batches")
@pytest.mark.parametrize("batches", [0, 2])
def test_a_hold_placed_while_a_worker_erases_stops_it_before_its_next_commit(company: Cast, monkeypatch, batches: int) -> None:
    dataset, stop = company.datasets[MOUSE], Stop()
    made = order(company, dataset)
    intend = PassJournal.intend

    def slowly(self, batch) -> None:
        if batch.number == batches + 1:
            stop.here()
        intend(self, batch)

    monkeypatch.setattr(PassJournal, "intend", slowly)
    with ThreadPoolExecutor(1) as pool:
        working = in_a_worker(pool, passes.run, dataset.pk)
        assert stop.reached.wait(PATIENCE)
        place(company, company.priya)
        stop.go.set()
        assert working.result(PATIENCE) is False
    assert company.rows(company.priya, MOUSE) == ROWS - batches * BATCH, "nothing was committed after the hold"
    work(dataset)
    step = step_of(made, dataset)
    erased = batches * BATCH
    assert (step.state, step.rows_erased, step.rows_held) == (Step.HELD, erased, ROWS - erased)
    assert company.rows(company.priya, MOUSE) == ROWS - erased
    made.refresh_from_db()
    assert made.certificates.get().statement["datasets"][0]["rows_erased"] == erased, "counted, although no pass came after"


def test_a_hold_placed_between_taking_and_erasing_wins(company: Cast, monkeypatch) -> None:
    dataset, stop = company.datasets[MOUSE], Stop()
    order(company, dataset)
    stop_before_erasing(monkeypatch, stop)
    with ThreadPoolExecutor(1) as pool:
        working = in_a_worker(pool, passes.run, dataset.pk)
        assert stop.reached.wait(PATIENCE)
        place(company, company.priya)
        stop.go.set()
        working.result(PATIENCE)
    assert company.rows(company.priya, MOUSE) == ROWS
    assert PassBatch.objects.count() == 0


def test_a_hold_on_somebody_else_stops_nobody(company: Cast, monkeypatch) -> None:
    dataset, stop = company.datasets[MOUSE], Stop()
    made = order(company, dataset)
    stop_before_erasing(monkeypatch, stop)
    with ThreadPoolExecutor(1) as pool:
        working = in_a_worker(pool, passes.run, dataset.pk)
        assert stop.reached.wait(PATIENCE)
        place(company, company.marco)
        stop.go.set()
        assert working.result(PATIENCE) is True
    assert (company.rows(company.priya, MOUSE), step_of(made, dataset).state) == (0, Step.ERASED)


@pytest.mark.usefixtures("_small_batches")
def test_a_stale_worker_that_wakes_after_a_hold_erases_nothing_more(company: Cast, monkeypatch) -> None:
    dataset, stop = company.datasets[MOUSE], Stop()
    made = order(company, dataset)
    intend, first = PassJournal.intend, []

    def slowly(self, batch) -> None:
        if batch.number == 2 and not first:
            first.append(batch)
            stop.here()
        intend(self, batch)

    monkeypatch.setattr(PassJournal, "intend", slowly)
    monkeypatch.setattr("purges.journal.renew_pass", lambda _: 0)
    monkeypatch.setattr("purges.passes.renew_pass", lambda _: 0)
    with ThreadPoolExecutor(1) as pool:
        sleeping = in_a_worker(pool, passes.run, dataset.pk)
        assert stop.reached.wait(PATIENCE)
        PurgePass.objects.update(lease_until=timezone.now() - timezone.timedelta(seconds=1))
        hold = place(company, company.priya)
        work(dataset)
        assert step_of(made, dataset).state == Step.HELD
        stop.go.set()
        sleeping.result(PATIENCE)
    assert company.rows(company.priya, MOUSE) == ROWS - BATCH
    step = step_of(made, dataset)
    assert (step.state, step.rows_erased, step.rows_held) == (Step.HELD, BATCH, ROWS - BATCH)
    assert hold.active


def test_a_hold_lifted_in_the_moment_in_which_a_pass_holds_a_step_leaves_nothing_stuck(company: Cast, monkeypatch) -> None:
    dataset, stop = company.datasets[MOUSE], Stop()
    made = order(company, dataset)
    hold = place(company, company.priya)
    aside = keeping.set_aside

    def slowly(*arguments):
        stop.here()
        return aside(*arguments)

    monkeypatch.setattr(taking.keeping, "set_aside", slowly)
    with ThreadPoolExecutor(1) as pool:
        working = in_a_worker(pool, passes.run, dataset.pk)
        assert stop.reached.wait(PATIENCE)
        lifting.ask_lift(hold=hold, by=company.lena)
        lifting.lift(hold=hold, by=company.sam)
        keeping.release(hold.pk)
        stop.go.set()
        working.result(PATIENCE)
    assert step_of(made, dataset).state == Step.HELD, "decided before the hold was lifted"
    assert keeping.release_left_over() == {dataset.pk}
    work(dataset)
    assert (step_of(made, dataset).state, company.rows(company.priya, MOUSE)) == (Step.VERIFIED, 0)


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Run these in threads of their own, all at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(act) for act in acts]]


def outcome(act, hold: Hold, by: Person) -> str:
    """Do it as this person; give "done" or the refusal's class name."""
    try:
        act(hold=hold, by=by)
    except DomainError as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


def test_of_two_people_who_approve_or_lift_at_once_one_wins(company: Cast) -> None:
    nia = second_legal()
    hold = place(company, company.priya)
    both = [lambda: outcome(holds.approve, hold, nia), lambda: outcome(holds.approve, hold, company.sam)]
    assert sorted(at_once(*both)) == [Conflict.__name__, "done"]
    asks = [lambda: outcome(lifting.ask_lift, hold, nia), lambda: outcome(lifting.ask_lift, hold, company.lena)]
    assert sorted(at_once(*asks)) == [Conflict.__name__, "done"]
    asked = Hold.objects.get(pk=hold.pk).lift_asked_by
    others = [one for one in (nia, company.lena, company.sam) if one != asked]
    lifts = [lambda one=one: outcome(lifting.lift, hold, one) for one in others]
    assert sorted(at_once(*lifts)) == [Conflict.__name__, "done"]
    assert Hold.objects.get(pk=hold.pk).state == Hold.State.LIFTED


def test_the_guard_costs_one_small_query_as_long_as_no_hold_was_placed(company: Cast, django_assert_num_queries) -> None:
    place(company, company.marco)
    made = order(company, company.datasets[MOUSE])
    steps = [step_of(made, company.datasets[MOUSE])]
    guard = deciding.Guard(deciding.holds_on(steps), steps, company.datasets[MOUSE])
    with django_assert_num_queries(1):
        guard.look()
