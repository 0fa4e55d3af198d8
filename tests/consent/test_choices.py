"""Give, withdraw, undo: what is recorded, what is ordered, who may."""

import datetime as dt

import pytest

from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import choices
from consent.models import Consent, DecisionChange
from purges import passes
from purges.models import PurgeOrder
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast

pytestmark = pytest.mark.flows


def withdraw(cast: Cast, *signals: str) -> PurgeOrder:
    return choices.withdraw(person=cast.priya, program=cast.program, signals=signals, by=cast.priya)


def test_nobody_has_said_yes_at_first(cast: Cast) -> None:
    assert not Consent.objects.exists()


def test_a_yes_is_one_row_one_history_row_and_one_outbox_row(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    consent = Consent.objects.get()
    assert (consent.state, consent.notice, consent.version) == ("given", cast.notice, 1)
    assert consent.history.count() == 1
    change = DecisionChange.objects.get(scope="consent")
    assert (change.allow, change.person, change.signal, change.seq) == (True, cast.priya.pk, MOUSE, None)


def test_a_withdrawal_denies_orders_and_keeps_the_record(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    order = withdraw(cast, MOUSE)
    assert order.signals == [MOUSE]
    assert [step.dataset for step in order.steps.all()] == [cast.datasets[MOUSE]]
    change = DecisionChange.objects.filter(scope="consent").latest("pk")
    assert (change.allow, change.reason, change.version) == (False, "WITHDRAWN", 2)
    assert Consent.objects.get(signal=CLICK).state == "given"


def test_a_second_withdrawal_says_so_and_orders_nothing(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    with pytest.raises(Conflict, match="off already"):
        withdraw(cast, MOUSE)
    assert PurgeOrder.objects.count() == 1


def test_a_stale_page_records_nothing(cast: Cast) -> None:
    programs.publish_notice(program=cast.program, summary=["We record more."], sections=[], by=BY)
    with pytest.raises(choices.StaleNotice):
        cast.give(cast.priya, MOUSE)
    assert not Consent.objects.exists()


def test_only_the_person_decides(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        choices.give(person=cast.priya, program=cast.program, signals=[MOUSE], notice_version=1, by=cast.marco)
    cast.give(cast.priya, MOUSE)
    with pytest.raises(NotAllowed):
        choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.sam)


def test_a_signal_that_the_program_does_not_record_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError):
        choices.give(person=cast.priya, program=cast.program, signals=["thoughts"], notice_version=1, by=cast.priya)


def test_undo_brings_the_yes_back_and_stops_erasing_not_begun(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    order = withdraw(cast, MOUSE)
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    order.refresh_from_db()
    assert (Consent.objects.get().state, order.state) == ("given", PurgeOrder.State.CANCELLED)
    passes.run(cast.datasets[MOUSE].pk)
    assert cast.rows(cast.priya, MOUSE) == 7


def test_undo_of_one_signal_leaves_the_others_order(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.give(cast.priya, MOUSE, KEYS)
    cast.record(cast.priya, KEYS)
    order = withdraw(cast, MOUSE, KEYS)
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.OPEN
    assert dict(order.steps.values_list("dataset__name", "state")) == {"Pointer": "cancelled", "Keys": "due"}


def test_undo_is_too_late_after_its_time(cast: Cast, time_machine, settings) -> None:
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    time_machine.move_to(Consent.objects.get().decided_at + dt.timedelta(seconds=61))
    with pytest.raises(Conflict, match="too late"):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)


def test_undo_is_refused_once_erasing_has_begun(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    passes.take(cast.datasets[MOUSE].pk)
    with pytest.raises(Conflict, match="begun"):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert Consent.objects.get().state == "withdrawn"


def test_a_new_yes_waits_until_erasing_is_done(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    with pytest.raises(Conflict, match="still being erased"):
        cast.give(cast.priya, MOUSE)
