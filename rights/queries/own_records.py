"""The person's own entry in Assent, and their requests with the words that were exchanged, as documents of an access package."""

from typing import Any

from common.signals import Signal
from consent.models import Acknowledgement, PersonPause, RecipientDelivery, Restriction
from people import messages, sealing
from people.models import Person, Role, SealedText
from purges.models import PurgeOrder
from rights.grounds import GROUNDS
from rights.models import Decision, Request
from rights.queries import mine
from rights.queries.documents import Document, utc
from rights.vocabulary import status_iri


def about(person: Person) -> Document:
    """What Assent keeps about the person besides choices, receipts and requests."""
    return {
        **_person(person),
        "notices_read": [_read(one) for one in _newest_last(Acknowledgement, person, "at", "notice__program", "monitoring")],
        "pauses": [
            {"from": utc(one.started_at), "until": utc(one.until), "ended_at": utc(one.ended_at)}
            for one in _newest_last(PersonPause, person, "started_at")
        ],
        "restrictions": [_restriction(one) for one in _newest_last(Restriction, person, "since", "program")],
        "erasures": [_erasure(one) for one in _newest_last(PurgeOrder, person, "created_at")],
        "recipients_told": [_told(one) for one in _newest_last(RecipientDelivery, person, "created_at", "recipient__program")],
        "messages": [
            {"sent_at": utc(one.sent_at), "title": messages.title_of(one), "text": messages.body_of(one)}
            for one in person.messages.select_related("words__key").order_by("sent_at", "ref")
        ],
    }


def _newest_last(model: Any, person: Person, by: str, *related: str) -> Any:
    found = model.objects.filter(person=person).order_by(by, "ref")
    return found.select_related(*related) if related else found


def _person(person: Person) -> Document:
    return {
        "ref": str(person.pk),
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "team": person.team.name if person.team else None,
        "site": person.site.name if person.site else None,
        "employer": person.site.employer if person.site else None,
        "joined_at": utc(person.joined_at),
        "left_at": utc(person.left_at),
        "known_in_stores_as": [
            {"kind": one.get_kind_display(), "value": one.value} for one in person.identifiers.order_by("kind", "value")
        ],
        "roles": [
            {"role": str(Role(one.role).label), "from": utc(one.granted_at), "until": utc(one.ended_at)}
            for one in person.role_grants.order_by("granted_at")
        ],
    }


def _read(one: Acknowledgement) -> Document:
    if one.notice is not None:
        what = f"Notice of {one.notice.program.name}, version {one.notice.version}"
    else:
        what = f"Monitoring notice {one.monitoring}"
    return {"at": utc(one.at), "what": what}


def _restriction(one: Restriction) -> Document:
    return {
        "kind": one.get_kind_display(),
        "program": one.program.name if one.program else None,
        "signals": one.signals,
        "from": utc(one.since),
        "until": utc(one.ended_at),
        "ended_because": one.get_cause_display() or None,
    }


def _erasure(one: PurgeOrder) -> Document:
    return {
        "order": one.short_ref,
        "why": one.get_reason_display(),
        "about": one.about,
        "signals": one.signals,
        "state": one.get_state_display(),
        "ordered_at": utc(one.created_at),
        "settled_at": utc(one.settled_at),
    }


def _told(one: RecipientDelivery) -> Document:
    return {
        "recipient": one.recipient.name,
        "program": one.recipient.program.name,
        "what": one.decision,
        "signals": one.signals,
        "state": one.get_state_display(),
        "told_at": utc(one.delivered_at),
    }


def requests(person: Person) -> list[Document]:
    """The person's requests, oldest first, with every word that was exchanged and what was decided."""
    found = mine.requests_of(person).select_related("words__key").prefetch_related("program_links__program", "clocks")
    return [_request(one) for one in found.order_by("received_at", "ref")]


def _request(one: Request) -> Document:
    return {
        "reference": one.short_ref,
        "ref": str(one.pk),
        "kind": one.kind,
        "kind_label": str(one.get_kind_display()),
        "status": one.state,
        "status_label": str(one.get_state_display()),
        "status_dpv": status_iri(one.state),
        "outcome": one.get_outcome_display(),
        "channel": one.get_channel_display(),
        "received_at": utc(one.received_at),
        "due_on": one.due_on.isoformat(),
        "deadlines": [{"law": clock.regime, "due_on": clock.due_on.isoformat()} for clock in one.clocks.all()],
        "closed_at": utc(one.closed_at),
        "about": scope_of(one),
        "your_words": _words(one.words),
        "messages": [
            {"at": utc(row.sent_at), "from": "the privacy office" if row.from_office else "you", "words": _words(row.words)}
            for row in mine.conversation(one)
        ],
        "decision": _decision(mine.decision_of(one)),
    }


def scope_of(one: Request) -> Document:
    """What a request is about, in words; nothing named means everything."""
    return {
        "programs": sorted(link.program.name for link in one.program_links.all()) or "all",
        "signals": [str(Signal(signal).label) for signal in one.signals] or "all",
        "recorded_from": one.since.isoformat() if one.since else None,
        "recorded_until": one.until.isoformat() if one.until else None,
    }


def scope_in_words(scope: Document) -> str:
    """The same as one sentence."""
    programs = "every program" if scope["programs"] == "all" else ", ".join(scope["programs"])
    signals = "" if scope["signals"] == "all" else f", only {', '.join(scope['signals']).lower()}"
    since, until = scope["recorded_from"], scope["recorded_until"]
    times = "".join([f", recorded from {since}" if since else "", f", recorded until {until}" if until else ""])
    return f"Everything in {programs}{signals}{times}"


def _decision(decision: Decision | None) -> Document | None:
    if decision is None:
        return None
    ground = GROUNDS.get(decision.reason)
    return {
        "decided_at": utc(decision.decided_at),
        "outcome": decision.get_outcome_display(),
        "reason": ground.sentence if ground else None,
        "law": ground.law if ground else None,
        "words": _words(decision.words),
    }


def _words(text: SealedText | None) -> str | None:
    if text is None:
        return None
    try:
        return sealing.unseal(text)
    except sealing.Unreadable as gone:
        return str(gone)
