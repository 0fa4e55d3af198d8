"""For the tests of people outside: somebody who left, the link in the newest mail, and a visit begun by it."""

import re
import uuid

from django.core import mail
from django.test import Client

from people.actions import leave
from people.models import Identifier, IdentifierKind, Person
from rights import outside_mail
from rights.actions import agents, filing
from rights.models import Request
from tests.cast import BY, make_person

PRIVATE = "zoe.private@example.org"
AGENT = "agent@law.example"
LINK = re.compile(r"https?://[^/\s]+(/requests/link/([A-Za-z0-9_-]+)/)")


def left(name: str = "Zoe Gone", *, manager: Person | None = None, private: str = PRIVATE) -> Person:
    """Somebody who has left, and of whom the company has a private address on file."""
    person = make_person(name, manager=manager)
    Identifier.objects.create(person=person, kind=IdentifierKind.EMAIL, value=private)
    leave(person=person, by=BY)
    return Person.objects.get(pk=person.pk)


def ask(address: str, client: Client | None = None, **headers):
    """Ask for a link as the page does it."""
    return (client or Client()).post("/requests/", {"address": address}, **headers)


def delivered() -> list[str]:
    """Let the worker send what was asked for; to whom mails went."""
    mail.outbox.clear()
    outside_mail.mail_links()
    return [address for one in mail.outbox for address in one.to]


def token_in(message) -> str:
    found = LINK.search(message.body)
    assert found, message.body
    return found[2]


def link_for(address: str) -> str:
    """The token of a fresh link to this address."""
    ask(address)
    assert delivered() == [address]
    return token_in(mail.outbox[0])


def visit(address: str = PRIVATE) -> Client:
    """A browser that came in by a link to this address."""
    client = Client()
    answer = client.post("/requests/enter/", {"token": link_for(address)})
    assert (answer.status_code, answer["Location"]) == (302, "/requests/mine/")
    return client


def at(request: Request, rest: str = "") -> str:
    """The address of a request's page in a visit."""
    return f"/requests/mine/{request.pk}/{rest}"


def filed_from_outside(client: Client, kind: str = "access", **more) -> Request:
    """A request that was sent in this visit."""
    fields = {"token": str(uuid.uuid4()), "step": "send"} | more
    answer = client.post(f"/requests/mine/new/{kind}/", fields)
    assert answer.status_code == 302, answer.content.decode()
    return Request.objects.get(form_token=fields["token"])


def acts_for(person: Person, officer: Person, kind: str = "access", address: str = AGENT) -> Request:
    """A request by somebody who acts for the person, as an officer files it."""
    receipt = filing.Receipt(channel="agent", file="HR-2026/7")
    asked = agents.Asked(kind=kind, words="What she means.", receipt=receipt)
    return agents.file_for(person=person, asked=asked, address=address, form_token=uuid.uuid4(), by=officer)[0]


def come_in() -> Client:
    """By the link that was mailed last."""
    client = Client()
    assert client.post("/requests/enter/", {"token": token_in(mail.outbox[-1])}).status_code == 302
    return client
