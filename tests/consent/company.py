"""A company with sites, months and choices, written as rows: for figures, which count many people."""

import datetime as dt
from collections.abc import Mapping

import time_machine

from audit import bulk
from consent.events import ConsentEvent
from consent.models import Consent, Notice, Program
from people.models import Person, Role, Site
from tests import programs
from tests.cast import BY, CLICK, MOUSE, make_person

LAUNCH = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)


def day(month: int, of_month: int = 15) -> dt.datetime:
    """Noon of a day in 2026 (or later: month 13 is January 2027)."""
    return dt.datetime(2026 + (month - 1) // 12, (month - 1) % 12 + 1, of_month, 12, tzinfo=dt.UTC)


def make_people(sizes: Mapping[str, int], *, joined: dt.datetime = LAUNCH) -> dict[str, list[Person]]:
    """So many people at each site, hired then."""
    people = {}
    for name, size in sizes.items():
        site, _ = Site.objects.get_or_create(name=name, defaults={"country": "IE"})
        made = [Person(email=f"{name}.{joined:%y%m}.{at}@example.com".replace(" ", "."), name="X", site=site) for at in range(size)]
        Person.objects.bulk_create(made)
        Person.objects.filter(pk__in=[one.pk for one in made]).update(joined_at=joined)
        people[name] = made
    return people


def make_program(signals: tuple[str, ...] = (MOUSE, CLICK)) -> Program:
    """A running program since January 2026, of an owner, who is a manager too."""
    with time_machine.travel(LAUNCH, tick=False):
        owner = make_person("Ona Owner", role=Role.PROGRAM_OWNER)
        found = {signal: f"What {signal} is." for signal in signals}
        program = programs.add_program(slug="desktop", name="Desktop", signals=found, owner=owner)
        programs.publish_notice(program=program, summary=["We record."], sections=[], by=BY)
        program = programs.start_program(program=program, by=BY)
    # The owner is in scope of nothing that is counted here.
    Person.objects.filter(pk=owner.pk).update(joined_at=day(40))
    return program


def choose(program: Program, people: list[Person], signal: str = MOUSE, *, at: dt.datetime, state: str = "given") -> None:
    """All of these people choose, for the first time."""
    notice = Notice.objects.filter(program=program).order_by("version").last()
    rows = [
        {"person": one, "program": program, "signal": signal, "state": state, "notice": notice, "decided_at": at} for one in people
    ]
    with time_machine.travel(at, tick=False):
        bulk.create(Consent, rows, event=ConsentEvent.IMPORTED, actor=BY, ref=program.pk)


def rechoose(program: Program, people: list[Person], signal: str = MOUSE, *, at: dt.datetime, state: str) -> None:
    """All of these people choose again."""
    rows = Consent.objects.filter(program=program, signal=signal, person__in=people)
    changes = {"state": state, "decided_at": at}
    with time_machine.travel(at, tick=False):
        bulk.update(rows, event=ConsentEvent.IMPORTED, actor=BY, changes=changes, ref=program.pk)
