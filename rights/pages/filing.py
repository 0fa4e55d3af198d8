"""What the pages show on which a request is made: the kinds, what it is about, the check, and the confirmation."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from common.signals import Signal
from people.models import Person
from rights.actions import clocks
from rights.actions.filing import Scope
from rights.models import Request
from rights.pages import kinds
from rights.queries import following

Kind = Request.Kind
DAY = "D j M Y"
ALL_PROGRAMS, ALL_SIGNALS, ALL_TIMES = "Every program", "Everything that is recorded", "All times"


def choices() -> list[dict[str, Any]]:
    """Every kind of request with what it does, who sees it and what it does not do."""
    return [head(kind) for kind in Kind.values]


def head(kind: str) -> dict[str, Any]:
    """One kind as its pages show it."""
    return {
        "kind": kind,
        "label": Kind(kind).label,
        "text": kinds.TEXTS[kind],
        "first": kinds.first_step(kind),
        "url": reverse("my-request-file", args=[kind]),
    }


def about(scope: Scope) -> list[str]:
    """What a request is about: programs, signals and time, each as one line."""
    programs = ", ".join(sorted(program.name for program in scope.programs)) or ALL_PROGRAMS
    signals = ", ".join(labels(scope.signals)) or ALL_SIGNALS
    return [programs, signals, period(scope.since, scope.until)]


def labels(signals: Sequence[str] | Any) -> list[str]:
    """The signals' names, in the order in which the field lists them."""
    return [str(signal.label) for signal in Signal if signal.value in set(signals)]


def period(since: dt.date | None, until: dt.date | None) -> str:
    """The period in words."""
    first, last = (format_date(day, DAY) if day else "" for day in (since, until))
    if first and last:
        return f"From {first} to {last}"
    if first or last:
        return f"From {first} on" if first else f"Up to {last}"
    return ALL_TIMES


def check(person: Person, kind: str, scope: Scope, words: str) -> dict[str, Any]:
    """What the check page says: what is asked for, what happens once it is sent, and until when the answer comes."""
    computed = clocks.compute(person=person, received=timezone.now(), kind=kind)
    return head(kind) | {
        "about": about(scope),
        "words": words,
        "due_on": computed[0].due,
        "laws": len(computed),
        "stops": stop_sentence(scope) if kinds.stops(kind) else "",
        "send": "Send the request" if kind not in (Kind.COMPLAINT, Kind.QUESTION) else "Send",
    }


def stop_sentence(scope: Scope) -> str:
    """What stops being recorded as soon as the request is sent."""
    what, where = _what_and_where(scope)
    return f"{what} stops at once in {where}."


def stopped_sentence(scope: Scope) -> str:
    """What is stopped for a request now."""
    what, where = _what_and_where(scope)
    return f"{what} is stopped in {where} because of this request."


def _what_and_where(scope: Scope) -> tuple[str, str]:
    what = " and ".join(label.lower() for label in labels(scope.signals))
    where = " and ".join(sorted(program.name for program in scope.programs))
    return f"Recording of {what}" if what else "Recording", where or "every program"


def scope_of(request: Request) -> Scope:
    """What a kept request is about."""
    programs = [link.program for link in following.links_of(request)]
    return Scope(programs=programs, signals=request.signals, since=request.since, until=request.until)


def sent(request: Request) -> dict[str, Any]:
    """The confirmation: reference, last day, what happens next."""
    scope = scope_of(request)
    clock = following.clocks_of(request)[0]
    return head(request.kind) | {
        "ref": request.pk,
        "short_ref": request.short_ref,
        "received_at": request.received_at,
        "due_on": request.due_on,
        "zone": clock.zone,
        "about": about(scope),
        "stops": stop_sentence(scope) if kinds.stops(request.kind) else "",
        "detail_url": reverse("my-request", args=[request.pk]),
        "record_url": reverse("my-request-record", args=[request.pk]),
    }


def record(request: Request) -> str:
    """The confirmation as a plain text to keep. The person's words are not in it: they stay under seal."""
    page = sent(request)
    received = timezone.localtime(request.received_at)
    lines = [
        f"Request {page['short_ref']}: {page['label']}",
        "",
        f"Received: {format_date(received, 'D j M Y, H:i T')}",
        f"Answer at the latest: {format_date(request.due_on, DAY)}, end of the day ({page['zone']})",
        f"About: {'; '.join(page['about'])}",
        *([page["stops"]] if page["stops"] else []),
        "",
        "What happens next",
        *(f"{number}. {step}" for number, step in enumerate(page["text"].then, 1)),
        "",
        f"Full reference: {request.pk}",
    ]
    return "\n".join(lines) + "\n"
