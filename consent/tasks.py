"""Doorbells of this room. Beat rings the sweeps, so a lost ring costs seconds."""

import uuid

from celery import shared_task

from consent import endings, telling
from consent.actions import figures, person_pauses, training
from consent.queries import endings as ending_queries
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


@shared_task(acks_late=True)
def run_ending(ending: str) -> None:
    """Bring the choices that a program ended to their end."""
    endings.run(uuid.UUID(ending))


@shared_task(ignore_result=True, expires=50)
def sweep_endings() -> None:
    """Ring for endings left over; end what is past its time, whose person is gone, and pauses that are over."""
    for ending in ending_queries.left_over():
        run_ending.apply_async((str(ending),), expires=50)
    endings.expire_over()
    endings.end_of_gone()
    person_pauses.end_all_over()


@shared_task(ignore_result=True, acks_late=True)
def freeze_figures() -> None:
    """Freeze the figures of every month that is over and has none yet."""
    figures.freeze_due()


@shared_task(ignore_result=True, expires=25)
def sweep_training() -> None:
    """Count again who has said no in models whose programs saw a change."""
    training.look_at_all()
