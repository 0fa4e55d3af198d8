"""How a request ends, and is taken up again: by the last thing that had to be done, not by a click."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.states import move
from people.actions import Actor, actor_of, send_message
from rights.events import RightsEvent
from rights.models import Request

State = Request.State
Outcome = Request.Outcome
ENDS = {
    Outcome.GRANTED: State.FULFILLED,
    Outcome.PARTLY: State.FULFILLED,
    Outcome.REFUSED: State.REJECTED,
    Outcome.WITHDRAWN: State.UNFULFILLED,
    Outcome.UNPROVEN: State.UNFULFILLED,
}


@transaction.atomic
def close(*, request: Request, outcome: str, by: Actor, message: str = "") -> Request:
    """End the request with this outcome; `message` is the kind of inbox message that tells the person, empty for none.

    The first end is the answer, whose time counts against the last day; one after it was taken up again changes nothing in that.
    Raises `Conflict` where the request can't end so from where it is.
    """
    locked: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    answer = _answer(locked) or {"answered_at": timezone.now(), "answered_as": outcome}
    with ledger.entry(RightsEvent.CLOSED, actor=actor_of(by), subject=request.person_id, ref=request.pk, outcome=outcome):
        closed = move(request, ENDS[Outcome(outcome)], outcome=outcome, closed_at=timezone.now(), **answer)
    if message:
        tell(closed, message)
    return closed


@transaction.atomic
def reopen(*, request: Request, cause: str, by: Actor) -> Request:
    """Take up a request again that was carried out: later checks found more, or what a hold kept can go now."""
    with ledger.entry(RightsEvent.REOPENED, actor=actor_of(by), subject=request.person_id, ref=request.pk, cause=cause):
        locked: Request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
        opened = move(locked, State.ACCEPTED, outcome=Outcome.NONE, closed_at=None, **_answer(locked))
    tell(opened, "request-reopened")
    return opened


def _answer(request: Request) -> dict[str, Any]:
    """When and as what the request was answered first; a row from before that was kept has only its end."""
    if request.answered_at:
        return {"answered_at": request.answered_at, "answered_as": request.answered_as}
    return {"answered_at": request.closed_at, "answered_as": request.outcome} if request.closed_at else {}


def tell(request: Request, kind: str) -> None:
    """Put a message about the request into the person's inbox."""
    send_message(person=request.person, kind=kind, about=request.short_ref, link=f"/me/requests/{request.pk}/")
