"""Reading a request: that an officer read whose it is, is an entry of its own; the first one marks it as looked at."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from people.models import Person
from rights.actions.assigning import AT_ONCE, Results
from rights.events import RightsEvent
from rights.models import Request
from rights.queries import cases


@transaction.atomic
def look(*, request: Request, by: Person) -> Request:
    """Note that the officer opened the case and read who the person is."""
    return _noted(request, RightsEvent.OPENED, by, kind=request.kind)


@transaction.atomic
def mark(*, request: Request, by: Person) -> Request:
    """Mark a request as looked at without opening it; `Conflict` where it was looked at already."""
    if request.looked_at is not None:
        msg = f"The request {request.short_ref} was looked at already."
        raise Conflict(msg)
    return _noted(request, RightsEvent.MARKED, by)


def mark_many(*, refs: Collection[uuid.UUID], by: Person) -> Results:
    """Mark several requests as looked at, each by itself."""
    if len(refs) > AT_ONCE:
        msg = f"Choose at most {AT_ONCE} requests at once. Nothing was changed."
        raise DomainError(msg)
    found = cases.cases_for(by).in_bulk(list(refs))
    return [(ref, _tried(found.get(ref), by)) for ref in refs]


def _tried(request: Request | None, by: Person) -> str:
    if request is None:
        return "There is no such request for you."
    try:
        mark(request=request, by=by)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _noted(request: Request, event: RightsEvent, by: Person, **facts: str) -> Request:
    if not cases.may_handle(by, request):
        msg = "Only a privacy officer who handles this request can open it."
        raise NotAllowed(msg)
    locked: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    with ledger.entry(event, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        if locked.looked_at is None:
            locked.looked_at = timezone.now()
            locked.save()
    return locked
