"""My requests: the list, and the page of one with where it stands, until when the answer comes, and what I can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from people.models import Person
from rights.deadlines import Regime
from rights.models import Clarification, Request, RequestClock
from rights.pages import decided, filing, following, happened
from rights.pages.kinds import TEXTS
from rights.queries import following as reads
from rights.queries import mine as queries

State = Request.State
Kind = Request.Kind
Outcome = Request.Outcome
LAWS = {Regime.GDPR: "GDPR", Regime.UK: "UK GDPR", Regime.CCPA: "California law (CCPA)"}
WAITS = frozenset({Clarification.Reason.IDENTITY, Clarification.Reason.SCOPE})
"""Questions that can stop a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a request stands: a word for lists, a sentence for its page."""

    word: str
    tone: str
    sentence: str


OPEN = {
    State.INITIATED: Status(
        word="Waits for proof",
        tone="warn",
        sentence="Somebody asked for this in your name from outside. Nothing is done before we know that it was you.",
    ),
    State.ACKNOWLEDGED: Status(word="Received", tone="live", sentence="The privacy office has your request."),
    State.REQUIRES_ACTION: Status(
        word="Needs your answer",
        tone="warn",
        sentence="The privacy office asked you something. It can go on once you have answered.",
    ),
    State.ACTION_PERFORMED: Status(word="You answered", tone="live", sentence="The privacy office has your answer and goes on."),
    State.DELAYED: Status(word="Takes longer", tone="warn", sentence="The privacy office needs more time."),
}
CARRIED_OUT = {
    Kind.ACCESS: Status(word="Copy is being made", tone="live", sentence="It was approved. Your data is being collected."),
    Kind.PORTABILITY: Status(word="Copy is being made", tone="live", sentence="It was approved. Your data is being collected."),
    Kind.ERASURE: Status(word="Being erased", tone="live", sentence="It was approved. Your data is being erased."),
    Kind.RECTIFICATION: Status(word="Being corrected", tone="live", sentence="It was approved. Your data is being corrected."),
}
APPROVED = Status(word="Approved", tone="live", sentence="It was approved.")
ENDED = {
    Outcome.GRANTED: Status(word="Done", tone="ok", sentence="It was carried out."),
    Outcome.PARTLY: Status(
        word="Done in part", tone="warn", sentence="A part of it was carried out. The page says what was not, and why."
    ),
    Outcome.REFUSED: Status(
        word="Refused",
        tone="bad",
        sentence="It was refused. The page says why, and what you can do about it.",
    ),
    Outcome.WITHDRAWN: Status(word="Withdrawn", tone="", sentence="You took it back. You can ask again whenever you like."),
    Outcome.UNPROVEN: Status(word="Closed", tone="", sentence="Nobody proved to be you, so nothing was done."),
}


def status(request: Request) -> Status:
    """Say where the request stands."""
    if not request.is_open:
        return ENDED[Outcome(request.outcome)]
    if request.state == State.ACCEPTED:
        return CARRIED_OUT.get(Kind(request.kind), APPROVED)
    found = OPEN[State(request.state)]
    if request.state == State.ACKNOWLEDGED and request.looked_at is not None:
        return Status(word="Being looked at", tone="live", sentence="An officer is looking at your request.")
    if request.state == State.DELAYED and request.extension_reason:
        why = happened.REASONS[request.extension_reason]
        return Status(word=found.word, tone=found.tone, sentence=f"The privacy office needs more time, because {why}.")
    return found


def late(request: Request) -> bool:
    """Say whether the answer is overdue."""
    return request.undecided and request.due_at <= timezone.now()


def lines(requests: Iterable[Request]) -> list[dict[str, Any]]:
    """The requests as the list shows them."""
    return [
        {
            "label": request.get_kind_display(),
            "short_ref": request.short_ref,
            "received_at": request.received_at,
            "due_on": request.due_on if request.undecided else None,
            "late": late(request),
            "closed_at": request.closed_at,
            "status": status(request),
            "url": reverse("my-request", args=[request.pk]),
        }
        for request in requests
    ]


def moving(request: Request) -> dict[str, Any]:
    """The parts of the page that move by themselves: where it stands, and how far carrying out is."""
    stopped, address = reads.stops_of(request), [request.pk]
    ended_stop = stopped and request.state == State.FULFILLED
    return {
        "ref": request.pk,
        "status": status(request),
        "stopped": filing.stopped_sentence(filing.scope_of(request)) if stopped else "",
        "withdraw_url": reverse("my-request-withdraw", args=address) if request.is_open and not reads.begun(request) else "",
        "end_url": reverse("my-request-end", args=address) if ended_stop else "",
        "late": late(request),
        "decided": not request.undecided and request.state != State.INITIATED,
        "due_on": request.due_on,
        "closed_at": request.closed_at,
        "progress": following.progress(request),
    }


def detail(request: Request, person: Person) -> dict[str, Any]:
    """Everything that the page of one request shows."""
    scope = filing.scope_of(request)
    # What was decided without the answer waits for it no more.
    question = queries.open_question(request) if request.state == State.REQUIRES_ACTION else None
    entries = reads.happened_to(request.pk)
    return moving(request) | {
        "short_ref": request.short_ref,
        "label": request.get_kind_display(),
        "sees": TEXTS[request.kind].sees,
        "received_at": request.received_at,
        "channel": "" if request.channel == Request.Channel.PORTAL else request.get_channel_display(),
        "about": filing.about(scope),
        "words": decided.readable(request.words),
        "clocks": _clocks(reads.clocks_of(request), question, extended=request.extended_at is not None),
        "question": question,
        "decision": decided.decision(queries.decision_of(request), person, list(scope.programs)),
        "messages": decided.conversation(queries.conversation(request)),
        "happened": happened.timeline(entries),
        "told": following.told(reads.deliveries_of(person, [entry.id for entry in entries])),
        "write_url": reverse("my-request-answer" if question else "my-request-write", args=[request.pk]),
        "may_write": request.state != State.UNFULFILLED,
    }


def _clocks(clocks: list[RequestClock], question: Clarification | None, *, extended: bool) -> list[dict[str, Any]]:
    waits = question is not None and question.reason in WAITS
    return [
        {
            "law": LAWS[Regime(clock.regime)],
            "due_on": clock.extended_on if extended else clock.due_on,
            "first_due_on": clock.due_on if extended else None,
            "zone": clock.zone,
            "suspended_days": clock.suspended_days,
            "waits": waits and clock.regime != Regime.CCPA,
        }
        for clock in clocks
    ]
