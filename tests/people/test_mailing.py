"""E-mail that announces messages: one bad address or a server that is away harms nobody else."""

import smtplib

import pytest
from django.core.mail import EmailMessage

from people import mailing
from people.models import Message
from tests.cast import Cast


@pytest.fixture
def waiting(cast: Cast) -> list[str]:
    people = (cast.priya, cast.sam)
    for person in people:
        Message.objects.create(person=person, kind="note")
    return [person.email for person in people]


def fail(monkeypatch, error: type[Exception], *addresses: str) -> None:
    send = EmailMessage.send

    def refuse(mail: EmailMessage) -> int:
        if mail.to[0] in addresses:
            raise error({mail.to[0]: (550, b"no")})
        return send(mail)

    monkeypatch.setattr(EmailMessage, "send", refuse)


def reached(mailoutbox) -> list[str]:
    return [address for mail in mailoutbox for address in mail.to]


@pytest.mark.parametrize("error", [smtplib.SMTPRecipientsRefused, ValueError])
def test_an_address_that_is_refused_holds_up_nobody(waiting, monkeypatch, mailoutbox, caplog, error) -> None:
    fail(monkeypatch, error, waiting[0])
    assert [mailing.send_waiting() for _ in range(3)] == [1, 0, 0]
    assert reached(mailoutbox) == waiting[1:]
    assert waiting[0] not in caplog.text


def test_a_server_that_is_away_is_tried_again_and_nothing_goes_twice(waiting, monkeypatch, mailoutbox) -> None:
    with monkeypatch.context() as broken:
        fail(broken, smtplib.SMTPServerDisconnected, waiting[1])
        assert mailing.send_waiting() == 1
    assert mailing.send_waiting() == 1
    assert reached(mailoutbox) == waiting


def test_a_message_that_another_worker_claimed_is_left_alone(waiting, monkeypatch, mailoutbox) -> None:
    send = EmailMessage.send

    def nested(mail: EmailMessage) -> int:
        monkeypatch.setattr(EmailMessage, "send", send)
        assert mailing.send_waiting() == 1
        return send(mail)

    monkeypatch.setattr(EmailMessage, "send", nested)
    mailing.send_waiting()
    assert sorted(reached(mailoutbox)) == sorted(waiting)
