"""Doorbells of this room. Beat rings the sweeps, so a lost ring costs seconds."""

import uuid

from celery import shared_task

from consent import telling
from consent.queries import recipients as queries


@shared_task(acks_late=True)
def tell_recipient(recipient: str) -> None:
    """Send one recipient what is due; the rest of a long list in a round of its own."""
    if telling.tell(uuid.UUID(recipient)):
        tell_recipient.apply_async((recipient,), expires=30)


@shared_task(ignore_result=True, expires=10)
def sweep_recipients() -> None:
    """Ring for every recipient with something due, and tell officers what waits for them."""
    for recipient in queries.recipients_due():
        tell_recipient.apply_async((str(recipient),), expires=30)
    telling.raise_alarms()
