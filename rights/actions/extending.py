"""Taking longer: once, before the first last day is over, with a reason, and only if the person is told at the same time (R47)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from people.models import Person
from rights.actions import clocks, writing
from rights.actions.closing import tell
from rights.events import RightsEvent
from rights.models import Request, RequestClock
from rights.queries import cases

REASONS = {"complexity": "It is complex", "number": "There are many requests at once"}
"""The two reasons that the law knows (GDPR 12(3), 11 CCR 7021(b)); the words say what that is in this case."""
NOTHING = "Nothing was changed."


@transaction.atomic
def extend(*, request: Request, reason: str, words: str, by: Person) -> Request:
    """Extend the request to the later days that its clocks hold already; nobody names a day (law 10).

    The notice to the person is written in the same transaction: where it can't be, there is no extension. Raises `Conflict` from
    the first due instant on, for a second time, and where the law has no later day, `DomainError` without reason or words,
    `NotAllowed` for whoever may not do it.
    """
    if not cases.may_handle(by, request):
        msg = f"Only a privacy officer who handles this request can extend it, and never for their own reports. {NOTHING}"
        raise NotAllowed(msg)
    if reason not in REASONS:
        msg = f"Choose why it takes longer: the law knows two reasons. {NOTHING}"
        raise DomainError(msg)
    text = writing.checked(words)
    locked = writing.locked_with_person(request)
    _may_be_extended(locked)
    rows = list(locked.clocks.all())
    _may_get_later(locked, rows)
    locked.extended_at, locked.extension_reason = timezone.now(), reason
    clocks.show(locked, rows)
    facts = {"reason": reason, "due": locked.due_on}
    with ledger.entry(RightsEvent.EXTENDED, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        locked.save()
        clocks.aim_later(locked, rows)
        extended = move(locked, Request.State.DELAYED) if locked.state in _DELAYED_FROM else locked
        writing.keep(extended, text, by, from_office=True, form_token=None)
        tell(extended, "request-extended")
    return extended


def _may_get_later(request: Request, rows: Sequence[RequestClock]) -> None:
    """Refuse where the law has no later day, such as for opting out in California: the person would be told of a delay."""
    if not may_get_later(request, rows):
        msg = f"The law gives no more time for this request: its last day can't be moved. {NOTHING}"
        raise Conflict(msg, hint="Answer until the last day that the case shows.")


def may_get_later(request: Request, rows: Sequence[RequestClock]) -> bool:
    """Say whether an extension would move the last day of this request."""
    return min(row.extended_at for row in rows) > request.due_at


_DELAYED_FROM = frozenset({Request.State.ACKNOWLEDGED, Request.State.ACTION_PERFORMED})
"""A request that waits for the person's answer goes on waiting, and one that is carried out goes on being carried out."""


def _may_be_extended(request: Request) -> None:
    if request.state == Request.State.INITIATED or not request.is_open:
        msg = f"This request is {request.get_state_display().lower()} now, so no clock has to run longer. {NOTHING}"
        raise Conflict(msg)
    if request.extended_at is not None:
        msg = f"It was extended already, and that can be done once. {NOTHING}"
        raise Conflict(msg, hint="Answer until the last day that the case shows.")
    if timezone.now() >= request.due_at:
        msg = f"The first last day is over, so it can't be extended any more. {NOTHING}"
        raise Conflict(msg, hint="Answer as soon as you can, and tell the person why it is late.")
