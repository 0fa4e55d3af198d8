"""Telling recipients of a decision: ordered with the decision itself, tried again or done by hand by officers (R38)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.doorbell import ring
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from consent.actions import texts
from consent.events import ConsentEvent
from consent.models import DeliveryAttempt, Program, Recipient, RecipientDelivery
from consent.queries import recipients as queries
from consent.tasks import sweep_recipients, tell_recipient
from people.models import Person

State = RecipientDelivery.State


def order_deliveries(
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    decision: str,
    entry_id: uuid.UUID,
) -> int:
    """Order that every recipient that may hold the person's data is told of this decision (`withdraw`, ...); return how many.

    Call it inside the decision's open ledger entry, whose id `entry_id` is: the duty commits with the decision or not at all.
    """
    now = timezone.now()
    recipients = list(queries.to_tell(person, program))
    for recipient in recipients:
        what = {"person_id": person.pk, "signals": sorted(signals), "decision": decision, "entry": entry_id}
        _order(recipient, next_at=now, **what)
    _ring(recipients)
    return len(recipients)


def take_back_deliveries(*, decisions: Collection[uuid.UUID], signals: Collection[str], entry_id: uuid.UUID) -> None:
    """Whoever has not heard of a no need not hear of it; whoever did, or may have, is told that it was taken back (R38).

    `decisions` are the records of the no. Call it inside the undo's open ledger entry, whose id `entry_id` is.
    """
    to_tell = []
    for delivery in queries.ordered_by(decisions):
        undone, waiting = sorted(set(delivery.signals) & set(signals)), delivery.state == State.WAITING
        # From its first try on, a recipient may have heard, whether or not it has confirmed; a try may be under way.
        heard = not waiting or delivery.attempt.tries > 0
        next_at = max(timezone.now(), delivery.attempt.next_at) if waiting else timezone.now()
        if waiting:
            _take_back(delivery, undone)
        if heard:
            what = {"person_id": delivery.person_id, "signals": undone, "decision": "undo", "entry": entry_id}
            _order(delivery.recipient, next_at=next_at, **what)
            to_tell.append(delivery.recipient)
    _ring(to_tell)


def _take_back(delivery: RecipientDelivery, undone: Collection[str]) -> None:
    left = [signal for signal in delivery.signals if signal not in undone]
    if not left:
        move(delivery, State.UNDONE)
        return
    delivery.signals = left
    delivery.save()


def _order(recipient: Recipient, *, next_at: dt.datetime, **what: Any) -> None:
    delivery = RecipientDelivery.objects.create(recipient=recipient, created_at=timezone.now(), **what)
    DeliveryAttempt.objects.create(delivery=delivery, next_at=next_at)


def _ring(recipients: Collection[Recipient]) -> None:
    for recipient in recipients:
        if recipient.endpoint:
            ring(tell_recipient, str(recipient.pk))
    if any(not recipient.endpoint for recipient in recipients):
        ring(sweep_recipients)


def tell_by_hand(*, delivery: RecipientDelivery, told_on: dt.date, reference: str, by: Person) -> RecipientDelivery:
    """Note that an officer told the recipient: on which day, and under which reference, kept by its digest."""
    _may_settle(delivery, by)
    reference = " ".join(reference.split())
    first, today = days.day_of(delivery.created_at), days.today()
    if not first <= told_on <= today:
        msg = f"The day must lie between {first} and {today}, not be {told_on}."
        raise DomainError(msg, hint="Nothing was saved. Go back and correct the day.")
    if not reference:
        msg = "Give a reference, such as the number of the letter or ticket. Nothing was saved."
        raise DomainError(msg)
    told_at = max(delivery.created_at, days.start_of(told_on))
    with ledger.entry(
        ConsentEvent.RECIPIENT_TOLD_BY_HAND,
        actor=by.pk,
        subject=delivery.person_id,
        ref=delivery.pk,
        recipient=delivery.recipient_id,
    ):
        kept = texts.keep({"told_on": told_on.isoformat(), "reference": reference})
        return move(delivery, State.BY_HAND, delivered_at=told_at, answer_sha256=kept.pk, confirmed_by=by)


def try_again(*, delivery: RecipientDelivery, by: Person) -> None:
    """Let a waiting delivery be tried at once instead of at its next turn. Changes nothing that the ledger holds."""
    _may_settle(delivery, by)
    if not delivery.recipient.endpoint:
        msg = "This recipient has no system that could be told."
        raise DomainError(msg, hint="Tell it by hand, then note the day and the reference.")
    with transaction.atomic():
        # One that a worker is just sending has its next turn ahead as well; sent twice, it has the same id.
        waiting = DeliveryAttempt.objects.filter(pk=delivery.pk, delivery__state=State.WAITING)
        if not waiting.update(next_at=timezone.now()):
            msg = "This recipient was told meanwhile."
            raise Conflict(msg, hint="Nothing is left to do.")
        ring(tell_recipient, str(delivery.recipient_id))


def _may_settle(delivery: RecipientDelivery, by: Person) -> None:
    if not queries.deliveries_for(by).filter(pk=delivery.pk).exists():
        msg = "Only an officer who oversees this program can do that, and never about themself or their own reports."
        raise NotAllowed(msg)
