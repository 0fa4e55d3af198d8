"""The trial's people: made from a fixed seed, as a stream, so that a hundred thousand of them need no memory."""

import random
import uuid
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from audit import ledger
from common.signals import Signal
from people.events import PeopleEvent
from people.models import Identifier, IdentifierKind, Person, RoleGrant, Site, Team
from portal.demo.cast import CAST
from portal.demo.names import FIRST, LAST

SEED = 2026
TEAM_SIZE = 12
CHUNK = 5_000
BY = "system:demo"
TEAMS = (
    "Sales",
    "Finance",
    "Support",
    "Engineering",
    "Logistics",
    "People",
    "Legal",
    "Research",
    "Design",
    "Operations",
)


class Place(NamedTuple):
    """One of the trial company's sites, and how many of a hundred work there."""

    name: str
    country: str
    subdivision: str
    employer: str
    language: str
    council: str
    share: int
    zone: str


PLACES = (
    Place("Dublin", "IE", "", "Example Company Ltd", "en", council="", share=50, zone="Europe/Dublin"),
    Place("Berlin", "DE", "", "Example Company GmbH", "de", council="Works council Berlin", share=30, zone="Europe/Berlin"),
    Place("New York", "US", "NY", "Example Company Inc", "en", council="", share=20, zone="America/New_York"),
)
# How many in a hundred said yes; the employee of the cast said yes to the first three.
YES = {
    Signal.MOUSE_MOVEMENT: 70,
    Signal.CLICK_LOCATION: 60,
    Signal.KEYSTROKE: 35,
    Signal.SCREEN_CONTENT: 30,
}


class Employee(NamedTuple):
    """One person of the trial, before any row exists."""

    number: int
    ref: uuid.UUID
    name: str
    email: str
    employee_number: str
    device: str
    team: int
    lead: uuid.UUID | None
    place: int
    yes: frozenset[Signal]


def employees(count: int) -> Iterator[Employee]:
    """Stream the company, the same each time: first the cast, then everybody else; every twelfth leads a team."""
    for number in range(count):
        dice = random.Random(SEED * 1_000_003 + number)  # noqa: S311 - reproducible people, no secrets
        ref = uuid.UUID(int=dice.getrandbits(128), version=4)
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        email = f"{name.lower().replace(' ', '.')}.{number}@example.com"
        yes = frozenset(signal for signal, share in YES.items() if dice.randrange(100) < share)
        if number < len(CAST):
            name, email = CAST[number].name, CAST[number].email
        if number == 0:
            yes = frozenset({Signal.MOUSE_MOVEMENT, Signal.CLICK_LOCATION, Signal.KEYSTROKE})
        yield Employee(
            number=number,
            ref=ref,
            name=name,
            email=email,
            employee_number=f"E{number + 1:06d}",
            device=f"LT-{number + 4471:06d}",
            team=number // TEAM_SIZE,
            lead=_lead(number),
            place=_place(number),
            yes=yes,
        )


def _lead(number: int) -> uuid.UUID | None:
    """The leader of a team is its second person (the manager of the cast leads the first); leaders report to nobody."""
    leader = number // TEAM_SIZE * TEAM_SIZE + 1
    if number == leader:
        return None
    return uuid.UUID(int=random.Random(SEED * 1_000_003 + leader).getrandbits(128), version=4)  # noqa: S311


def _place(number: int) -> int:
    """A team works at one site; those of the cast say where they work."""
    if number < len(CAST):
        return next(index for index, place in enumerate(PLACES) if place.name == CAST[number].place)
    team = number // TEAM_SIZE
    dice = random.Random(SEED * 7_919 + team).randrange(100) if team else 0  # noqa: S311 - reproducible
    for index, place in enumerate(PLACES):
        dice -= place.share
        if dice < 0:
            return index
    return 0


def make(count: int) -> None:
    """Write the company's rows: sites, teams, people, identifiers, roles."""
    sites = [
        Site(
            name=place.name,
            country=place.country,
            subdivision=place.subdivision,
            employer=place.employer,
            council=place.council,
            time_zone=place.zone,
        )
        for place in PLACES
    ]
    Site.objects.bulk_create(sites)
    teams = [Team(name=_team_name(number)) for number in range((count - 1) // TEAM_SIZE + 1)]
    Team.objects.bulk_create(teams, batch_size=CHUNK)
    with ledger.entry(PeopleEvent.COMPANY_IMPORTED, actor=BY, people=count, teams=len(teams)):
        chunk: list[Employee] = []
        for employee in employees(count):
            chunk.append(employee)
            if len(chunk) == CHUNK:
                _write(chunk, teams, sites)
                chunk = []
        _write(chunk, teams, sites)
        _give_roles()


def _team_name(number: int) -> str:
    round_, place = divmod(number, len(TEAMS))
    return TEAMS[place] if round_ == 0 else f"{TEAMS[place]} {round_ + 1}"


def _write(chunk: list[Employee], teams: list[Team], sites: list[Site]) -> None:
    leaders_first = sorted(chunk, key=lambda employee: employee.lead is not None)
    Person.objects.bulk_create(
        (
            Person(
                ref=employee.ref,
                name=employee.name,
                email=employee.email,
                password=make_password(None),
                team=teams[employee.team],
                site=sites[employee.place],
                language=PLACES[employee.place].language,
                manager_id=employee.lead,
            )
            for employee in leaders_first
        ),
        batch_size=CHUNK,
    )
    Identifier.objects.bulk_create(
        (
            Identifier(person_id=employee.ref, kind=kind, value=value)
            for employee in chunk
            for kind, value in (
                (IdentifierKind.EMPLOYEE_NUMBER, employee.employee_number),
                (IdentifierKind.DEVICE, employee.device),
            )
        ),
        batch_size=CHUNK,
    )


def _give_roles() -> None:
    people = {person.email: person for person in Person.objects.filter(email__in=[part.email for part in CAST])}
    for part in CAST:
        if part.role is not None and part.email in people:
            RoleGrant.objects.create(person=people[part.email], role=part.role, granted_at=timezone.now())
