"""Asking the person something that the office needs before it can decide (R48, R49). Some questions stop the clock; most don't."""

import uuid

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed, UsedForm
from common.states import move
from people.models import Person
from rights.actions import clocks, writing
from rights.actions.closing import tell
from rights.events import RightsEvent
from rights.grounds import COPIES
from rights.models import Clarification, Request
from rights.queries import cases, mine

Reason = Clarification.Reason
NOTHING = "Nothing was asked."


@transaction.atomic
def ask(*, request: Request, reason: str, words: str, by: Person, form_token: uuid.UUID | None = None) -> Clarification:
    """Ask the person; the clocks are computed again, and stand only where the place's law lets them (R49).

    One question at a time. Raises `Conflict` where one waits already or the request was decided, `DomainError` for a reason that
    can't be asked for here, `NotAllowed` for whoever may not handle the request.
    """
    if not cases.may_handle(by, request):
        msg = "Only a privacy officer who handles this request can ask, and never their own reports."
        raise NotAllowed(msg)
    text = writing.checked(words)
    locked = writing.locked_with_person(request)
    before = writing.sent_before(locked, form_token, text)
    asked = mine.open_question(locked)
    if before is not None:
        if asked is None or asked.reason != reason:
            raise UsedForm(NOTHING)
        return asked
    _may_be_asked(locked, reason, asked)
    with ledger.entry(RightsEvent.ASKED, actor=by.pk, subject=locked.person_id, ref=locked.pk, reason=reason):
        writing.keep(locked, text, by, from_office=True, form_token=form_token)
        question: Clarification = Clarification.objects.create(request=locked, reason=reason, asked_by=by, asked_at=timezone.now())
        moved = move(locked, Request.State.REQUIRES_ACTION)
        clocks.recompute(request=moved, by=by)
    tell(moved, "request-question")
    return question


def _may_be_asked(request: Request, reason: str, asked: Clarification | None) -> None:
    if asked is not None:
        msg = f"The person was asked already and has not answered yet. {NOTHING}"
        raise Conflict(msg, hint="Write a message if you want to add something to the question.")
    if not request.undecided:
        msg = f"This request is {request.get_state_display().lower()} now. {NOTHING}"
        raise Conflict(msg, hint="Write a message instead.")
    if reason not in Reason.values:
        msg = f"Choose what the question is about. {NOTHING}"
        raise DomainError(msg)
    if may_be_asked(request, reason):
        return
    if reason == Reason.IDENTITY:
        msg = f"The person signed in, so it is known who asks: no further proof may be asked for. {NOTHING}"
        raise DomainError(msg, hint="If you need something else, ask that, or write a message.")
    msg = f"Only a request for a copy of much data can wait until the person says which. {NOTHING}"
    raise DomainError(msg, hint="Ask as “something else”: then no clock stops.")


def may_be_asked(request: Request, reason: str) -> bool:
    """Say whether this can be asked here: no proof of who asks of somebody who signed in (R48), and which data only of copies."""
    if reason == Reason.IDENTITY:
        return request.channel != Request.Channel.PORTAL
    return reason != Reason.SCOPE or request.kind in COPIES
