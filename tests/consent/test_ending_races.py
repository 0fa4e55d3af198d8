"""Somebody decides while the program changes under them, with real threads and real connections: one clear result each."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from common.errors import DomainError
from consent import endings
from consent.actions import choices, person_pauses
from consent.models import Consent, DecisionChange, Ending, PersonPause
from people.actions import leave
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast, make_cast
from tests.consent.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]
WINDOWS = 8


def elsewhere(act: Callable[[], object]) -> str:
    """Do it on this thread's own connection; give "done" or the refusal's class name."""
    try:
        act()
    except DomainError as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


@contextmanager
def waiting_behind(first: Callable[[], object], second: Callable[[], object]):
    """Do the first thing, start the second in another thread before the first has committed, then commit; give the second's."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other: Future[str] = pool.submit(elsewhere, second)
            # It is past its first reads by then and waits for a lock.
            time.sleep(0.5)
        yield other.result(timeout=30)


def publish(cast: Cast) -> None:
    programs.publish_notice(program=cast.program, summary=["We record more."])


def withdraw(cast: Cast) -> None:
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)


def run_endings() -> None:
    for ending in Ending.objects.all():
        endings.run(ending.pk)


@pytest.mark.rule("R19")
def test_a_yes_that_meets_a_launch_is_stale() -> None:
    cast = make_cast()
    with waiting_behind(lambda: publish(cast), lambda: cast.give(cast.priya, MOUSE)) as result:
        assert result == "StaleNotice"
    assert not Consent.objects.exists()


@pytest.mark.rule("R19")
@pytest.mark.parametrize("before", [[], [MOUSE]])
def test_a_launch_that_meets_a_yes_waits_for_it_and_ends_it(before: list[str]) -> None:
    cast = make_cast(datasets=False)
    if before:
        cast.give(cast.priya, *before)
        withdraw(cast)
    with waiting_behind(lambda: cast.give(cast.priya, MOUSE), lambda: publish(cast)) as result:
        assert result == "done"
    assert Ending.objects.get().total == 1, "it counted the yes that was said just before"
    run_endings()
    assert Consent.objects.get().state == "expired"


@pytest.mark.rule("R34")
def test_a_worker_that_meets_a_withdrawal_leaves_it_alone() -> None:
    cast = make_cast()
    cast.give(cast.priya, MOUSE, KEYS)
    publish(cast)
    with waiting_behind(lambda: withdraw(cast), run_endings) as result:
        assert result == "done"
    run_endings()
    assert dict(Consent.objects.values_list("signal", "state")) == {MOUSE: "withdrawn", KEYS: "expired"}
    assert Consent.objects.get(signal=MOUSE).history.count() == 2


@pytest.mark.rule("R34")
def test_a_withdrawal_that_meets_a_worker_is_recorded_behind_it() -> None:
    cast = make_cast()
    cast.give(cast.priya, MOUSE)
    publish(cast)
    with waiting_behind(run_endings, lambda: withdraw(cast)) as result:
        assert result == "done"
    row = Consent.objects.get()
    assert (row.state, row.version, row.history.count()) == ("withdrawn", 3, 3)


@pytest.mark.rule("R109")
def test_a_yes_that_meets_a_leaving_is_refused() -> None:
    cast = make_cast()
    cast.give(cast.priya, CLICK)
    with waiting_behind(lambda: leave(person=cast.priya, by=BY), lambda: cast.give(cast.priya, MOUSE)) as result:
        assert result == "DomainError"
    assert dict(Consent.objects.values_list("signal", "state")) == {CLICK: "expired"}


def test_many_workers_end_each_row_once() -> None:
    cast = make_cast()
    for person in (cast.priya, cast.marco, cast.sam):
        cast.give(person, MOUSE, KEYS)
    publish(cast)
    assert at_once(run_endings) == ["done"] * WINDOWS
    assert [row.history.count() for row in Consent.objects.all()] == [2] * 6
    assert DecisionChange.objects.filter(scope="consent", allow=False).count() == 6


def test_many_sweeps_expire_each_row_once(time_machine) -> None:
    cast = make_cast()
    for person in (cast.priya, cast.marco, cast.sam):
        cast.give(person, MOUSE)
    time_machine.move_to(Consent.objects.latest("valid_until").valid_until)
    assert at_once(endings.expire_over) == ["done"] * WINDOWS
    assert [row.history.count() for row in Consent.objects.all()] == [2] * 3


@pytest.mark.rule("R108")
def test_many_windows_pause_one_after_the_other() -> None:
    cast = make_cast(datasets=False)
    results = at_once(lambda: person_pauses.pause(person=cast.priya, length="open", by=cast.priya))
    assert results == ["done"] * WINDOWS
    assert PersonPause.objects.filter(ended_at__isnull=True).count() == 1
    versions = DecisionChange.objects.filter(scope="person").values_list("version", flat=True)
    assert sorted(versions) == list(range(1, WINDOWS + 1))


@pytest.mark.rule("R31")
def test_many_windows_refuse_once() -> None:
    cast = make_cast(datasets=False)
    what = {"person": cast.priya, "program": cast.program, "signals": [MOUSE], "by": cast.priya}
    results = at_once(lambda: choices.refuse(**what))
    assert results == ["Conflict"] * (WINDOWS - 1) + ["done"]
    assert Consent.objects.get().history.count() == 1
