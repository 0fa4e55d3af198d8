"""Stores that are away, refuse, or hold damaged items; ceilings; people whom a store can't know."""

import pytest
from django.utils import timezone

from common.errors import Conflict, NotAllowed
from consent.actions import choices
from people.models import Identifier, Message
from purges import actions, passes, queries, verification
from purges.models import PurgeOrder, PurgePass, PurgeStep
from stores.contract import Refused
from tests.cast import CLICK, KEYS, MOUSE, Cast


def order_for(cast: Cast, *signals: str) -> PurgeOrder:
    cast.give(cast.priya, *signals)
    for signal in signals:
        cast.record(cast.priya, signal)
    return choices.withdraw(person=cast.priya, program=cast.program, signals=signals, by=cast.priya)


def test_a_store_that_is_away_is_tried_later_and_says_when(cast: Cast, time_machine) -> None:
    order = order_for(cast, MOUSE)
    cast.memory.away = True
    passes.run(cast.datasets[MOUSE].pk)
    step = order.steps.get()
    assert (step.state, step.reason, step.attempts) == (PurgeStep.State.DUE, "unavailable", 1)
    assert step.due_at > timezone.now()
    assert cast.datasets[MOUSE].pk not in queries.datasets_due()
    cast.memory.away = False
    time_machine.move_to(step.due_at)
    assert cast.datasets[MOUSE].pk in queries.datasets_due()
    passes.run(cast.datasets[MOUSE].pk)
    assert cast.rows(cast.priya, MOUSE) == 0


def test_the_wait_grows_and_the_officer_hears_of_it(cast: Cast, time_machine) -> None:
    order = order_for(cast, MOUSE)
    cast.memory.away = True
    waits = []
    for _ in range(6):
        passes.run(cast.datasets[MOUSE].pk)
        step = order.steps.get()
        waits.append((step.due_at - timezone.now()).total_seconds())
        time_machine.move_to(step.due_at)
    assert waits[-1] > waits[0] * 4
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").count() == 1


def test_other_datasets_finish_while_one_waits(cast: Cast) -> None:
    order = order_for(cast, MOUSE, CLICK)
    cast.memory.fail_once()
    passes.run(cast.datasets[MOUSE].pk)
    passes.run(cast.datasets[CLICK].pk)
    verification.verify(cast.datasets[CLICK].pk)
    states = dict(order.steps.values_list("dataset__name", "state"))
    assert states == {"Pointer": "due", "Clicks": "verified"}
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.OPEN


def test_a_refusal_needs_a_person_and_can_be_retried(cast: Cast) -> None:
    order = order_for(cast, MOUSE)
    cast.memory.fail_once(Refused("This account may not delete.", reason="permission"))
    passes.run(cast.datasets[MOUSE].pk)
    step = order.steps.get()
    assert (step.state, step.reason) == (PurgeStep.State.FAILED, "permission")
    assert actions.retry_order(order=order, by=cast.sam) == 1
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.VERIFIED


def test_nothing_goes_above_the_ceiling_until_a_second_person_approves(cast: Cast, settings) -> None:
    settings.PURGE_CEILING_ROWS = 5
    order = order_for(cast, MOUSE)
    passes.run(cast.datasets[MOUSE].pk)
    assert order.steps.get().reason == "ceiling"
    assert cast.rows(cast.priya, MOUSE) == 7
    with pytest.raises(Conflict):
        actions.retry_order(order=order, by=cast.sam)
    actions.approve_order(order=order, by=cast.sam)
    passes.run(cast.datasets[MOUSE].pk)
    assert cast.rows(cast.priya, MOUSE) == 0


def test_an_approval_is_for_the_rows_that_were_shown(cast: Cast, settings) -> None:
    settings.PURGE_CEILING_ROWS = 5
    order = order_for(cast, MOUSE)
    passes.run(cast.datasets[MOUSE].pk)
    assert order.steps.get().counted_rows == 7
    actions.approve_order(order=order, by=cast.sam)
    cast.record(cast.priya, MOUSE, rows=50)
    passes.run(cast.datasets[MOUSE].pk)
    step = order.steps.get()
    assert (step.state, step.reason, step.counted_rows, step.approved_by) == (PurgeStep.State.FAILED, "ceiling", 57, None)
    assert cast.rows(cast.priya, MOUSE) == 57


def test_only_officers_approve_and_never_their_own(cast: Cast, settings) -> None:
    settings.PURGE_CEILING_ROWS = 5
    order = order_for(cast, MOUSE)
    passes.run(cast.datasets[MOUSE].pk)
    with pytest.raises(NotAllowed):
        actions.approve_order(order=order, by=cast.priya)
    order.person = cast.sam
    with pytest.raises(NotAllowed):
        actions.approve_order(order=order, by=cast.sam)


def test_a_person_whom_the_store_cannot_know_is_unknown_not_clean(cast: Cast) -> None:
    order = order_for(cast, KEYS)
    Identifier.objects.filter(person=cast.priya).delete()
    passes.run(cast.datasets[KEYS].pk)
    verification.verify(cast.datasets[KEYS].pk)
    step = order.steps.get()
    assert (step.state, step.reason) == (PurgeStep.State.FAILED, "no-identifier")


def test_two_workers_never_hold_one_dataset(cast: Cast) -> None:
    order_for(cast, MOUSE)
    taken = passes.take(cast.datasets[MOUSE].pk)
    assert taken is not None
    cast.give(cast.marco, MOUSE)
    choices.withdraw(person=cast.marco, program=cast.program, signals=[MOUSE], by=cast.marco)
    assert passes.take(cast.datasets[MOUSE].pk) is None
    PurgePass.objects.filter(pk=taken.purge_pass.pk).update(lease_until=timezone.now() - timezone.timedelta(seconds=1))
    again = passes.take(cast.datasets[MOUSE].pk)
    assert again is not None
    assert again.purge_pass.pk > taken.purge_pass.pk
    assert len(again.steps) == 2


def test_an_error_text_never_reaches_the_row(cast: Cast, monkeypatch) -> None:
    order = order_for(cast, MOUSE)
    monkeypatch.setattr(cast.memory, "answer", lambda _: (_ for _ in ()).throw(RuntimeError("row of Priya Nair")))
    with pytest.raises(RuntimeError):
        passes.run(cast.datasets[MOUSE].pk)
    step = order.steps.get()
    assert "Priya" not in step.explanation
    assert step.state == PurgeStep.State.DUE
