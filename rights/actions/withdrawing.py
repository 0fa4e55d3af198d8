"""Taking a request back, until something was done about it that can't be undone. To undo that, file it again."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, NotAllowed
from common.states import move
from consent.models import Restriction
from people.actions import Actor
from people.models import Person
from purges import orders
from purges.models import PurgeOrder
from rights.actions import effects, writing
from rights.actions.closing import close
from rights.events import RightsEvent
from rights.models import Decision, OutsideAccess, Request
from rights.queries import following
from rights.queries.outside import actor_of, speaks_for

Outcome = Request.Outcome
STAYS = "Your request stays as it is."


@transaction.atomic
def withdraw(*, request: Request, by: Person | OutsideAccess) -> Request:
    """Close the request as its person asked, and end what it stopped; a second time changes nothing.

    Raises `NotAllowed` for anybody but the person and who acts for them, `Conflict` where it ended already or where something was
    erased, corrected or handed out that can't be taken back.
    """
    if not speaks_for(by, request):
        msg = "Only the person can withdraw their request."
        raise NotAllowed(msg)
    locked = writing.locked_with_person(request)
    if locked.outcome == Outcome.WITHDRAWN:
        return locked
    refuse_too_late(locked)
    with ledger.entry(RightsEvent.WITHDRAWN, actor=by.pk, subject=locked.person_id, ref=locked.pk):
        _release(locked, actor_of(by))
        _decline(locked)
        effects.end_stop(locked, cause=Restriction.Cause.WITHDRAWN, by=actor_of(by))
        closed = close(request=locked, outcome=Outcome.WITHDRAWN, by=actor_of(by), message="request-withdrawn")
    if locked.assignee_id is not None:
        writing.tell_office(locked, "case-withdrawn")
    return closed


@transaction.atomic
def end_restriction(*, request: Request, by: Person | OutsideAccess) -> int:
    """End a granted restriction for the person whom it protects; return in how many programs it held, 0 the second time.

    Raises `NotAllowed` for anybody but the person and who acts for them, `Conflict` where none was granted.
    """
    if not speaks_for(by, request):
        msg = "Only the person can end their restriction here."
        raise NotAllowed(msg)
    locked = writing.locked_with_person(request)
    refuse_no_restriction(locked)
    return effects.end_stop(locked, cause=Restriction.Cause.WITHDRAWN, by=actor_of(by))


def refuse_no_restriction(request: Request) -> None:
    """Refuse where there is no granted restriction."""
    if request.kind != Request.Kind.RESTRICTION or request.state != Request.State.FULFILLED:
        msg = "There is no restriction here that could be ended. Nothing was changed."
        raise Conflict(msg)


def refuse_too_late(request: Request) -> None:
    """Refuse where the request has ended, or where something was done that can't be undone."""
    if not request.is_open:
        msg = f"The request {request.short_ref} has ended already: {request.get_outcome_display().lower()}. Nothing was changed."
        raise Conflict(msg, hint="If you want something else, make a new request.")
    if following.begun(request):
        msg = f"A part of your request {request.short_ref} was carried out, and that can't be undone. {STAYS}"
        raise Conflict(msg, hint="Its page shows how far it is. You can write to the privacy office there.")


def _release(request: Request, by: Actor) -> None:
    """Cancel the purge that the request ordered; refuse where a worker was quicker."""
    order = request.order
    if order is None or order.state == PurgeOrder.State.CANCELLED:
        return
    datasets = list(order.steps.values_list("dataset", flat=True))
    orders.release(person=request.person, origin=order.origin, datasets=datasets, still_owed=_nothing, by=by)
    order.refresh_from_db()
    if order.state != PurgeOrder.State.CANCELLED:
        msg = f"Erasing has begun, and that can't be undone. {STAYS}"
        raise Conflict(msg, hint="The page of your request shows how far it is.")


def _nothing(_signals: Collection[str]) -> set[uuid.UUID]:
    """No other request asks for this order's datasets: they are its own."""
    return set()


def _decline(request: Request) -> None:
    """A decision that waits for a second officer waits no more."""
    proposed = Decision.objects.filter(request=request, state=Decision.State.PROPOSED).first()
    if proposed is not None:
        move(proposed, Decision.State.DECLINED, second_at=timezone.now())
