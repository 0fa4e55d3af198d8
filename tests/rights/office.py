"""A privacy office for the tests of requests: a second officer, sites with their law, requests filed in one line."""

import datetime as dt
import uuid

from consent.models import Program
from people.actions import grant_scope
from people.models import Person, Role, Site
from rights.actions import filing
from rights.actions.filing import Receipt, Scope
from rights.models import Request
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
) -> Request:
    """File a request as the person would in the portal; with `by` and a channel as an officer writes down a letter."""
    if not words and kind in filing.REPEATABLE:
        words = "What I mean."
    return filing.file(
        person=person,
        kind=kind,
        scope=Scope(programs=programs, signals=signals),
        words=words,
        form_token=uuid.uuid4(),
        by=by or person,
        receipt=Receipt(channel=channel, at=at),
    )
