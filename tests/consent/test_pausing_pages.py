"""The officers' way through a pause: one click, the reason afterwards, and a second officer with a recent sign-in."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consent.actions import program_pauses
from consent.models import Program, ProgramPause
from people.actions import grant_scope
from people.models import Person, Role
from tests import programs
from tests.cast import BY, MOUSE, Cast, make_person

pytestmark = pytest.mark.rule("R41")
PAUSE = "/office/programs/desktop/pause/"
RESUME = "/office/programs/desktop/resume/"
REPAIR = {"cause": "A wrong group.", "fix": "The group is right."}


@pytest.fixture
def ana(cast: Cast) -> Person:
    person = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    grant_scope(person=person, permission="consent.oversee_program", to=cast.program, by=BY)
    return person


@pytest.fixture
def asked(cast: Cast, ana: Person) -> ProgramPause:
    pause = program_pauses.pause(program=cast.program, by=cast.sam)
    program_pauses.explain(pause=pause, reason="fault", words="The recorder did not stop.", by=cast.sam)
    return program_pauses.ask_resume(pause=pause, by=cast.sam, **REPAIR)


def html(client: Client, address: str = PAUSE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def state(cast: Cast) -> str:
    return Program.objects.get(pk=cast.program.pk).state


def test_from_one_click_to_the_end(cast: Cast, ana: Person) -> None:
    cast.give(cast.priya, MOUSE)
    sam, second = cast.client(cast.sam), cast.client(ana)
    assert "Pause this program" in html(sam)
    answer = sam.post(PAUSE)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAUSE}reason/")
    page = html(sam, answer["Location"])
    assert "everybody who takes part has a message" in page
    assert "Say why" in html(second)
    sam.post(f"{PAUSE}reason/", {"reason": "exposure", "words": "A folder was open."})
    sam.post(f"{PAUSE}request/", REPAIR)
    page = html(sam)
    assert "A folder was open." in page
    assert "Resume this program" not in page, "who asked can't resume"
    page = html(second)
    assert all(words in page for words in (*REPAIR.values(), "Sam Okafor", "Resume this program"))
    seen = ProgramPause.objects.get().repair_text_id
    assert second.post(RESUME, {"seen": seen}).status_code == 302
    assert state(cast) == Program.State.RUNNING
    page = html(sam)
    assert "1 earlier pause" in page
    assert "Ana Lopes" in page


def test_a_second_click_says_what_happened(cast: Cast) -> None:
    client = cast.client(cast.sam)
    client.post(PAUSE)
    answer = client.post(PAUSE)
    assert answer.status_code == 409
    assert "paused already" in answer.content.decode()


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    client = cast.client(cast.sam)
    client.post(PAUSE)
    answer = client.post(f"{PAUSE}reason/", {"reason": "", "words": "A folder was open."})
    assert answer.status_code == 422
    assert "A folder was open." in answer.content.decode()
    pause = ProgramPause.objects.get()
    program_pauses.explain(pause=pause, reason="fault", words="Something else.", by=cast.sam)
    answer = client.post(f"{PAUSE}reason/", {"reason": "exposure", "words": "A folder was open."})
    page = answer.content.decode()
    assert (answer.status_code, "given already" in page, "A folder was open." in page) == (422, True, True)


def test_a_form_opened_before_the_pause_ended_says_so(cast: Cast, ana: Person, asked: ProgramPause) -> None:
    program_pauses.resume(pause=asked, by=ana)
    answer = cast.client(cast.sam).post(f"{PAUSE}request/", REPAIR)
    assert answer.status_code == 409
    assert "not paused now" in answer.content.decode()


def test_without_the_words_that_were_read_nothing_resumes(cast: Cast, ana: Person, asked: ProgramPause) -> None:
    assert cast.client(ana).post(RESUME).status_code == 422
    assert cast.client(ana).post(RESUME, {"seen": "0" * 64}).status_code == 409
    assert state(cast) == Program.State.PAUSED


@pytest.mark.rule("R84")
def test_an_old_sign_in_has_to_be_renewed_before_resuming(cast: Cast, ana: Person, asked: ProgramPause) -> None:
    client = cast.client(ana)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=True):
        answer = client.post(RESUME, {"seen": asked.repair_text_id})
        assert answer.status_code == 302
        assert answer["Location"] == "/accounts/logout/?next=/office/programs/desktop/pause/"
        assert state(cast) == Program.State.PAUSED
        assert "sign-in of the last 15 minutes" in html(client, "/accounts/logout/")
        again = cast.client(ana)
        assert again.post(RESUME, {"seen": asked.repair_text_id})["Location"] == PAUSE
    assert state(cast) == Program.State.RUNNING


@pytest.mark.rule("R84")
def test_the_password_given_again_counts_as_a_recent_sign_in(cast: Cast, ana: Person, asked: ProgramPause) -> None:
    ana.set_password("a long password")
    ana.save()
    client = Client()
    client.post("/accounts/login/", {"login": ana.email, "password": "a long password"})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=True):
        answer = client.post(RESUME, {"seen": asked.repair_text_id})
        assert answer["Location"] == "/accounts/reauthenticate/?next=/office/programs/desktop/pause/"
        assert client.get(answer["Location"]).status_code == 200
        wrong = client.post(answer["Location"], {"password": "another password"})
        assert wrong.status_code == 200
        assert client.post(RESUME, {"seen": asked.repair_text_id})["Location"] != PAUSE
        assert client.post(answer["Location"], {"password": "a long password"})["Location"] == PAUSE
        assert client.post(RESUME, {"seen": asked.repair_text_id})["Location"] == PAUSE
    assert state(cast) == Program.State.RUNNING


def test_the_officers_first_page_says_what_waits(cast: Cast, ana: Person) -> None:
    pause = program_pauses.pause(program=cast.program, by=cast.sam)
    assert "Say why “Desktop assistant training” was paused" in html(cast.client(ana), "/office/")
    program_pauses.explain(pause=pause, reason="fault", words="It did not stop.", by=cast.sam)
    program_pauses.ask_resume(pause=pause, by=cast.sam, **REPAIR)
    assert "needs a second officer" in html(cast.client(ana), "/office/")
    assert "needs a second officer" not in html(cast.client(cast.sam), "/office/")
    program_pauses.resume(pause=pause, by=ana)
    assert "needs a second officer" not in html(cast.client(ana), "/office/")


def test_the_panel_of_a_program_that_is_paused_without_a_record_does_not_break(cast: Cast) -> None:
    programs.pause_program(cast.program)
    assert "Nothing is recorded by this program now." in html(cast.client(cast.sam))
