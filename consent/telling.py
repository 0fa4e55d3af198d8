"""Tells recipients what people decided: signed messages until each is confirmed, and officers where one is not (R38).

Rows are the queue. A worker claims one delivery by moving its next try ahead; where it dies, that moment comes and another
one sends the same message with the same id. So a recipient may hear twice, and is told to know messages by their id.
"""

import base64
import datetime as dt
import logging
import random
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit import ledger
from audit.values import moment
from common.canonical import canonical_bytes
from common.errors import Conflict
from common.rights import Right
from common.states import move
from consent import delivering
from consent.events import ConsentEvent
from consent.models import DeliveryAttempt, RecipientDelivery
from consent.queries import recipients as queries
from people import queries as people
from people.actions import send_message

log = logging.getLogger(__name__)
State = RecipientDelivery.State
TYPE = "assent/decision@v1"
AT_ONCE = 50
LEASE_SECONDS = 60
WAITS_SECONDS = (10, 60, 600, 3600)
"""How long after each failed try the next one comes; the last one goes on for as long as it takes."""


def tell(recipient: uuid.UUID) -> bool:
    """Send what is due to one recipient; return whether more is due at once. One that can't be reached ends the round."""
    sent = 0
    for delivery in queries.due(recipient)[:AT_ONCE]:
        if not _claim(delivery):
            continue
        try:
            _send(delivery)
        except delivering.Undelivered as reason:
            _put_off(delivery, str(reason))
            if isinstance(reason, delivering.Away):
                return False
        sent += 1
    return sent == AT_ONCE


def message_of(delivery: RecipientDelivery) -> dict[str, Any]:
    """What the recipient is told: opaque refs, codes and a time (docs/recipients.md).

    It is the same for every try, but for signals that the person undid meanwhile.
    """
    return {
        "type": TYPE,
        "id": str(delivery.pk),
        "event": delivery.decision,
        "subject": str(delivery.person_id),
        "program": delivery.recipient.program.slug,
        "signals": sorted(delivery.signals),
        "entry": str(delivery.entry),
        "at": moment(delivery.created_at),
    }


def raise_alarms() -> None:
    """Tell the officers once of every delivery that waits for a person: overdue, or to a recipient without a system."""
    for delivery in queries.to_alarm()[:500]:
        with transaction.atomic():
            mine = DeliveryAttempt.objects.filter(pk=delivery.pk, told_officers_at__isnull=True)
            if mine.update(told_officers_at=timezone.now()):
                _tell_officers(delivery)


def _claim(delivery: RecipientDelivery) -> bool:
    now = timezone.now()
    free = DeliveryAttempt.objects.filter(pk=delivery.pk, next_at__lte=now, delivery__state=State.WAITING)
    mine = free.update(next_at=now + dt.timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1)
    # An undo that held the row meanwhile counted no try: what it settled must not be told any more.
    return bool(mine) and RecipientDelivery.objects.filter(pk=delivery.pk, state=State.WAITING).exists()


def _send(delivery: RecipientDelivery) -> None:
    body = canonical_bytes(message_of(delivery))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Assent",
        "Assent-Signature": base64.b64encode(ledger.sign(body)).decode(),
        "Assent-Key": ledger.verifier_key(),
    }
    guard = delivering.Guard.of(settings.RECIPIENT_HOSTS, settings.RECIPIENT_NETWORKS)
    endpoint, event = delivery.recipient.endpoint, str(delivery.pk)
    answer = delivering.deliver(endpoint, event=event, body=body, headers=headers, guard=guard)
    facts = {"recipient": delivery.recipient_id, "answer": answer}
    try:
        with ledger.entry(
            ConsentEvent.RECIPIENT_TOLD,
            actor="system:recipients",
            subject=delivery.person_id,
            ref=delivery.pk,
            **facts,
        ):
            move(delivery, State.DELIVERED, delivered_at=timezone.now(), answer_sha256=answer)
    except Conflict:
        log.info("delivery %s was settled by somebody else meanwhile", delivery.pk)


def _put_off(delivery: RecipientDelivery, trouble: str) -> None:
    attempt = DeliveryAttempt.objects.get(pk=delivery.pk)
    wait = WAITS_SECONDS[min(attempt.tries, len(WAITS_SECONDS)) - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - jitter
    attempt.next_at = timezone.now() + dt.timedelta(seconds=wait)
    attempt.trouble = trouble[:200]
    attempt.save(update_fields=["next_at", "trouble"])


def _tell_officers(delivery: RecipientDelivery) -> None:
    """Into the inbox of those who may open it: never the person or their managers, never twice unread."""
    program = delivery.recipient.program
    barred = people.above(delivery.person_id) | {delivery.person_id}
    allowed = [officer for officer in people.holding(Right.PROGRAMS_MANAGE) if officer.pk not in barred]
    overseeing = people.scoped_to(program.pk, "oversee_program")
    link = "/office/deliveries/?state=attention"
    # A program that nobody oversees must not fail unseen: then every other officer hears of it.
    for officer in [one for one in allowed if one.pk in overseeing] or allowed:
        if not people.waits(officer, kind="delivery-attention", link=link):
            send_message(person=officer, kind="delivery-attention", about=program.name, link=link)
