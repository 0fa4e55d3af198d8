"""One withdrawal, down to the certificate."""

import hashlib

import pytest

from audit import certificate
from common.canonical import canonical_bytes
from consent.actions import choices
from people.models import Message
from purges import certificates, passes, queries, verification
from purges.models import PurgeOrder, PurgeStep
from tests.cast import CLICK, MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R68", "R69", "R70", "R71")]


def withdraw_and_run(cast: Cast, signal: str = MOUSE) -> PurgeOrder:
    cast.give(cast.priya, signal)
    cast.record(cast.priya, signal)
    order = choices.withdraw(person=cast.priya, program=cast.program, signals=[signal], by=cast.priya)
    passes.run(cast.datasets[signal].pk)
    verification.verify(cast.datasets[signal].pk)
    order.refresh_from_db()
    return order


def test_withdrawn_rows_are_erased_verified_and_certified(cast: Cast) -> None:
    order = withdraw_and_run(cast)
    step = order.steps.get()
    assert order.state == PurgeOrder.State.VERIFIED
    assert (step.state, step.rows_before, step.rows_erased, step.rows_after) == (PurgeStep.State.VERIFIED, 7, 7, 0)
    assert cast.rows(cast.priya, MOUSE) == 0
    assert len(cast.memory.tables["pointer"]) == 100, "the bystander's rows are untouched"


def test_signals_that_are_still_on_keep_their_rows(cast: Cast) -> None:
    cast.give(cast.priya, CLICK)
    cast.record(cast.priya, CLICK)
    withdraw_and_run(cast)
    assert cast.rows(cast.priya, CLICK) == 7


def test_the_person_is_told(cast: Cast) -> None:
    order = withdraw_and_run(cast)
    message = Message.objects.get(person=cast.priya)
    assert (message.kind, message.link) == ("purge-verified", f"/me/purges/{order.pk}/")


def test_the_certificate_verifies_and_an_altered_one_does_not(cast: Cast) -> None:
    order = withdraw_and_run(cast)
    document = certificates.document(queries.certificate_of(order))
    certificate.verify(document)
    assert document["statement"]["datasets"][0]["rows_erased"] == 7
    document["statement"]["datasets"][0]["rows_erased"] = 8
    with pytest.raises(certificate.CertificateError):
        certificate.verify(document)


def test_the_ledger_holds_the_certificates_digest(cast: Cast) -> None:
    order = withdraw_and_run(cast)
    made = queries.certificate_of(order)
    digest = hashlib.sha256(canonical_bytes(made.statement)).hexdigest()
    assert digest.encode() in certificates.ledger.payload(made.entry)


def test_a_store_that_lies_gets_no_certificate(cast: Cast) -> None:
    cast.memory.held_back.add(cast.priya.identifiers.get().value)
    order = withdraw_and_run(cast)
    step = order.steps.get()
    assert order.state == PurgeOrder.State.OPEN
    assert (step.state, step.reason, step.rows_after) == (PurgeStep.State.DUE, "late-rows", 7)
    assert Message.objects.filter(person=cast.sam, kind="purge-attention").exists()


def test_rows_that_come_back_open_the_order_again(cast: Cast, time_machine) -> None:
    order = withdraw_and_run(cast)
    cast.record(cast.priya, MOUSE, rows=3)
    step = order.steps.get()
    time_machine.move_to(step.next_check_at)
    verification.verify(step.dataset_id)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.OPEN
    step.refresh_from_db()
    time_machine.move_to(step.due_at)
    passes.run(step.dataset_id)
    verification.verify(step.dataset_id)
    order.refresh_from_db()
    step.refresh_from_db()
    assert order.state == PurgeOrder.State.VERIFIED
    assert step.rows_erased == 10
    assert order.certificates.count() == 2


def test_checks_come_back_after_a_day_and_after_seven(cast: Cast, time_machine) -> None:
    order = withdraw_and_run(cast)
    step = order.steps.get()
    for done in (2, 3):
        time_machine.move_to(step.next_check_at)
        assert step.dataset_id in queries.datasets_to_verify()
        verification.verify(step.dataset_id)
        step.refresh_from_db()
        assert step.checks_done == done
    assert step.next_check_at is None
    assert order.certificates.count() == 1
