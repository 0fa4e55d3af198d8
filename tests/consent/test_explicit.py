"""Consent to what the law protects specially: a second statement of its own, never a bundled tick (R32)."""

import datetime as dt

import pytest

from consent.actions import choices
from consent.models import Consent, Receipt
from tests import programs
from tests.cast import CLICK, MOUSE, SCREEN, Cast
from tests.consent.test_pages import html

pytestmark = [pytest.mark.flows, pytest.mark.rule("R32")]
PROGRAM = "/me/programs/desktop/"
ANSWER = {"signal": SCREEN, "notice": 2, "language": "en", "version": 2}


@pytest.fixture
def special(cast: Cast) -> Cast:
    """The program's screen content rests on explicit consent from version 2 on."""
    purposes = programs.body_of(cast.program)["purposes"]
    rows = [row | {"special_category": "a"} if row["key"] == f"train-{SCREEN}" else row for row in purposes]
    assert rows != purposes
    programs.launch(programs.change(cast.program, "purposes", rows), material=True)
    cast.program.refresh_from_db()
    return cast


def test_the_first_yes_records_nothing_and_leads_to_a_second_statement(special: Cast) -> None:
    client = special.client(special.priya)
    answer = client.post(f"{PROGRAM}give/", ANSWER)
    assert (answer.status_code, answer["Location"]) == (302, f"{PROGRAM}give/?signal={SCREEN}&lang=en&step=statement")
    assert not Consent.objects.exists()
    page = client.get(answer["Location"]).content.decode()
    assert "health, beliefs or union membership" in page
    assert "Nothing is recorded yet." in page
    assert page.count('name="explicit"') == 1
    assert 'type="checkbox"' not in page, "nothing to tick, so nothing can be ticked before"
    assert client.post(f"{PROGRAM}give/", ANSWER | {"explicit": "on"}).status_code == 302
    row = Consent.objects.get()
    assert (row.state, row.control) == ("given", "explicit")
    status = Receipt.objects.get().statement["dpv:hasRecordOfActivity"]["dpv:hasProcess"][0]["dpv:hasConsentStatus"][0]
    assert status["dpv:hasIndicationMethod"] == "explicit (portal)"
    assert "second statement" in html(special, "/me/history/")


@pytest.mark.rule("D05", "R29")
def test_a_no_needs_no_second_statement_at_either_step(special: Cast) -> None:
    client = special.client(special.priya)
    page = client.get(f"{PROGRAM}give/", {"signal": SCREEN, "step": "statement"}).content.decode()
    no = page.split("data-choice")[1].split("</form>")[1]
    assert "No, do not collect my screen content" in no
    assert "explicit" not in no
    assert client.post(f"{PROGRAM}refuse/", ANSWER).status_code == 302
    assert Consent.objects.get().state == "refused"


def test_other_signals_are_asked_once(special: Cast) -> None:
    client = special.client(special.priya)
    page = client.get(f"{PROGRAM}give/", {"signal": MOUSE, "step": "statement"}).content.decode()
    assert "explicit" not in page
    assert client.post(f"{PROGRAM}give/", ANSWER | {"signal": MOUSE}).status_code == 302
    assert Consent.objects.get().state == "given"


def test_in_a_row_the_statement_comes_in_the_row(special: Cast) -> None:
    client = special.client(special.priya)
    answer = client.post(f"{PROGRAM}give/", ANSWER, headers={"HX-Request": "true"}, follow=True)
    assert b"<html" not in answer.content
    assert b'name="explicit"' in answer.content


def test_no_interface_of_the_room_records_a_bundled_yes(special: Cast) -> None:
    shown = {"person": special.priya, "program": special.program, "notice_version": 2, "by": special.priya}
    with pytest.raises(choices.StatementMissing, match="second statement"):
        choices.give(**shown, signals=[MOUSE, CLICK, SCREEN])
    assert not Consent.objects.exists()
    choices.give(**shown, signals=[SCREEN], explicit=True)
    assert Consent.objects.get().state == "given"


def test_saying_yes_again_needs_it_too(special: Cast, time_machine) -> None:
    client = special.client(special.priya)
    client.post(f"{PROGRAM}give/", ANSWER | {"explicit": "on"})
    time_machine.move_to(Consent.objects.get().valid_until - dt.timedelta(days=3))
    client = special.client(special.priya)
    answer = client.post(f"{PROGRAM}renew/", ANSWER)
    assert "step=statement" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert f'action="{PROGRAM}renew/"' in page
    assert client.post(f"{PROGRAM}renew/", ANSWER | {"explicit": "on"}).status_code == 302
    assert Consent.objects.get().state == "renewed"


@pytest.mark.rule("R34", "D06")
def test_it_is_taken_back_in_one_click(special: Cast) -> None:
    client = special.client(special.priya)
    client.post(f"{PROGRAM}give/", ANSWER | {"explicit": "on"})
    assert client.post(f"{PROGRAM}withdraw/", {"signal": SCREEN}).status_code == 302
    assert Consent.objects.get().state == "withdrawn"
