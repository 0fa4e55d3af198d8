"""Who looks after a request: oneself, another officer who may handle it, or the most urgent one that nobody has."""

import uuid
from collections.abc import Collection

from django.db import transaction

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from people.actions import send_message
from people.models import Person
from rights.events import RightsEvent
from rights.models import Request
from rights.queries import cases, queue

AT_ONCE = 100
"""How many requests one press may change: as many as a page shows, and some more."""
Results = list[tuple[uuid.UUID, str]]
"""What became of each request, in order: its ref, and why it was left as it was; empty where it was done."""


@transaction.atomic
def assign(*, request: Request, to: Person | None, by: Person) -> Request:
    """Give the request to an officer who may handle it, or to nobody; another officer hears of it in the inbox.

    Raises `Conflict` where it is so already or the request has ended, `NotAllowed` where either officer may not handle it.
    """
    if not cases.may_handle(by, request):
        msg = "Only a privacy officer who handles this request can assign it."
        raise NotAllowed(msg)
    if to is not None and not (to.active and cases.may_handle(to, request)):
        msg = "This officer may not handle the request: not of this program, or too close to the person. Nothing was changed."
        raise NotAllowed(msg)
    locked: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not locked.is_open:
        msg = f"The request {locked.short_ref} has ended. Nothing was changed."
        raise Conflict(msg)
    if locked.assignee_id == (to.pk if to else None):
        msg = f"The request {locked.short_ref} is {'with ' + to.name if to else 'with nobody'} already. Nothing was changed."
        raise Conflict(msg)
    return _give(locked, to, by)


@transaction.atomic
def take_next(*, by: Person) -> Request | None:
    """Take the most urgent request that nobody has and that an officer can work on; None where there is none.

    Rows that another officer takes at this moment are skipped, so two never get the same.
    """
    found: Request | None = queue.to_take(by).select_for_update(of=("self",), skip_locked=True).first()
    return None if found is None else _give(found, by, by)


def assign_many(*, refs: Collection[uuid.UUID], to: Person | None, by: Person) -> Results:
    """Assign several requests, each by itself: one that can't be assigned holds up no other."""
    if len(refs) > AT_ONCE:
        msg = f"Choose at most {AT_ONCE} requests at once. Nothing was changed."
        raise DomainError(msg)
    found = cases.cases_for(by).in_bulk(list(refs))
    return [(ref, _tried(found.get(ref), to, by)) for ref in refs]


def _tried(request: Request | None, to: Person | None, by: Person) -> str:
    if request is None:
        return "There is no such request for you."
    try:
        assign(request=request, to=to, by=by)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _give(request: Request, to: Person | None, by: Person) -> Request:
    facts = {"assignee": to.pk if to else None}
    with ledger.entry(RightsEvent.ASSIGNED, actor=by.pk, subject=request.person_id, ref=request.pk, **facts):
        request.assignee = to
        request.save()
    if to is not None and to.pk != by.pk:
        send_message(person=to, kind="case-assigned", about=request.short_ref, link=f"/office/cases/{request.pk}/")
    return request
