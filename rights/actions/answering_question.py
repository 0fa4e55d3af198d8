"""Answering what the privacy office asked: the clocks that the question stopped go on from here (R48, R49)."""

import uuid

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict
from common.states import move
from people.models import Person
from rights.actions import clocks, writing
from rights.events import RightsEvent
from rights.models import CaseMessage, Clarification, OutsideAccess, Request
from rights.queries.outside import actor_of

State = Request.State


@transaction.atomic
def answer_question(
    *, request: Request, words: str, by: Person | OutsideAccess, form_token: uuid.UUID | None = None
) -> CaseMessage:
    """Answer the open question as the person, or for them; the clocks are computed again and the office is told.

    The same form sent twice is one answer. Raises `Conflict` where no question waits (any more), `NotAllowed` for anybody but
    the person, `DomainError` for no words or too many.
    """
    writing.may_write(request, by, from_office=False)
    text = writing.checked(words)
    locked = writing.locked_with_person(request)
    before = writing.sent_before(locked, form_token, text)
    if before is not None:
        return before
    question = Clarification.objects.select_for_update().filter(request=locked, answered_at__isnull=True).first()
    # What was decided without the answer waits for it no more, and its last day stays where it is.
    if question is None or not locked.undecided:
        msg = "No question waits for your answer. Nothing was sent."
        raise Conflict(msg, hint="If you want to add something, write a message on the request's page.")
    facts = {"reason": question.reason}
    with ledger.entry(RightsEvent.ANSWERED, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        message = writing.keep(locked, text, by, from_office=False, form_token=form_token)
        question.answered_at = timezone.now()
        question.save()
        if locked.state == State.REQUIRES_ACTION:
            move(locked, State.ACTION_PERFORMED)
        clocks.recompute(request=locked, by=actor_of(by))
    writing.tell_office(locked, "case-message")
    return message
