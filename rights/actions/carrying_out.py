"""Carrying out what was decided, inside the transaction of the decision: each kind of request has its own way (see `WAYS`)."""

from collections.abc import Callable

from audit import ledger
from common.errors import Conflict
from people.actions import Actor, actor_of
from rights.actions import correcting, erasing, objecting, packaging, telling
from rights.actions.closing import close, tell
from rights.events import RightsEvent
from rights.models import Decision, Request
from rights.queries.objecting import not_reached

Kind = Request.Kind
Way = Callable[[Request, Decision, Actor], bool]


def start(*, request: Request, decision: Decision, by: Actor) -> Request:
    """Begin what the decision grants; the request is accepted already, and its row locked by the caller's transaction.

    What is done at once closes the request; everything else ends by itself: by the package that is ready, by the purge order that
    is settled, by the last correction. The person is told either way.
    """
    if request.state != Request.State.ACCEPTED:
        msg = f"The request {request.short_ref} was not approved, so nothing is carried out."
        raise Conflict(msg)
    goes_on = WAYS.get(Kind(request.kind), _stands)(request, decision, by)
    partly = decision.outcome == Decision.Outcome.PARTLY or (request.kind == Kind.OBJECTION and bool(not_reached(request)))
    if goes_on:
        tell(request, "request-partly" if partly else "request-approved")
        return request
    outcome = Request.Outcome.PARTLY if partly else Request.Outcome.GRANTED
    return close(request=request, outcome=outcome, by=by, message="request-partly" if partly else "request-done")


def _copy(request: Request, decision: Decision, by: Actor) -> bool:
    del decision
    packaging.order_package(request=request, by=by)
    return True


def _erase(request: Request, decision: Decision, by: Actor) -> bool:
    return erasing.order(request=request, decision=decision, by=by)


def _correct(request: Request, decision: Decision, by: Actor) -> bool:
    return correcting.open_tasks(request=request, decision=decision, by=by)


def _object(request: Request, decision: Decision, by: Actor) -> bool:
    del decision
    return objecting.uphold(request=request, by=by)


def _restrict(request: Request, decision: Decision, by: Actor) -> bool:
    """It is in force since the request was filed and stays; now the recipients hear of it (GDPR 19)."""
    about = {"actor": actor_of(by), "subject": request.person_id, "ref": request.pk}
    with ledger.entry(RightsEvent.RESTRICTED, **about, outcome=decision.outcome) as entry:
        telling.tell_recipients(request, decision="restrict", entry_id=entry.id)
    return False


def _stands(request: Request, decision: Decision, by: Actor) -> bool:
    """The answer is in the decision's words."""
    del request, decision, by
    return False


WAYS: dict[Kind, Way] = {
    Kind.ACCESS: _copy,
    Kind.PORTABILITY: _copy,
    Kind.ERASURE: _erase,
    Kind.RECTIFICATION: _correct,
    Kind.RESTRICTION: _restrict,
    Kind.OBJECTION: _object,
    Kind.COMPLAINT: _stands,
    Kind.QUESTION: _stands,
}
