"""Requests by somebody who acts for a person: an officer who saw the signed permission files it, and opens a way in to it (R53)."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from common.errors import DomainError, UsedForm
from people.models import Person
from rights.actions import filing, outside
from rights.actions import outside_links as links
from rights.actions.filing import Channel, Receipt, Scope
from rights.models import OutsideAccess, Request
from rights.queries import outside as queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the agent asks for in the person's name; `at` is when the company received it."""

    kind: str
    scope: Scope = filing.EVERYTHING
    words: str = ""
    receipt: Receipt


@transaction.atomic
def file_for(*, person: Person, asked: Asked, address: str, form_token: uuid.UUID, by: Person) -> tuple[Request, OutsideAccess]:
    """File what an agent asks for and open a way in for them. `asked.receipt.file` is the number of the signed permission.

    The person need not have left: the message that a request was written down tells them of it. The same form sent twice is one
    request and one way in. Raises what `filing.file` raises, `NotAllowed` for whoever may not handle the person's requests, and
    `DomainError` where there is no permission or the address is the company's own.
    """
    outside.may_open(person, by)
    given = outside.checked(address, asked.receipt.file)
    if asked.receipt.channel != Channel.AGENT:
        msg = "An agent's request comes by an agent. Nothing was filed."
        raise DomainError(msg)
    request = filing.file(
        person=person,
        kind=asked.kind,
        scope=asked.scope,
        words=asked.words,
        form_token=form_token,
        by=by,
        receipt=asked.receipt,
    )
    Request.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    before = OutsideAccess.objects.filter(request=request).first()
    if before is not None:
        if queries.address_of(before) != given:
            raise UsedForm
        return request, before
    access = links.open_access(
        person,
        given,
        role=OutsideAccess.Role.AGENT,
        proof=OutsideAccess.Proof.PERMISSION,
        by=by,
        file=asked.receipt.file,
        request=request.pk,
    )
    outside.send_link(access)
    return request, access
