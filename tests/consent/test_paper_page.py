"""The officers' page for a withdrawal that came on paper: a no, checked before it counts, by somebody who may."""

import datetime as dt
import json
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from common import days
from consent.models import Consent
from people.actions import grant_scope
from people.models import Message, Person, Role
from tests.cast import BY, KEYS, MOUSE, Cast, make_person, number_of

PAPER = "/office/programs/desktop/paper/"
NOBODY = "No such person, or you may not act for them."


def paper(person: str, *signals: str, **changed: Any) -> dict[str, Any]:
    """A paper of today, on file."""
    today = days.today().isoformat()
    return {"person": person, "signals": list(signals), "received_on": today, "file": "HR-2026/114", "step": "record", **changed}


def words(client: Client, sent: dict[str, Any], status: int = 422) -> str:
    answer = client.post(PAPER, sent)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def state(person: Person, signal: str) -> str:
    return Consent.objects.get(person=person, signal=signal).state


@pytest.mark.rule("R31", "R43")
def test_a_paper_is_written_down_checked_and_recorded(cast: Cast):
    cast.give(cast.priya, MOUSE, KEYS)
    client = cast.client(cast.sam)
    assert "A withdrawal on paper" in unescape(client.get(PAPER).content.decode())
    check = words(client, paper(cast.priya.email.upper(), MOUSE, step="check"), status=200)
    assert all(part in check for part in ("Nothing is recorded yet.", "Priya Nair", "Mouse movement", "HR-2026/114"))
    assert state(cast.priya, MOUSE) == "given"
    back = words(client, paper(cast.priya.email, MOUSE, step="change"), status=200)
    assert f'value="{cast.priya.email}"' in back
    answer = client.post(PAPER, paper(cast.priya.email, MOUSE))
    assert (answer.status_code, answer["Location"]) == (302, PAPER), "nobody is in the address"
    assert (state(cast.priya, MOUSE), state(cast.priya, KEYS)) == ("withdrawn", "given")
    assert Message.objects.filter(person=cast.priya, kind="withdrawn-on-paper").count() == 1
    entry = Entry.objects.get(event="consent:choice:withdraw")
    facts = json.loads(bytes(entry.payload))["facts"]
    assert (entry.actor, entry.subject) == (str(cast.sam.pk), str(cast.priya.pk))
    assert {"channel": "paper", "file": "HR-2026/114", "signals": [MOUSE]}.items() <= facts.items()


def test_the_employee_number_names_the_person_too(cast: Cast):
    cast.give(cast.priya, MOUSE)
    cast.client(cast.sam).post(PAPER, paper(number_of(cast.priya).lower(), MOUSE))
    assert state(cast.priya, MOUSE) == "withdrawn"


@pytest.mark.rule("R31")
def test_there_is_no_way_to_write_a_yes(cast: Cast):
    client = cast.client(cast.sam)
    client.post(PAPER, paper(cast.priya.email, MOUSE, answer="yes", state="given", step="give"))
    assert not Consent.objects.filter(state__in=Consent.HOLDING).exists()


@pytest.mark.rule("R31", "R100")
def test_nobody_oneself_and_ones_own_people_get_the_same_words(cast: Cast):
    above = make_person("Ines Prado", role=Role.PRIVACY_OFFICER)
    grant_scope(person=above, permission="consent.oversee_program", to=cast.program, by=BY)
    cast.marco.manager = above
    cast.marco.save()
    cast.give(cast.priya, MOUSE)
    client = cast.client(above)
    told = {
        words(client, paper(known_as, MOUSE, step=step)).replace(known_as, "X").split("</main>")[0].split("<main")[1]
        for known_as in ("nobody@example.com", above.email, cast.marco.email, cast.priya.email, number_of(cast.priya))
        for step in ("check", "record")
    }
    tokens = {page for page in told if NOBODY in page}
    assert tokens == told
    assert state(cast.priya, MOUSE) == "given"


@pytest.mark.rule("R31")
def test_only_officers_of_the_program_reach_the_page(cast: Cast):
    other = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    assert cast.client(other).get(PAPER).status_code == 404
    for person in (cast.priya, cast.marco, cast.lena, cast.tomoko):
        assert cast.client(person).post(PAPER, paper(cast.priya.email, MOUSE)).status_code == 403


@pytest.mark.rule("R43")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"received_on": "2999-01-01"}, "Give a day from"),
        ({"received_on": "2001-01-01"}, "Give a day from"),
        ({"received_on": "last week"}, "Give a date such as"),
        ({"file": "Priya's letter"}, "Give a file number"),
        ({"file": "priya@example.com"}, "Give a file number"),
        ({"signals": []}, "Choose at least one."),
        ({"signals": ["thoughts"]}, "thoughts"),
        ({"person": ""}, "This field is required."),
    ],
)
def test_each_fault_is_named_by_its_field_and_nothing_typed_is_lost(cast: Cast, changed: dict[str, Any], said: str):
    cast.give(cast.priya, MOUSE)
    page = words(cast.client(cast.sam), paper(cast.priya.email, MOUSE) | changed)
    assert said in page
    assert "person" in changed or cast.priya.email in page
    assert state(cast.priya, MOUSE) == "given"


@pytest.mark.rule("R31")
@pytest.mark.parametrize("step", ["check", "record"])
def test_a_newer_yes_of_the_persons_own_is_said_above_the_form_before_anything_is_recorded(cast: Cast, step: str):
    cast.give(cast.priya, MOUSE)
    before = (days.today() - dt.timedelta(days=60)).isoformat()
    page = words(cast.client(cast.sam), paper(cast.priya.email, MOUSE, received_on=before, step=step))
    assert "Mouse movement: the person said yes themself after this paper came" in page
    assert cast.priya.email in page
    assert state(cast.priya, MOUSE) == "given"


def test_what_is_off_already_is_said_above_the_form(cast: Cast):
    cast.give(cast.priya, MOUSE)
    client = cast.client(cast.sam)
    client.post(PAPER, paper(cast.priya.email, MOUSE))
    page = words(client, paper(cast.priya.email, MOUSE))
    assert "off already" in page
    assert Message.objects.filter(person=cast.priya, kind="withdrawn-on-paper").count() == 1


def test_a_leaver_can_still_withdraw_on_paper(cast: Cast):
    cast.give(cast.priya, MOUSE)
    cast.priya.left_at = timezone.now()
    cast.priya.save()
    cast.client(cast.sam).post(PAPER, paper(cast.priya.email, MOUSE))
    assert state(cast.priya, MOUSE) == "withdrawn"
