"""Filing a request: by the person, by somebody outside who proved who they are, or by an officer who got it in another way."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict, DomainError, NotAllowed, UsedForm
from consent.models import Program
from people import sealing
from people.models import Person, SealedText
from rights.actions import clocks, effects
from rights.actions.closing import tell
from rights.events import RightsEvent
from rights.models import Request, RequestProgram
from rights.queries import cases, mine

Kind = Request.Kind
Channel = Request.Channel
WORDS = "requests"
"""The purpose of the key under which the words of requests are sealed."""
OLDEST_MONTHS = 24
IDENTITIES = {
    "known": "I know the person, or spoke with them",
    "address": "It came from the person's address at the company",
    "signature": "By the signature, compared with one on file",
    "doubt": "I have a reasonable doubt, and will ask",
}
"""How an officer knows who asks. A doubt is a reason to ask, never to let a request lie."""
TIMELESS = frozenset({Kind.OBJECTION})
"""What stands is off for good and everything recorded goes, whenever it was: a period would promise that some of it stays."""
REPEATABLE = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.RECTIFICATION})
"""Kinds whose words tell two requests apart; two open ones of another kind and the same scope would be one and the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a request is about. Empty: every program, every signal, all times. `since` and `until` are days, both included."""

    programs: Collection[Program] = field(default_factory=tuple)
    signals: Collection[str] = field(default_factory=tuple)
    since: dt.date | None = None
    until: dt.date | None = None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How and when the company received it; `file` is the number under which a letter is kept.

    `identity` says how the officer who wrote it down knows who asks: a code of `IDENTITIES` (R48).
    """

    channel: str = Channel.PORTAL
    at: dt.datetime | None = None
    file: str = ""
    identity: str = ""


IN_THE_PORTAL = Receipt()


def file(
    *,
    person: Person,
    kind: str,
    scope: Scope = EVERYTHING,
    words: str = "",
    form_token: uuid.UUID,
    by: Person,
    receipt: Receipt = IN_THE_PORTAL,
) -> Request:
    """File a request, acknowledge it at once and start its clocks (R43 to R46). The same form sent twice is one request.

    `by` is the person, or an officer for what came in another way. `words` are sealed; no reason is asked, so they are optional
    but for corrections, complaints and questions. Raises `Conflict` for a second open request of the same kind and scope,
    `UsedForm` for another request under the same token, `DomainError` for words or times that can't be, `NotAllowed` for anybody
    else.
    """
    _may_file(person, by, receipt)
    received = _received(receipt)
    if receipt.identity and receipt.identity not in IDENTITIES:
        msg = "Say how you know who asks, by one of the list. Nothing was recorded."
        raise DomainError(msg)
    _refuse_incomplete(kind, scope, words)
    draft = Request(
        person=person,
        kind=kind,
        channel=receipt.channel,
        form_token=form_token,
        received_at=received,
        filed_by=None if by.pk == person.pk else by,
        file=receipt.file,
        signals=sorted(scope.signals),
        since=scope.since,
        until=scope.until,
    )
    try:
        with transaction.atomic():
            return _file(draft, scope, words.strip(), receipt, by)
    except IntegrityError:
        # The same form at the same time: the first one is the request. Anything else is a fault and stays one.
        found = _filed_before(draft, scope, words.strip(), receipt)
        if found is None:
            raise
        return found


def _filed_before(draft: Request, scope: Scope, words: str, receipt: Receipt) -> Request | None:
    """The request that the same form made; raise `UsedForm` where that one asks for something else."""
    mine = Request.objects.select_related("words").prefetch_related("program_links")
    found: Request | None = mine.filter(form_token=draft.form_token, person=draft.person_id).first()
    if found is None:
        return None
    programs = {link.program_id for link in found.program_links.all()}
    facts = ("kind", "channel", "file", "signals", "since", "until", *(("received_at",) if receipt.at else ()))
    same = all(getattr(found, name) == getattr(draft, name) for name in facts)
    if not same or programs != {program.pk for program in scope.programs} or not says(found.words, words):
        raise UsedForm
    return found


