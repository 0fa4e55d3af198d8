"""Two windows at once, with real threads and real connections."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from common.errors import Conflict
from consent.actions import choices
from consent.models import Consent
from purges.models import PurgeOrder
from tests.cast import MOUSE, Cast, make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]
WINDOWS = 8


def at_once(act) -> list[str]:
    """Run the same action in many threads; give "done" or the refusal's class name for each."""

    def one(_: int) -> str:
        try:
            act()
        except Conflict as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(WINDOWS) as pool:
        return sorted(pool.map(one, range(WINDOWS)))


def test_many_windows_withdraw_once() -> None:
    cast = make_cast()
    cast.give(cast.priya, MOUSE)
    results = at_once(lambda: choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya))
    assert results == ["Conflict"] * (WINDOWS - 1) + ["done"]
    assert PurgeOrder.objects.count() == 1


def test_many_windows_give_once() -> None:
    cast = make_cast()
    results = at_once(lambda: cast.give(cast.priya, MOUSE))
    assert results == ["Conflict"] * (WINDOWS - 1) + ["done"]
    assert Consent.objects.get().history.count() == 1


def test_a_yes_behind_a_withdrawal_in_another_window_sees_what_it_ordered() -> None:
    cast = make_cast()
    cast.give(cast.priya, MOUSE)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
            other = pool.submit(give_in_another_window, cast)
            # The other window is past its first reads by then and waits for the lock.
            time.sleep(0.5)
        assert other.result() == "Conflict"
    assert Consent.objects.get().state == Consent.State.WITHDRAWN


def give_in_another_window(cast: Cast) -> str:
    try:
        cast.give(cast.priya, MOUSE)
    except Conflict as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"
