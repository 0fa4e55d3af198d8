"""A privacy office for the tests of requests: a second officer, sites with their law, requests filed in one line."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from audit import ledger
from common.states import move
from consent.models import Program
from people.actions import grant_scope
from people.models import Person, Role, Site
from rights.actions import carrying_out, filing
from rights.actions.filing import Receipt, Scope
from rights.events import RightsEvent
from rights.models import Decision, Request
from tests.cast import BY, Cast, make_person

PLACES = {
    "Dublin": ("IE", "", "Europe/Dublin"),
    "Berlin": ("DE", "", "Europe/Berlin"),
    "London": ("GB", "ENG", "Europe/London"),
    "San Francisco": ("US", "CA", "America/Los_Angeles"),
}


def at_site(person: Person, name: str) -> Person:
    """The person works there from now on."""
    country, subdivision, zone = PLACES[name]
    site, _ = Site.objects.get_or_create(
        name=name, defaults={"country": country, "subdivision": subdivision, "time_zone": zone, "employer": f"Example {name}"}
    )
    person.site = site
    person.save(update_fields=["site"])
    return person


def second_officer(cast: Cast, name: str = "Ana Lopes") -> Person:
    """Another officer who oversees the program."""
    officer = make_person(name, role=Role.PRIVACY_OFFICER)
    grant_scope(person=officer, permission="consent.oversee_program", to=cast.program, by=BY)
    return officer


def file(
    person: Person,
    kind: str = "access",
    *,
    programs: tuple[Program, ...] = (),
    signals: tuple[str, ...] = (),
    words: str = "",
    at: dt.datetime | None = None,
    by: Person | None = None,
    channel: str = "portal",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Request:
    """File a request as the person would in the portal; with `by` and a channel as an officer writes down a letter."""
    if not words and kind in filing.REPEATABLE:
        words = "What I mean."
    return filing.file(
        person=person,
        kind=kind,
        scope=Scope(programs=programs, signals=signals, since=since, until=until),
        words=words,
        form_token=uuid.uuid4(),
        by=by or person,
        receipt=Receipt(channel=channel, at=at),
    )


def grant(request: Request, by: Person, outcome: str = "granted", **fields: Any) -> Request:
    """Decide without the desk: the decision stands, the request is accepted, carrying out begins."""
    with ledger.entry(RightsEvent.DECIDED, actor=by.pk, subject=request.person_id, ref=request.pk, outcome=outcome):
        decision = Decision.objects.create(
            request=request, state="stands", outcome=outcome, decided_by=by, decided_at=timezone.now(), **fields
        )
        accepted = move(request, Request.State.ACCEPTED, decided_at=timezone.now())
        return carrying_out.start(request=accepted, decision=decision, by=by)
