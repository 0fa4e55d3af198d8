"""Lifting a restriction that was granted: an officer says that its reason is gone; the person is told before it ends (R63)."""

from django.db import transaction

from common.errors import Conflict, DomainError, NotAllowed
from people.models import Person
from rights.actions import effects
from rights.models import Request
from rights.queries import cases


@transaction.atomic
def lift(*, request: Request, by: Person) -> int:
    """End the restriction of a request that was granted; return how many programs it held in."""
    if not cases.may_handle(by, request):
        msg = "Only a privacy officer can do that, and never for themself or their own reports."
        raise NotAllowed(msg)
    if request.kind != Request.Kind.RESTRICTION or request.state != Request.State.FULFILLED:
        msg = "There is no granted restriction here that could be lifted."
        raise DomainError(msg)
    ended = effects.end_stop(request, cause="lifted", by=by)
    if not ended:
        msg = "The restriction was lifted already."
        raise Conflict(msg)
    return ended
