"""The page of one case: who asks for what, until when, what stands in the way, what was said, and what can be done now."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from common.countries import country_name
from people.models import Person
from rights.actions.extending import may_get_later
from rights.deadlines import Regime
from rights.forms.queue import LAWS
from rights.grounds import COPIES
from rights.models import Clarification, Decision, Request, RequestClock
from rights.pages import case_history, decided, deciding, filing, queue
from rights.queries import case as queries
from rights.queries import cases, following, mine, scope
from rights.queries import queue as queue_queries

State = Request.State
Kind = Request.Kind
ERASES = deciding.ERASES


def head(officer: Person, request: Request) -> dict[str, Any]:
    """The case as lists show it: nobody's name."""
    return queue.lines([request], officer, timezone.now())[0]


def page(officer: Person, request: Request) -> dict[str, Any]:
    """Everything that the page shows, except what has to ask a store."""
    standing = request.pk in queue_queries.standing_of([request.pk])
    decisions = queries.decisions_of(request)
    question, clocks = mine.open_question(request), following.clocks_of(request)
    return head(officer, request) | {
        "full_ref": request.pk,
        "name": request.person.name,
        "about": filing.about(filing.scope_of(request)),
        "words": decided.readable(request.words),
        "facts": _facts(request),
        "clocks": [_clock(row, request, standing=standing) for row in clocks],
        "places": _places(request),
        "conflicts": _conflicts(officer, request),
        "holds": _holds(request),
        "proposal": next((deciding.line(one, officer) for one in decisions if one.state == Decision.State.PROPOSED), None),
        "decision": next((deciding.line(one, officer) for one in decisions if one.state == Decision.State.STANDS), None),
        "declined": [deciding.line(one, officer) for one in decisions if one.state == Decision.State.DECLINED],
        "question": question,
        "messages": _talk(request),
        "history": case_history.timeline(request),
        "done": _done(request),
        "officers": queries.assignable(officer, request),
        "may": _may(request, question, clocks),
        "actions": _actions(request),
    }


def _facts(request: Request) -> list[tuple[str, Any]]:
    person = request.person
    found: list[tuple[str, Any]] = [
        (gettext("E-mail"), person.email),
        (gettext("Team"), person.team.name if person.team else ""),
        (gettext("Works at"), f"{person.site.name}, {country_name(person.site.jurisdiction)}" if person.site else ""),
        (gettext("Left"), person.left_at),
        (gettext("Came in"), request.get_channel_display()),
        (gettext("Received"), request.received_at),
        (gettext("Written down by"), request.filed_by.name if request.filed_by else ""),
        (gettext("File number"), request.file),
        (gettext("First looked at"), request.looked_at),
        (gettext("Extended"), request.extended_at),
        (gettext("Decided"), request.decided_at),
        (gettext("Closed"), request.closed_at),
    ]
    return [(label, value) for label, value in found if value]


def _clock(row: Any, request: Request, *, standing: bool) -> dict[str, Any]:
    extended = request.extended_at is not None
    return {
        "law": LAWS[row.regime],
        "calendar": row.calendar_id,
        "zone": row.zone,
        "received_on": row.received_on,
        "due_on": row.extended_on if extended else row.due_on,
        "due_at": row.extended_at if extended else row.due_at,
        "first_due_on": row.due_on if extended else None,
        "could_be": row.extended_on if not extended and row.extended_on > row.due_on else None,
        "target_on": row.target_on,
        "suspended_days": row.suspended_days,
        "stands": standing and row.regime != Regime.CCPA,
    }


def _places(request: Request) -> list[dict[str, Any]]:
    """The datasets that are looked at, each with the address that counts what is there now."""
    return [
        {
            "ref": dataset.pk,
            "name": dataset.name,
            "store": dataset.store.name,
            "url": reverse("case-place", args=[request.pk, dataset.pk]),
        }
        for dataset in scope.datasets_of(request)
    ]


def _conflicts(officer: Person, request: Request) -> list[dict[str, str]]:
    """What could go wrong between this request and others of the person, and with who has it."""
    found = []
    for other in queries.other_open(officer, request):
        url, about = reverse("case", args=[other.pk]), f"{other.get_kind_display()} ({other.short_ref})"
        if request.kind in ERASES and other.kind in COPIES:
            text = gettext("Also open: %(other)s. Erasing first would leave nothing to copy.") % {"other": about}
        elif request.kind in COPIES and other.kind in ERASES:
            text = gettext("Also open: %(other)s. Make the copy before that is carried out.") % {"other": about}
        else:
            text = gettext("Also open: %(other)s.") % {"other": about}
        found.append({"text": text, "url": url, "tone": "warn"})
    if request.assignee is not None and not cases.may_handle(request.assignee, request):
        text = gettext("%(name)s has it but may not handle it any more. Give it to somebody else.")
        found.append({"text": text % {"name": request.assignee.name}, "url": "", "tone": "bad"})
    return found


def _holds(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "matter": hold.matter,
            "category": hold.get_category_display(),
            "review_on": hold.review_on,
            "state": hold.get_state_display(),
        }
        for hold in queries.holds_on(request)
    ]


def _talk(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "from_office": message.from_office,
            "who": message.author.name if message.author else "Somebody who acts for the person",
            "words": decided.readable(message.words),
            "at": message.sent_at,
        }
        for message in mine.conversation(request)
    ]


def _done(request: Request) -> dict[str, Any]:
    """How far the carrying out is: the purge, the copy, the corrections."""
    package = queries.package_of(request)
    tasks = [
        {"name": task.dataset.name, "store": task.dataset.store.name, "label": task.get_state_display(), "state": task.state}
        for task in queries.corrections_of(request)
    ]
    order = request.order
    if not (package or tasks or order):
        return {}
    return {
        "order": {"label": order.get_state_display(), "url": reverse("purge", args=[order.pk])} if order else None,
        "package": {"label": package.get_state_display(), "url": reverse("case-package", args=[request.pk])} if package else None,
        "tasks": tasks,
    }


def _may(request: Request, question: Clarification | None, clocks: list[RequestClock]) -> dict[str, bool]:
    may_extend = request.is_open and request.state != State.INITIATED and request.extended_at is None
    return {
        "decide": request.undecided,
        "refuse": request.undecided and bool(deciding.grounds(request.kind)),
        "part": request.undecided and bool(deciding.grounds(request.kind, part=True)),
        "ask": request.undecided and question is None,
        "extend": may_extend and timezone.now() < request.due_at and may_get_later(request, clocks),
        "write": request.state != State.UNFULFILLED,
        "lift": request.kind == Kind.RESTRICTION and request.state == State.FULFILLED and following.stops_of(request),
    }


def _actions(request: Request) -> dict[str, str]:
    """The addresses of what can be done."""
    names = ("assign", "write", "ask", "extend", "confirm", "decline", "lift", "places")
    found = {name: reverse(f"case-{name}", args=[request.pk]) for name in names}
    found |= {outcome: reverse("case-decide", args=[request.pk, outcome]) for outcome in Decision.Outcome.values}
    return found
