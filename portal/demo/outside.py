"""Who is heard in the trial without a sign-in or without a name: somebody who left, and colleagues with a concern."""

import datetime as dt
import uuid
from typing import NamedTuple

from django.utils import timezone

from consent.models import Program
from people.models import Identifier, IdentifierKind, Person, Site
from portal.demo.cast import CAST, person_of
from portal.demo.company import TEAM_SIZE, employees
from rights.actions import concerns
from rights.models import Concern


class Raised(NamedTuple):
    """One concern: its words, the answer that it got, and whether it is under a name."""

    words: str
    answer: str = ""
    named: bool = False


LEAVER = "robin.hale@example.org"
"""The private address of somebody who left: the trial's page for people outside names it."""
FIRST = max(len(CAST), TEAM_SIZE)
RAISED = (
    Raised("The notice says 90 days, the page of the program says 30. Which is it?", named=True),
    Raised("My screen was recorded while I was at lunch. The pause had ended by itself."),
    Raised(
        "Can my team lead see who said no?",
        "No. No role in your line sees a choice, and the figures are rounded so that nobody can be told from them.",
    ),
)


def make(people: int, program: Program) -> int:
    """Add the person who left, raise the concerns of colleagues outside of the cast's team, and answer one; return how many."""
    _leaver()
    refs = [employee.ref for employee in employees(people) if employee.number >= FIRST][-len(RAISED) :]
    for ref, raised in zip(refs, RAISED, strict=False):
        _raise(Person.objects.get(pk=ref), raised, program)
    return Concern.objects.count()


def _raise(person: Person, raised: Raised, program: Program) -> None:
    token, officer = uuid.uuid4(), person_of("dpo")
    concerns.raise_concern(program=program, words=raised.words, named=raised.named, form_token=token, by=person)
    concerns.hand_on_letters()
    if raised.answer and officer is not None:
        concerns.answer(concern=Concern.objects.get(pk=token), words=raised.answer, shown=True, by=officer)


def _leaver() -> None:
    gone = Person.objects.create_user(
        "robin.hale@example.com",
        "Robin Hale",
        site=Site.objects.order_by("name").first(),
        is_active=False,
        left_at=timezone.now() - dt.timedelta(days=60),
    )
    Identifier.objects.create(person=gone, kind=IdentifierKind.EMPLOYEE_NUMBER, value="E900001")
    Identifier.objects.create(person=gone, kind=IdentifierKind.EMAIL, value=LEAVER)
