"""How a request ends, and is taken up again: by the last thing that had to be done, not by a click."""

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

    Raises `Conflict` where the request can't end so from where it is.
    """
    with ledger.entry(RightsEvent.CLOSED, actor=actor_of(by), subject=request.person_id, ref=request.pk, outcome=outcome):
        closed = move(request, ENDS[Outcome(outcome)], outcome=outcome, closed_at=timezone.now())
    if message:
        tell(closed, message)
    return closed


@transaction.atomic
def reopen(*, request: Request, cause: str, by: Actor) -> Request:
    """Take up a request again that was carried out: later checks found more, or what a hold kept can go now."""
    with ledger.entry(RightsEvent.REOPENED, actor=actor_of(by), subject=request.person_id, ref=request.pk, cause=cause):
        opened = move(request, State.ACCEPTED, outcome=Outcome.NONE, closed_at=None)
    tell(opened, "request-reopened")
    return opened


def tell(request: Request, kind: str) -> None:
    """Put a message about the request into the person's inbox."""
    send_message(person=request.person, kind=kind, about=request.short_ref, link=f"/me/requests/{request.pk}/")
