"""Mails to people outside: links that were asked for, and that something changed. Rows are the queue; no mail says about what.

A note is claimed before its mail is sent, so no transaction stays open while a mail server answers, and two workers never send the
same one. A server that is away is tried again.
"""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.mailing import TIMEOUT_SECONDS, Verdict, hand_over
from people.models import Message
from rights.actions import outside_links as links
from rights.actions.outside_links import Letter
from rights.models import LinkAsked, OutsideAccess, OutsideNotice
from rights.queries import outside as queries

AT_ONCE = 100
CLAIM = dt.timedelta(minutes=2)
LINK = (
    "Somebody, probably you, asked for a link to the requests about your data.\n\n"
    "It works once, for 30 minutes:\n{url}/requests/link/{token}/\n\n"
    "If it was not you, you need not do anything: nobody can come in without this mail.\n"
)
SIGN_IN = (
    "Somebody, probably you, asked for a link to the requests about your data.\n\n"
    "You need none: you can sign in as on every working day.\n{url}/me/requests/\n"
)
NEWS = (
    "Something changed in a request about your data.\n\n"
    "To read it, ask for a link here:\n{url}/requests/\n\n"
    "For your privacy this e-mail does not say what it is about.\n"
)


def mail_links() -> int:
    """Send up to 100 links that were asked for, oldest first; return how many mails went out."""
    sent, connection = 0, get_connection(timeout=TIMEOUT_SECONDS)
    for asked in queries.asked(timezone.now())[:AT_ONCE]:
        if not _claim(asked):
            continue
        verdicts = [_send(letter, connection) for letter in links.letters_for(asked)]
        if Verdict.AWAY in verdicts:
            break
        asked.delete()
        sent += verdicts.count(Verdict.SENT)
    return sent


def _claim(asked: LinkAsked) -> bool:
    now = timezone.now()
    mine = queries.asked(now).filter(pk=asked.pk)
    return bool(mine.order_by().update(taken_until=now + CLAIM))


def _send(letter: Letter, connection: BaseEmailBackend) -> Verdict:
    url, access = settings.SITE_URL, letter.access
    body = SIGN_IN.format(url=url) if access is None else LINK.format(url=url, token=links.make_link(access))
    return hand_over(_mail("Your link", body, letter.to, connection), what="somebody outside")


def mail_news() -> int:
    """Say that something changed to whoever came in by a link; return how many mails went out. Many messages are one mail."""
    sent, connection = 0, get_connection(timeout=TIMEOUT_SECONDS)
    for access in queries.with_news():
        news = _claim_news(access)
        if not news:
            continue
        mail = _mail("Something changed", NEWS.format(url=settings.SITE_URL), queries.address_of(access), connection)
        verdict = hand_over(mail, what=f"access {access.pk}")
        if verdict is Verdict.AWAY:
            OutsideNotice.objects.filter(pk__in=[notice.pk for notice in news]).delete()
            break
        sent += verdict is Verdict.SENT
    return sent


def _claim_news(access: OutsideAccess) -> list[OutsideNotice]:
    return [notice for message in queries.untold(access)[:AT_ONCE] if (notice := _claimed(access, message))]


def _claimed(access: OutsideAccess, message: Message) -> OutsideNotice | None:
    try:
        with transaction.atomic():
            return OutsideNotice.objects.create(access=access, message=message)
    except IntegrityError:
        return None


def _mail(subject: str, body: str, to: str, connection: BaseEmailBackend) -> EmailMessage:
    return EmailMessage(subject=subject, body=body, to=[to], connection=connection)
