"""E-mail that says a message waits. What it is about stays behind the sign-in."""

import logging
import smtplib
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from people import messages, queries
from people.models import Message

log = logging.getLogger(__name__)
AT_ONCE = 100
TIMEOUT_SECONDS = 10
BODY = (
    "A message about your data waits for you in Assent.\n\n"
    "Read it here: {url}/me/inbox/\n\n"
    "For your privacy this e-mail does not say what it is about.\n"
)


class Verdict(Enum):
    """What became of one mail."""

    SENT = auto()
    REFUSED = auto()
    AWAY = auto()


def send_waiting() -> int:
    """Mail for up to 100 messages, oldest first, those to many people last; return how many went out.

    However many a pause tells at once, the mail server gets 100 a round. One that is away is tried later.

    Each message is claimed by itself before it is sent: no transaction stays open while a mail server answers, two workers
    never send the same one, and an address that is refused holds up nobody else (the inbox has the message all the same).
    """
    sent = 0
    connection = get_connection(timeout=TIMEOUT_SECONDS)
    for message in queries.unmailed(timezone.now(), last=messages.kinds_to_many())[:AT_ONCE]:
        mine = Message.objects.filter(pk=message.pk)
        if not mine.filter(mailed_at__isnull=True).update(mailed_at=timezone.now()):
            continue
        verdict = _send(message, connection)
        if verdict is Verdict.AWAY:
            mine.update(mailed_at=None)
            break
        sent += verdict is Verdict.SENT
    return sent


def _send(message: Message, connection: BaseEmailBackend) -> Verdict:
    mail = EmailMessage(
        subject="A message about your data",
        body=BODY.format(url=settings.SITE_URL),
        to=[message.person.email],
        connection=connection,
    )
    return hand_over(mail, what=f"message {message.ref}")


def hand_over(mail: EmailMessage, *, what: str) -> Verdict:
    """Give one mail to the mail server; `what` names it in the log, which must not learn the address."""
    try:
        mail.send()
    # SMTP errors carry the address: the class name is enough.
    except (smtplib.SMTPRecipientsRefused, ValueError) as error:
        log.warning("mail for %s can't be sent: %s", what, type(error).__name__)
        return Verdict.REFUSED
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail for %s waits: %s", what, type(error).__name__)
        return Verdict.AWAY
    return Verdict.SENT
