"""Every recipient hears of every withdrawal: with a receipt, in the end by hand, and the person can see it."""

import base64
import datetime as dt
import json
import uuid
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from django.db import transaction
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from audit.note import NoteError, Verifier
from common.errors import Conflict, NotAllowed
from consent import telling
from consent.actions import recipients as actions
from consent.events import ConsentEvent
from consent.models import DeliveryAttempt, RecipientDelivery
from consent.pages import recipients as pages
from consent.queries import recipients as queries
from consent.tasks import sweep_recipients, tell_recipient
from people.actions import grant_scope
from people.models import Message, Person, Role
from tests.cast import BY, KEYS, MOUSE, Cast, make_person
from tests.consent.listener import Listener, confirmed
from tests.consent.telling import add_recipient, fresh, order, order_to, told

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.flows, pytest.mark.rule("R38")]
State = RecipientDelivery.State
LIST = "/office/deliveries/"


def test_a_recipients_system_is_told_in_a_signed_message_without_a_name(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    sweep_recipients()
    telling.tell(delivery.recipient_id)
    _, headers, body = listener.got[0]
    Verifier.parse(headers["Assent-Key"]).check(body, base64.b64decode(headers["Assent-Signature"]))
    with pytest.raises(NoteError):
        Verifier.parse(headers["Assent-Key"]).check(body + b" ", base64.b64decode(headers["Assent-Signature"]))
    assert json.loads(body) == {
        "type": "assent/decision@v1",
        "id": str(delivery.pk),
        "event": "withdraw",
        "subject": str(cast.priya.pk),
        "program": "desktop",
        "signals": sorted([MOUSE, KEYS]),
        "entry": str(delivery.entry),
        "at": json.loads(body)["at"],
    }
    assert b"Priya" not in body
    done = fresh(delivery)
    assert (done.state, done.answer_sha256) == (State.DELIVERED, sha256(confirmed(json.loads(body))[2]).hexdigest())
    assert done.answer_sha256.encode() in bytes(Entry.objects.get(event=ConsentEvent.RECIPIENT_TOLD).payload)
    assert telling.tell(delivery.recipient_id) is False
    assert len(listener.got) == 1


def test_the_example_of_the_docs_checks_a_signature() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/recipients.md").read_text(encoding="utf-8")
    there: dict[str, Callable[[bytes, str, str], None]] = {}
    exec(page.split("```python")[1].split("```")[0], there)  # noqa: S102 - our own page
    signature = base64.b64encode(ledger.sign(b"{}")).decode()
    there["check"](b"{}", signature, ledger.verifier_key())
    with pytest.raises(InvalidSignature):
        there["check"](b"{ }", signature, ledger.verifier_key())


def test_the_duty_commits_with_the_decision_or_not_at_all(cast: Cast) -> None:
    add_recipient(cast)
    with transaction.atomic():
        order(cast)
        transaction.set_rollback(True)
    assert not RecipientDelivery.objects.exists()


def test_recipients_that_ended_and_those_of_other_programs_hear_nothing(cast: Cast) -> None:
    old = add_recipient(cast, key="old")
    new = add_recipient(cast, key="new")
    assert order(cast).recipient == new
    assert not old.deliveries.exists()


def test_what_fails_is_tried_again_later_and_later(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    listener.answer = lambda _: (503, {}, b"")
    now = timezone.now()
    waits = []
    for _ in range(6):
        with time_machine.travel(now, tick=False):
            telling.tell(delivery.recipient_id)
            assert telling.tell(delivery.recipient_id) is False, "not before its time"
            attempt = DeliveryAttempt.objects.get(pk=delivery.pk)
        waits.append((attempt.next_at - now).total_seconds())
        now = attempt.next_at
    expected = [10, 60, 600, 3600, 3600, 3600]
    assert all(0.89 * one < wait < 1.11 * one for wait, one in zip(waits, expected, strict=True)), waits
    assert (attempt.tries, attempt.trouble, len(listener.got)) == (6, "It answered 503.", 6)
    listener.answer = confirmed
    with time_machine.travel(now, tick=False):
        telling.tell(delivery.recipient_id)
    assert fresh(delivery).state == State.DELIVERED
    assert len({json.loads(body)["id"] for *_, body in listener.got}) == 1, "the same id at every try"


def test_a_worker_that_died_while_sending_is_followed_by_another(cast: Cast, listener: Listener, monkeypatch) -> None:
    delivery = order_to(cast, listener.url)
    with monkeypatch.context() as dying:
        dying.setattr(telling, "move", _die)
        with pytest.raises(SystemExit):
            telling.tell(delivery.recipient_id)
    telling.tell(delivery.recipient_id)
    assert len(listener.got) == 1, "the lease holds for a minute"
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61), tick=True):
        telling.tell(delivery.recipient_id)
    assert len(listener.got) == 2
    assert listener.got[0][2] == listener.got[1][2]
    assert fresh(delivery).state == State.DELIVERED


def _die(*_: object, **__: object) -> None:
    raise SystemExit


