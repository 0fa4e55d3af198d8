"""Officers are told of days that pass while a program runs: its assessment's review, and the works council's agreement."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.actions import launch
from consent.pages import register as pages
from consent.queries import coming_due
from people.actions import grant_scope
from people.models import Person
from tests import programs
from tests.cast import BY, MOUSE, Cast
from tests.consent.reviewing import COUNCIL, Office, make_office

REVIEW = dt.date(2027, 11, 1)
AGREED = COUNCIL["expires_on"]
LINK = "/office/programs/typing/"


@pytest.fixture
def office(cast: Cast) -> Office:
    made = make_office(cast)
    made.launched()
    return made


def said(person: Person) -> list[tuple[str, str]]:
    """What the office says to a person of this program, and how urgently."""
    return [(item["text"], item["tone"]) for item in pages.attention(person) if item["url"] == LINK]


@pytest.mark.rule("R05")
def test_the_review_of_an_assessment_is_announced_thirty_days_before_and_stays(office: Office, time_machine) -> None:
    time_machine.move_to(dt.datetime(2027, 10, 1, 12, tzinfo=dt.UTC))
    assert said(office.sam) == []
    time_machine.move_to(dt.datetime(2027, 10, 2, 12, tzinfo=dt.UTC))
    soon = ("The assessment of “Typing” is to be reviewed by Mon 1 Nov 2027", "warn")
    assert said(office.sam) == [soon]
    time_machine.move_to(dt.datetime(2027, 11, 1, 12, tzinfo=dt.UTC))
    assert said(office.sam) == [soon]
    time_machine.move_to(dt.datetime(2027, 11, 2, 12, tzinfo=dt.UTC))
    late = "“Typing” runs on an assessment whose review was due on Mon 1 Nov 2027"
    assert said(office.sam) == [(late, "bad")]
    page = office.cast.client(office.sam).get("/office/").content.decode()
    assert late in page
    assert f'href="{LINK}"' in page


@pytest.mark.rule("R104")
def test_the_end_of_an_agreement_is_announced_and_stays(office: Office, time_machine) -> None:
    time_machine.move_to(dt.datetime(2098, 12, 20, 12, tzinfo=dt.UTC))
    assert said(office.ana)[1:] == [("The agreement on “Typing” ends on Thu 1 Jan 2099 (Works council Dublin)", "warn")]
    time_machine.move_to(dt.datetime(2099, 1, 2, 12, tzinfo=dt.UTC))
    ended = "“Typing” runs on an agreement that ended on Thu 1 Jan 2099 (Works council Dublin)"
    assert said(office.ana)[1:] == [(ended, "bad")]


def test_only_officers_who_oversee_a_running_program_are_told(office: Office, time_machine) -> None:
    time_machine.move_to(dt.datetime(2099, 2, 1, 12, tzinfo=dt.UTC))
    assert len(said(office.sam)) == 2
    for other in (office.olga, office.carl, office.cast.marco, office.cast.lena):
        assert said(other) == []
    launch.end(program=office.program, by=office.sam)
    assert said(office.sam) == []


def test_more_running_programs_ask_the_database_no_more_often(office: Office, time_machine) -> None:
    time_machine.move_to(dt.datetime(2099, 2, 1, 12, tzinfo=dt.UTC))

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            found = coming_due.due_for(office.sam)
        return len(captured), len({due.program.slug for due in found})

    before = queries()
    for number in range(3):
        more = programs.add_program(slug=f"more-{number}", name=f"More {number}", signals={MOUSE: "m"})
        programs.publish_notice(program=more, summary=["We record it."])
        programs.start_program(program=more)
        grant_scope(person=office.sam, permission="consent.oversee_program", to=more, by=BY)
    assert queries() == (before[0], before[1] + 3)
