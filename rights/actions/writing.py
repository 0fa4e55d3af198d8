"""Writing to each other about a request: the person and the privacy office, in words that are sealed."""

import uuid

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed, UsedForm
from people import sealing
from people.actions import send_message
from people.models import Person, SealedText
from rights.actions.closing import tell
from rights.actions.filing import WORDS, says
from rights.events import RightsEvent
from rights.models import CaseMessage, OutsideAccess, Request
from rights.queries import cases
from rights.queries.outside import speaks_for

LONGEST = 4_000
"""Characters of one message; forms say the same."""


@transaction.atomic
def write(
    *,
    request: Request,
    words: str,
    by: Person | OutsideAccess,
    from_office: bool,
    form_token: uuid.UUID | None = None,
) -> CaseMessage:
    """Write to the other side, which is told by its inbox. The same form (`form_token`) sent twice is one message.

    `by` is the person, an officer, or the way in of somebody who acts for the person.

    Raises `NotAllowed` for anybody but these and the officers who may handle the request, `DomainError` for no words or
    too many, `Conflict` where the request was withdrawn or never proven: nobody would read it there.
    """
    may_write(request, by, from_office=from_office)
    text = checked(words)
    locked = locked_with_person(request)
    before = sent_before(locked, form_token, text)
    if before is not None:
        return before
    if locked.state == Request.State.UNFULFILLED:
        msg = f"The request {locked.short_ref} is closed. Your message was not sent."
        raise Conflict(msg, hint="Make a new request, or ask the data protection officer.")
    facts = {"from_office": from_office}
    with ledger.entry(RightsEvent.WRITTEN, actor=by.pk, subject=locked.person_id, ref=locked.pk, **facts):
        message = keep(locked, text, by, from_office=from_office, form_token=form_token)
    if from_office:
        tell(locked, "request-message")
    else:
        tell_office(locked, "case-message")
    return message


def may_write(request: Request, by: Person | OutsideAccess, *, from_office: bool) -> None:
    """Refuse who neither speaks for the person (on their side) nor is an officer who may handle the request (on the office's)."""
    allowed = isinstance(by, Person) and cases.may_handle(by, request) if from_office else speaks_for(by, request)
    if not allowed:
        msg = "Only the person and the officers who handle the request can write about it."
        raise NotAllowed(msg)


def checked(words: str) -> str:
    """The words without space around them; refuse none, and more than a message holds."""
    text = words.strip()
    if not text:
        msg = "There are no words in your message. Nothing was sent."
        raise DomainError(msg)
    if len(text) > LONGEST:
        msg = f"Your message has {len(text):,} characters and can have {LONGEST:,}. Nothing was sent."
        raise DomainError(msg, hint="Make it shorter, or send it in two parts.")
    return text


def locked_with_person(request: Request) -> Request:
    """The request's row, locked until the transaction ends, with its person."""
    found: Request = Request.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    return found


def sent_before(request: Request, form_token: uuid.UUID | None, text: str) -> CaseMessage | None:
    """The message that the same form made already; its token is the message's ref. Other words, or another request: `UsedForm`."""
    if form_token is None:
        return None
    found = CaseMessage.objects.select_related("words").filter(pk=form_token).first()
    if found is not None and (found.request_id != request.pk or not says(found.words, text)):
        raise UsedForm
    return found


def keep(
    request: Request,
    text: str,
    by: Person | OutsideAccess,
    *,
    from_office: bool,
    form_token: uuid.UUID | None,
) -> CaseMessage:
    """Seal the words under the person's key and keep the message. Called inside the entry that says so.

    Without an author it is by somebody who acts for the person; the entry names their way in.
    """
    return CaseMessage.objects.create(
        ref=form_token or uuid.uuid4(),
        request=request,
        from_office=from_office,
        author=by if isinstance(by, Person) else None,
        words=_sealed(request.person, text),
        sent_at=timezone.now(),
    )


def tell_office(request: Request, kind: str) -> None:
    """Put a message about the request into the inbox of the officer who has it; while nobody has, of all who may handle it."""
    assignee = request.assignee
    has_it = assignee is not None and cases.may_handle(assignee, request)
    for officer in [assignee] if has_it and assignee is not None else cases.officers_for(request):
        send_message(person=officer, kind=kind, about=request.short_ref, link=f"/office/cases/{request.pk}/")


def _sealed(person: Person, text: str) -> SealedText:
    return sealing.seal(person, text, purpose=WORDS)
