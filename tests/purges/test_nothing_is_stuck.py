"""An order always comes to an end by itself, or a person hears why it does not."""

from unittest import mock

import pytest
from django.utils import timezone

from consent.actions import choices
from people.models import Identifier, Message
from purges import passes, queries, settling, tasks, verification
from purges.certificates import statement
from purges.models import PurgeOrder, PurgeStep
from tests.cast import CLICK, KEYS, MOUSE, Cast, number_of

Step = PurgeStep.State


def erased(cast: Cast) -> PurgeStep:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    order = choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    passes.run(cast.datasets[MOUSE].pk)
    return order.steps.get()


def test_what_an_undo_leaves_of_an_order_is_settled(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    order = choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE, CLICK], by=cast.priya)
    passes.run(cast.datasets[MOUSE].pk)
    verification.verify(cast.datasets[MOUSE].pk)
    choices.undo(person=cast.priya, program=cast.program, signal=CLICK, by=cast.priya)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.VERIFIED
    assert statement(order, settled_at=order.settled_at)["signals"] == [MOUSE], "clicks were kept"


def test_a_worker_that_dies_before_settling_leaves_it_to_the_sweep(cast: Cast) -> None:
    step = erased(cast)
    with mock.patch.object(settling, "settle", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        verification.verify(step.dataset_id)
    assert queries.orders_to_settle() == [step.order_id]
    tasks.sweep()
    step.order.refresh_from_db()
    assert step.order.state == PurgeOrder.State.VERIFIED
    assert queries.orders_to_settle() == []


def test_one_person_whom_the_store_cannot_know_stops_nobody_else(cast: Cast) -> None:
    for person in (cast.priya, cast.marco):
        cast.give(person, KEYS)
        cast.record(person, KEYS)
        choices.withdraw(person=person, program=cast.program, signals=[KEYS], by=person)
    Identifier.objects.filter(person=cast.marco).delete()
    passes.run(cast.datasets[KEYS].pk)
    states = dict(PurgeStep.objects.values_list("order__person", "state"))
    assert cast.rows(cast.priya, KEYS) == 0
    assert states == {cast.priya.pk: Step.ERASED, cast.marco.pk: Step.FAILED}
    assert PurgeStep.objects.get(state=Step.FAILED).rows_before is None, "nobody counted, so nobody knows"


def test_a_check_that_the_store_refuses_needs_a_person(cast: Cast) -> None:
    step = erased(cast)
    del cast.memory.tables["pointer"]
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    assert (step.state, step.reason) == (Step.FAILED, "unknown-location")
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").count() == 1


def test_a_later_check_that_is_refused_is_tried_later_and_told(cast: Cast, time_machine) -> None:
    step = erased(cast)
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    time_machine.move_to(step.next_check_at)
    del cast.memory.tables["pointer"]
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    assert (step.state, step.checks_done) == (Step.VERIFIED, 1)
    assert step.next_check_at > timezone.now()
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").exists()


def test_a_check_that_breaks_waits_and_says_nothing_of_the_row(cast: Cast, monkeypatch) -> None:
    step = erased(cast)
    monkeypatch.setattr(cast.memory, "answer", mock.Mock(side_effect=KeyError("row of Priya Nair")))
    with pytest.raises(RuntimeError, match="KeyError at ") as raised:
        verification.verify(step.dataset_id)
    assert "Priya" not in str(raised.value)
    assert step.dataset_id not in queries.datasets_to_verify()


def test_rows_erased_again_meanwhile_are_looked_at_again(cast: Cast) -> None:
    step = erased(cast)
    before = timezone.now() - timezone.timedelta(seconds=1)
    verification._pass_check([step], before)
    step.refresh_from_db()
    assert step.state == Step.ERASED


def test_a_store_that_keeps_lying_writes_one_message(cast: Cast, time_machine) -> None:
    cast.memory.held_back.add(number_of(cast.priya))
    step = erased(cast)
    for _ in range(4):
        verification.verify(step.dataset_id)
        step.refresh_from_db()
        time_machine.move_to(step.due_at)
        passes.run(step.dataset_id)
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").count() == 1


def test_a_check_that_waits_for_long_is_told(cast: Cast, time_machine) -> None:
    step = erased(cast)
    cast.memory.away = True
    verification.verify(step.dataset_id)
    assert not Message.objects.filter(person=cast.sam, kind="purge-attention").exists()
    time_machine.move_to(timezone.now() + timezone.timedelta(minutes=16))
    verification.verify(step.dataset_id)
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").count() == 1


def test_someone_who_can_no_longer_be_looked_for_is_not_told_of_rows(cast: Cast, time_machine) -> None:
    step = erased(cast)
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    time_machine.move_to(step.next_check_at)
    Identifier.objects.filter(person=cast.priya).delete()
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    assert (step.state, step.next_check_at, step.checks_done) == (Step.VERIFIED, None, 1)
    assert not Message.objects.filter(person=cast.priya, kind="purge-late-rows").exists()
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").exists()


def test_rows_that_came_late_are_counted_before_and_after_and_need_their_own_approval(cast: Cast, time_machine) -> None:
    step = erased(cast)
    PurgeStep.objects.update(approved_by=cast.sam, attempts=7)
    cast.record(cast.priya, MOUSE, rows=3)
    verification.verify(step.dataset_id)
    step.refresh_from_db()
    assert step.approved_by is None
    time_machine.move_to(step.due_at)
    passes.run(step.dataset_id)
    step.refresh_from_db()
    assert (step.rows_before, step.rows_erased, step.attempts) == (10, 10, 1)


def test_a_check_under_way_is_not_started_again_until_its_worker_is_gone(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    dataset = cast.datasets[MOUSE].pk
    passes.run(dataset)
    now = timezone.now()
    assert len(verification._claim(dataset, now)) == 1
    assert dataset not in queries.datasets_to_verify()
    assert verification.verify(dataset) == 0
    time_machine.move_to(now + timezone.timedelta(seconds=60))
    assert dataset in queries.datasets_to_verify()
    assert verification.verify(dataset) == 1