def test_a_system_that_is_away_is_asked_once_a_round(cast: Cast, listener: Listener) -> None:
    recipient = add_recipient(cast, listener.url)
    first, second = order(cast), order(cast, cast.marco)
    listener.answer = lambda _: (500, {}, b"")
    telling.tell(recipient.pk)
    assert len(listener.got) == 1
    listener.answer = lambda message: (404, {}, b"") if message["id"] == str(second.pk) else confirmed(message)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=30), tick=True):
        telling.tell(recipient.pk)
    assert (fresh(first).state, fresh(second).state) == (State.DELIVERED, State.WAITING), "one refusal holds up nobody else"


def test_a_host_that_is_not_listed_is_never_reached(cast: Cast, listener: Listener, settings) -> None:
    delivery = order_to(cast, listener.url)
    settings.RECIPIENT_HOSTS = []
    telling.tell(delivery.recipient_id)
    assert listener.got == []
    assert "ASSENT_RECIPIENT_HOSTS" in fresh(delivery).attempt.trouble


def test_after_24_hours_the_officers_are_told_once(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    listener.answer = lambda _: (503, {}, b"")
    with time_machine.travel(delivery.created_at + dt.timedelta(hours=23, minutes=59), tick=False):
        sweep_recipients()
        assert told() == set()
        assert pages.attention(cast.sam) == []
    with time_machine.travel(delivery.created_at + dt.timedelta(hours=24, minutes=1), tick=False):
        sweep_recipients()
        Message.objects.update(read_at=timezone.now())
        sweep_recipients()
        assert Message.objects.filter(kind="delivery-attention").count() == 1
        assert told() == {"Sam Okafor"}
        assert "1 message to a recipient needs a person" in str(pages.attention(cast.sam))
        assert "Not confirmed within 24 hours" in cast.client(cast.sam).get(LIST).content.decode()


def test_an_officer_can_have_it_tried_now(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    listener.answer = lambda _: (500, {}, b"")
    telling.tell(delivery.recipient_id)
    listener.answer = confirmed
    assert cast.client(cast.sam).post(f"{LIST}{delivery.pk}/retry/").status_code == 302
    telling.tell(delivery.recipient_id)
    assert fresh(delivery).state == State.DELIVERED
    with pytest.raises(Conflict):
        actions.try_again(delivery=delivery, by=cast.sam)


def test_an_answer_that_comes_after_telling_by_hand_changes_nothing(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    waiting = queries.due(delivery.recipient_id).get()
    actions.tell_by_hand(delivery=delivery, told_on=timezone.localdate(), reference="Call", by=cast.sam)
    telling._send(waiting)
    assert fresh(delivery).state == State.BY_HAND


def test_managers_and_the_person_find_nothing_of_it(cast: Cast) -> None:
    """Law 8: no officer in the person's reporting line, no officer about themself, no officer of other programs."""
    delivery = order_to(cast)
    head = make_person("Ines Costa", role=Role.PRIVACY_OFFICER)
    Person.objects.filter(pk=cast.marco.pk).update(manager=head)
    elsewhere = make_person("Olu Ade", role=Role.PRIVACY_OFFICER)
    grant_scope(person=head, permission="consent.oversee_program", to=cast.program, by=BY)
    own = order(cast, cast.sam)
    sweep_recipients()
    assert told() == {"Sam Okafor", "Ines Costa"}, "Ines of Sam's, Sam of Priya's"
    for officer, hidden in ((head, delivery), (elsewhere, delivery), (cast.sam, own)):
        client = cast.client(officer)
        assert str(hidden.pk)[:8] not in client.get(LIST).content.decode()
        assert client.get(f"{LIST}{hidden.pk}/by-hand/").status_code == 404
        with pytest.raises(NotAllowed):
            actions.tell_by_hand(delivery=hidden, told_on=timezone.localdate(), reference="x", by=officer)
    assert cast.client(cast.marco).get(LIST).status_code == 403


@pytest.mark.rule("R77")
def test_the_person_sees_who_was_told(cast: Cast, listener: Listener) -> None:
    delivery = order_to(cast, listener.url)
    order(cast, cast.marco)
    assert [(one["recipient"], one["told_at"]) for one in pages.told(cast.priya, cast.program)] == [("Vendor", None)]
    telling.tell(delivery.recipient_id)
    shown = pages.told(cast.priya, cast.program)
    assert [(one["decision"], bool(one["told_at"]), one["by_hand"]) for one in shown] == [("Withdrawal", True, False)]


def test_the_task_rings_again_for_a_long_list(cast: Cast, listener: Listener, monkeypatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    recipient = add_recipient(cast, listener.url)
    for _ in range(3):
        order(cast)
    rung = []
    monkeypatch.setattr(tell_recipient, "apply_async", lambda args, **_: rung.append(args))
    tell_recipient(str(recipient.pk))
    tell_recipient(str(recipient.pk))
    assert (rung, len(listener.got)) == ([(str(recipient.pk),)], 3)
    tell_recipient(str(uuid.uuid4()))
