"""E-mail that says a message waits. What it is about stays behind the sign-in."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from people import queries
from people.models import Message

log = logging.getLogger(__name__)
AT_ONCE = 100
BODY = (
    "A message about your data waits for you in Assent.\n\n"
    "Read it here: {url}/me/inbox/\n\n"
    "For your privacy this e-mail does not say what it is about.\n"
)


def send_waiting() -> int:
    """Mail for up to 100 messages, oldest first; return how many went out. A mail server that is away is tried later."""
    sent = 0
    with transaction.atomic():
        rows = queries.unmailed(timezone.now()).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
        connection = get_connection()
        for message in rows:
            if not _send(message, connection):
                break
            Message.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
            sent += 1
    return sent


def _send(message: Message, connection: BaseEmailBackend) -> bool:
    mail = EmailMessage(
        subject="A message about your data",
        body=BODY.format(url=settings.SITE_URL),
        to=[message.person.email],
        connection=connection,
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        # The address must not reach the log, and SMTP errors carry it: the class name is enough.
        log.warning("mail for message %s waits: %s", message.ref, type(error).__name__)
        return False
    return True
