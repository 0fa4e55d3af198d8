"""Concerns: raised by anybody, named or anonymous, handed on, answered; and who raised an anonymous one looked up, with a reason.

A named concern is handed on at once. An anonymous one waits, sealed and without a time, until `hand_on_letters` hands on all that
waits together: nobody who watches the office's pages, the ledger or a mailbox learns at what time somebody wrote.
"""

import datetime as dt
import logging
import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict, DomainError, NotAllowed, UsedForm
from common.rights import Right
from common.states import move
from consent.actions import texts
from consent.models import Program
from people.actions import send_message
from people.models import Person
from people.sealing import Unreadable
from rights import envelopes
from rights.concern_rules import DUE_DAYS, LONGEST, MOST_A_DAY, REASONS
from rights.events import RightsEvent
from rights.models import Concern, ConcernLetter, ConcernWords
from rights.queries import concerns as queries

log = logging.getLogger(__name__)
BY = "system:concerns"


def raise_concern(*, program: Program, words: str, named: bool, form_token: uuid.UUID, by: Person) -> None:
    """Raise a concern about a program. The same form sent twice is one concern; with something else in it it is refused.

    Raises `DomainError` for no words or too many, for more than 20 a day, and for a named one that nobody could answer because
    everybody who might is above the author.
    """
    text = checked(words)
    if not by.active:
        msg = "Only people who work here can raise a concern this way."
        raise NotAllowed(msg, hint="Write to the privacy office, or turn to the authority.")
    if queries.raised_lately(by) >= MOST_A_DAY:
        msg = f"You can raise {MOST_A_DAY} concerns a day. This one was not sent."
        raise DomainError(msg, hint="Keep your words and send them tomorrow, or write to the privacy office.")
    if named and not queries.readers_of(program, by.pk):
        msg = "Everybody who could answer it under your name is above you in the company, or is you. It was not sent."
        raise DomainError(msg, hint="Send it without your name, or turn to the works council or the authority.")
    try:
        with transaction.atomic():
            if _sent_before(form_token, program, text, by, named=named):
                return
            if named:
                _hand_on(form_token, program, text, by.pk, named=True)
            else:
                _put_into_the_box(form_token, program, text, by)
    except IntegrityError:
        # The same form at the same time. Anything else is a fault and stays one.
        if not _sent_before(form_token, program, text, by, named=named):
            raise


def _sent_before(ref: uuid.UUID, program: Program, text: str, by: Person, *, named: bool) -> bool:
    """Say whether this very concern was sent under this token; raise `UsedForm` where another one was."""
    concern = Concern.objects.select_related("sealed").filter(pk=ref).first()
    letter = ConcernLetter.objects.filter(pk=ref).first()
    if concern is None and letter is None:
        return False
    same = False
    try:
        if concern is not None:
            words = envelopes.unseal(concern.sealed.words, ref=ref, part="words")
            before = (concern.program_id, words, concern.named, concern.sealed.author_tag)
            same = before == (program.pk, text, named, envelopes.tag(by.pk, program.pk))
        elif letter is not None:
            same = not named and envelopes.unpack(letter.box, ref=ref) == _letter(program, text, by)
    except Unreadable:
        log.error("The concern %s can't be compared with a second one of its form", ref)  # noqa: TRY400 - as below
    if not same:
        raise UsedForm
    return True


def checked(words: str) -> str:
    """The words without space around them; refuse none, and more than there is room for."""
    text = words.strip()
    if not text:
        msg = "There are no words. Nothing was sent."
        raise DomainError(msg)
    if len(text) > LONGEST:
        msg = f"These are {len(text):,} characters, and there is room for {LONGEST:,}. Nothing was sent."
        raise DomainError(msg, hint="Make it shorter.")
    return text


def _put_into_the_box(ref: uuid.UUID, program: Program, text: str, by: Person) -> None:
    box = envelopes.pack(_letter(program, text, by), ref=ref)
    ConcernLetter.objects.create(ref=ref, box=box, author_tag=envelopes.tag(by.pk, program.pk))


def _letter(program: Program, text: str, by: Person) -> dict[str, str]:
    return {"program": str(program.pk), "words": text, "author": str(by.pk)}


def hand_on_letters() -> int:
    """Hand on every anonymous concern that waits, in an order of its own; return how many.

    One that can't be handed on stays, and keeps no other from it.
    """
    count = 0
    for ref in list(ConcernLetter.objects.order_by("ref").values_list("ref", flat=True)):
        try:
            with transaction.atomic():
                letter = ConcernLetter.objects.select_for_update(skip_locked=True).filter(pk=ref).first()
                count += letter is not None and _open(letter)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others wait behind it
            # Its text may quote a row: only its kind is kept.
            log.error("The concern %s could not be handed on: %s", ref, type(error).__name__)  # noqa: TRY400
    return count


def _open(letter: ConcernLetter) -> bool:
    try:
        found = envelopes.unpack(letter.box, ref=letter.pk)
    except Unreadable:
        log.error("The concern %s can't be opened: was the master key changed?", letter.pk)  # noqa: TRY400 - the trace says nothing more
        return False
    program = Program.objects.get(pk=found["program"])
    # A named concern that was sent at the same time under the same token has its ref.
    ref = uuid.uuid4() if Concern.objects.filter(pk=letter.pk).exists() else letter.pk
    _hand_on(ref, program, found["words"], uuid.UUID(found["author"]), named=False)
    letter.delete()
    return True


