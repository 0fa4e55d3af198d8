"""Doorbells of the inbox."""

from celery import shared_task

from people import mailing


@shared_task(time_limit=120)
def mail_waiting() -> None:
    """Announce messages by e-mail; beat rings too, so a lost ring costs a minute."""
    mailing.send_waiting()