def says(words: SealedText | None, text: str) -> bool:
    """Say whether these are the sealed words; what can't be read any more is taken for others."""
    try:
        return (sealing.unseal(words) if words else "") == text
    except sealing.Unreadable:
        return False


def _file(request: Request, scope: Scope, words: str, receipt: Receipt, by: Person) -> Request:
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    person: Person = rows.get(pk=request.person_id)
    before = _filed_before(request, scope, words, receipt)
    if before is not None:
        return before
    _refuse_the_same(person, request.kind, scope)
    computed = clocks.compute(person=person, received=request.received_at, kind=request.kind)
    request.person, request.filed_at = person, timezone.now()
    request.due_on, request.due_at = computed[0].due, computed[0].due_instant
    with ledger.entry(
        RightsEvent.FILED, actor=by.pk, subject=person.pk, ref=request.pk, **_facts(request, scope, receipt.identity)
    ):
        request.words = _sealed(person, words)
        request.save(force_insert=True)
        for program in sorted({program.pk for program in scope.programs}):
            RequestProgram.objects.create(request=request, program_id=program)
        clocks.write(request, computed)
        effects.on_filed(request, by=by)
    with ledger.entry(RightsEvent.ACKNOWLEDGED, actor="system:requests", subject=person.pk, ref=request.pk, due=request.due_on):
        tell(request, "request-received" if by.pk == person.pk else "request-filed-for-you")
    return request


def _sealed(person: Person, words: str) -> SealedText | None:
    return sealing.seal(person, words, purpose=WORDS) if words else None


def _facts(request: Request, scope: Scope, identity: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": request.kind, "channel": request.channel, "received": request.received_at}
    given = {
        "file": request.file,
        "identity": identity,
        "programs": sorted(str(program.pk) for program in scope.programs),
        "signals": request.signals,
        "since": request.since,
        "until": request.until,
    }
    return facts | {name: value for name, value in given.items() if value}


def _may_file(person: Person, by: Person, receipt: Receipt) -> None:
    if by.pk == person.pk and receipt.channel in (Channel.PORTAL, Channel.OUTSIDE):
        return
    handles = cases.may_handle_person(by, person)
    if not handles or receipt.channel in (Channel.PORTAL, Channel.OUTSIDE):
        msg = "Only a privacy officer can write down a request of somebody else, and never of their own reports."
        raise NotAllowed(msg)


def _refuse_incomplete(kind: str, scope: Scope, words: str) -> None:
    if kind in TIMELESS and (scope.since or scope.until):
        msg = "An objection is about everything that was recorded, whenever it was. Nothing was sent."
        raise DomainError(msg, hint="Name no days. To have a period erased and nothing else, ask for that.")
    if words.strip() == "" and kind in REPEATABLE:
        msg = "Say in a few words what this is about. Nothing was sent."
        raise DomainError(msg)


def _received(receipt: Receipt) -> dt.datetime:
    now = timezone.now()
    at = receipt.at or now
    if at > now:
        msg = "A request can't have been received in the future. Nothing was recorded."
        raise DomainError(msg, hint="Give the day and time at which the company received it.")
    if at < days.months_after(now, -OLDEST_MONTHS):
        msg = f"It was received more than {OLDEST_MONTHS} months ago. Nothing was recorded."
        raise DomainError(msg, hint="Look at the date again. Ask the person whether the request still stands.")
    return at


def _refuse_the_same(person: Person, kind: str, scope: Scope) -> None:
    if kind in REPEATABLE:
        return
    programs = {program.pk for program in scope.programs}
    for other in mine.same_open(person, kind).prefetch_related("program_links"):
        same = (sorted(scope.signals), scope.since, scope.until) == (other.signals, other.since, other.until)
        if same and {link.program_id for link in other.program_links.all()} == programs:
            msg = f"The same was asked for already: the request {other.short_ref} is open. Nothing was sent twice."
            raise Conflict(msg, hint="Its page shows how far it is, and there is a place for messages about it.")
