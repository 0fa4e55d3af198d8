"""For the tests of concerns: raising one in a line, the data protection officer, and a program with many people."""

import uuid

from people.actions import grant_scope
from people.models import Person, Role
from rights.actions import concerns
from rights.models import Concern
from tests.cast import BY, make_person


def protection_officer(name="Mira Kovac") -> Person:
    return make_person(name, role=Role.PROTECTION_OFFICER)


def officer_of(program, name="Ana Lopes", manager=None) -> Person:
    officer = make_person(name, role=Role.PRIVACY_OFFICER, manager=manager)
    grant_scope(person=officer, permission="consent.oversee_program", to=program, by=BY)
    return officer


def put(person, program, words="They record my screen at lunch.", *, named=False, token=None) -> uuid.UUID:
    """Raise a concern; its ref. An anonymous one waits in the box."""
    token = token or uuid.uuid4()
    concerns.raise_concern(program=program, words=words, named=named, form_token=token, by=person)
    return token


def handed_on(person, program, words="They record my screen at lunch.", *, named=False) -> Concern:
    """Raise a concern and hand it on."""
    ref = put(person, program, words, named=named)
    concerns.hand_on_letters()
    return Concern.objects.get(pk=ref)