def _hand_on(ref: uuid.UUID, program: Program, text: str, author: uuid.UUID, *, named: bool) -> None:
    """Keep the concern and tell those who read it. The entry has no subject, and its actor is the same for all."""
    today = days.today()
    with ledger.entry(RightsEvent.CONCERN_RAISED, actor=BY, ref=ref, program=program.pk, named=named):
        Concern(ref=ref, program=program, named=named, raised_on=today, answer_by=today + dt.timedelta(days=DUE_DAYS)).save(
            force_insert=True
        )
        ConcernWords.objects.create(
            concern_id=ref,
            words=envelopes.seal(text, ref=ref, part="words"),
            author=envelopes.seal(str(author), ref=ref, part="author"),
            author_tag=envelopes.tag(author, program.pk),
        )
    for reader in queries.readers_of(program, author if named else None):
        send_message(person=reader, kind="concern-raised", about=program.name, link=f"/office/concerns/{ref}/")


def remind() -> int:
    """Remind the readers of concerns whose answer is due soon or overdue; return how many messages that were. Rung once a day."""
    sent = 0
    for concern in queries.to_remind_of():
        try:
            author = queries.author_of(concern.sealed) if concern.named else None
        except Unreadable:
            log.error("Nobody is reminded of the concern %s: its author can't be read", concern.pk)  # noqa: TRY400 - as above
            continue
        link = f"/office/concerns/{concern.pk}/"
        kind = "concern-overdue" if concern.answer_by < days.today() else "concern-due"
        for reader in queries.not_reminded(queries.readers_of(concern.program, author), link):
            send_message(person=reader, kind=kind, about=concern.program.name, link=link)
            sent += 1
    return sent


def note_reading(*, concern: Concern, by: Person) -> None:
    """Note that somebody read a concern's words: reading is an event too."""
    with ledger.entry(RightsEvent.CONCERN_OPENED, actor=by.pk, ref=concern.pk, program=concern.program_id):
        pass


@transaction.atomic
def answer(*, concern: Concern, words: str, shown: bool, by: Person) -> Concern:
    """Answer a concern; `shown` lets the answer stand on the program's page from the next month on.

    Who raised it under their name is told. An anonymous author finds the answer on their own page: a message would tell who it was.
    Raises `NotAllowed` for whoever may not read it and for its author, `Conflict` where it was answered already.
    """
    _may_answer(concern, by)
    text = checked(words)
    author = queries.author_of(concern.sealed)
    if author == by.pk:
        msg = "This is your own concern. Somebody else has to answer it."
        raise NotAllowed(msg)
    kept = texts.keep({"answer": text})
    facts: dict[str, Any] = {"program": concern.program_id, "sha256": kept.pk, "shown": shown}
    with ledger.entry(RightsEvent.CONCERN_ANSWERED, actor=by.pk, ref=concern.pk, **facts):
        given = {"answer": kept, "answered_by": by, "answered_at": timezone.now(), "shown": shown}
        answered = move(concern, Concern.State.ANSWERED, **given)
    if concern.named:
        person = Person.objects.get(pk=author)
        send_message(person=person, kind="concern-answered", about=concern.program.name, link="/me/concerns/")
    return answered


@transaction.atomic
def show(*, concern: Concern, shown: bool, by: Person) -> Concern:
    """Put an answer on the program's page, or take it off."""
    _may_answer(concern, by)
    locked: Concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if locked.state != Concern.State.ANSWERED or locked.shown == shown:
        msg = "There is nothing to change: the concern has no answer yet, or it was done already."
        raise Conflict(msg, hint="Reload the page.")
    with ledger.entry(RightsEvent.CONCERN_SHOWN, actor=by.pk, ref=concern.pk, program=concern.program_id, shown=shown):
        locked.shown = shown
        locked.save()
    return locked


def look_up(*, concern: Concern, reason: str, by: Person) -> Person:
    """Say who raised an anonymous concern, to a data protection officer, with a reason; the author sees that it was done."""
    found = queries.anonymous_for(by, concern.pk)
    if not found.sealed.author:
        msg = "It is not kept any more who raised this concern. Nothing was looked up."
        raise Conflict(msg, hint="It was answered long ago. Its words and the answer are still there.")
    if reason not in REASONS:
        msg = "Choose a reason. Nothing was looked up."
        raise DomainError(msg)
    with ledger.entry(RightsEvent.CONCERN_READ, actor=by.pk, ref=found.pk, reason=reason):
        return Person.objects.get(pk=queries.author_of(found.sealed))


def forget_authors() -> int:
    """Destroy who raised an anonymous concern, some months after its answer: nobody has to ask them any more. Rung once a day.

    The keyed hash stays, by which the author finds it; a named one is kept, because it says from whom it has to be hidden.
    """
    before = days.months_after(timezone.now(), -settings.CONCERN_AUTHOR_MONTHS)
    return ConcernWords.objects.filter(concern__in=queries.answered_without_name(before)).exclude(author=b"").update(author=b"")


def _may_answer(concern: Concern, by: Person) -> None:
    if not by.has_perm(Right.CONCERNS_ANSWER) or not queries.concerns_for(by).filter(pk=concern.pk).exists():
        msg = "Only those who may read this concern can do that."
        raise NotAllowed(msg)
