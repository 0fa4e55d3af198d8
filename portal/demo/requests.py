"""The trial's requests: what colleagues asked for in the weeks before, by the actions of real people, so that the queue is full."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from consent.models import Program
from people.models import Person
from portal.demo.cast import CAST, person_of
from portal.demo.company import TEAM_SIZE, employees
from rights.actions import asking, assigning, deciding, extending, filing, looking, writing
from rights.actions.filing import Receipt, Scope
from rights.models import Request

FIRST = max(len(CAST), TEAM_SIZE)
"""People of the teams after the cast's: nobody of the cast is above them, so every officer may handle what they ask."""


class Asked(NamedTuple):
    """One request of the trial: how many days ago it came in, what for, in which way, and what has become of it since."""

    days: int
    kind: str
    channel: str
    words: str
    since: str = ""


ASKED = (
    Asked(34, "access", "letter", "", "assigned"),
    Asked(29, "access", "mail", "", "looked-at"),
    Asked(27, "rectification", "letter", "The sessions of 3 May are not mine: I lent my desk that day.", "looked-at"),
    Asked(24, "access", "letter", "", "extended"),
    Asked(21, "erasure", "mail", "", "asked"),
    Asked(17, "objection", "letter", "", ""),
    Asked(14, "access", "spoken", "", ""),
    Asked(11, "restriction", "mail", "", "assigned"),
    Asked(9, "question", "mail", "Who can open the recordings of my screen?", "answered"),
    Asked(6, "erasure", "letter", "", "refused"),
    Asked(3, "portability", "mail", "", ""),
    Asked(1, "complaint", "letter", "The notice was hard to find.", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who handles the trial's requests."""

    officer: Person
    second: Person


def make(people: int, program: Program) -> int:
    """File and handle the trial's requests, one each for people outside of the cast's team; return how many."""
    office = Office(officer=_needed("officer"), second=_needed("second-officer"))
    refs = [employee.ref for employee in employees(people) if employee.number >= FIRST][: len(ASKED)]
    for ref, asked in zip(refs, ASKED, strict=False):
        _make(Person.objects.get(pk=ref), asked, office, program)
    return min(len(refs), len(ASKED))


def _needed(key: str) -> Person:
    found = person_of(key)
    if found is None:
        msg = f"The trial company has no {key}."
        raise LookupError(msg)
    return found


def _make(person: Person, asked: Asked, office: Office, program: Program) -> None:
    received = timezone.now() - dt.timedelta(days=asked.days)
    request = filing.file(
        person=person,
        kind=asked.kind,
        scope=Scope(programs=[program]) if asked.kind == "objection" else filing.EVERYTHING,
        words=asked.words,
        form_token=uuid.uuid4(),
        by=office.officer,
        receipt=Receipt(channel=asked.channel, at=received, file=f"2026-{asked.days:03}"),
    )
    if asked.since:
        looking.look(request=request, by=office.officer)
        SINCE[asked.since](request, office)


def _assign(request: Request, office: Office) -> None:
    assigning.assign(request=request, to=office.second, by=office.officer)


def _extend(request: Request, office: Office) -> None:
    words = "Your data lies in four stores, and one of them has to be read by hand."
    extending.extend(request=request, reason="complexity", words=words, by=office.officer)


def _ask(request: Request, office: Office) -> None:
    words = "Do you mean everything, or what was recorded in spring?"
    asking.ask(request=request, reason="other", words=words, by=office.officer)


def _answer(request: Request, office: Office) -> None:
    words = "Six people of the training team, named on the program's page. Each opening is noted, and you can see it."
    deciding.decide(request=request, outcome="granted", words=words, by=office.officer)


def _refuse(request: Request, office: Office) -> None:
    words = "The recordings of that week are evidence in a case that you know of."
    deciding.decide(request=request, outcome="refused", reason="legal-claims", words=words, by=office.second)


def _write(request: Request, office: Office) -> None:
    words = "We have looked at it and need some days to find everything."
    writing.write(request=request, words=words, by=office.officer, from_office=True)


SINCE: dict[str, Callable[[Request, Office], None]] = {
    "assigned": _assign,
    "looked-at": _write,
    "extended": _extend,
    "asked": _ask,
    "answered": _answer,
    "refused": _refuse,
}
