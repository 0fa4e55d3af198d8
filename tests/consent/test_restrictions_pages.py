"""What a restriction looks like: said in words to the person, no control hidden; and nobody else can see any of it."""

import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction

from consent.actions import person_pauses, restricting
from consent.models import Program
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast
from tests.consent.company import day
from tests.consent.test_figures_pages import NEVER_THE_SAME, body, client
from tests.permissions.matrix import rows
from tests.permissions.test_matrix import address_of
from tests.permissions.world import make_people, make_things

pytestmark = pytest.mark.rule("R63", "R64")
REQUEST = uuid.UUID(int=0xABCD1234 << 96)
STOPPED = "Recording is stopped by your request R-ABCD1234 to restrict it."
PROGRAM = "/me/programs/desktop/"
PAGES = ("/me/", PROGRAM)
CONTROLS = re.compile(r"<(?:button|input|select|a|summary|form)\b[^>]*>")
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


def restrict(cast: Cast, *signals: str, kind: str = "restriction", everywhere: bool = False, origin: uuid.UUID = REQUEST) -> None:
    facts = {"signals": signals, "kind": kind, "origin": origin, "by": cast.priya}
    restricting.restrict(person=cast.priya, program=None if everywhere else cast.program, **facts)


def html(cast: Cast, address: str, person=None) -> str:
    answer = cast.client(person or cast.priya).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def controls(page: str) -> list[str]:
    return CONTROLS.findall(TOKEN.sub("", page))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("everywhere", [False, True], ids=["one program", "every program"])
def test_the_pages_say_which_request_stops_recording_until_it_ends(cast: Cast, address: str, *, everywhere: bool) -> None:
    cast.give(cast.priya, MOUSE)
    before = html(cast, address)
    assert "is stopped" not in before
    restrict(cast, everywhere=everywhere)
    page = html(cast, address)
    assert page.count(STOPPED) == 2, "above the rows, and in the row that is on"
    assert page.count("Recording is off.") == before.count("Recording is off.") == 3
    assert "Recording is on." not in page
    assert "Recording nothing" in page
    restricting.end(origin=REQUEST, cause="lifted", by=BY)
    after = html(cast, address)
    assert "is stopped" not in after
    assert ("Recording is on." in after, "Recording 1 of 4" in after) == (True, True)


@pytest.mark.rule("R34")
@pytest.mark.parametrize("address", [*PAGES, f"{PROGRAM}give/?signal={KEYS}"])
def test_no_control_is_hidden_and_none_is_added(cast: Cast, address: str) -> None:
    cast.give(cast.priya, MOUSE)
    before = controls(html(cast, address))
    restrict(cast)
    assert controls(html(cast, address)) == before


def test_a_restriction_of_some_signals_names_them(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    restrict(cast, MOUSE, KEYS)
    page = html(cast, PROGRAM)
    assert "Recording of keystrokes and mouse movement is stopped by your request R-ABCD1234 to restrict it." in page
    assert page.count(STOPPED) == 1
    assert page.count("Recording is on.") == 1
    assert "Recording 1 of 4" in page


def test_while_erasing_the_words_say_so(cast: Cast) -> None:
    restrict(cast, kind="erasure")
    assert "while your request R-ABCD1234 is looked at and carried out." in html(cast, PROGRAM)


def test_each_request_has_its_line_the_oldest_first(cast: Cast) -> None:
    restrict(cast)
    restrict(cast, everywhere=True, kind="objection", origin=uuid.UUID(int=0xEF << 120))
    assert re.findall(r"your request (R-\w+)", html(cast, PROGRAM)) == ["R-ABCD1234", "R-EF000000"]


def test_another_program_says_nothing_of_it(cast: Cast) -> None:
    other = programs.add_program(slug="other", name="Other", signals={MOUSE: "m"}, by=BY)
    programs.publish_notice(program=other, summary=["We record."])
    restrict(cast)
    assert "is stopped" not in html(cast, "/me/programs/other/")
    assert html(cast, "/me/").count("is stopped") == 1


def test_a_yes_said_meanwhile_is_on_by_choice_and_says_that_nothing_is_recorded(cast: Cast) -> None:
    restrict(cast, MOUSE)
    browser = cast.client(cast.priya)
    answer = browser.get(f"{PROGRAM}give/", {"signal": MOUSE}).content.decode()
    assert STOPPED in answer
    assert "it counts once that is over" in answer
    assert "is stopped" not in browser.get(f"{PROGRAM}give/", {"signal": KEYS}).content.decode()
    htmx = {"HX-Request": "true"}
    row = browser.post(f"{PROGRAM}give/", {"signal": MOUSE, "notice": 1, "version": 1}, headers=htmx).content.decode()
    assert STOPPED in row
    assert 'aria-checked="true"' in row
    assert "Recording nothing" in row
    row = browser.post(f"{PROGRAM}withdraw/", {"signal": MOUSE}, headers=htmx).content.decode()
    assert "Recording is off." in row
    assert STOPPED not in row


@pytest.mark.rule("R108")
@pytest.mark.parametrize("address", PAGES)
def test_a_pause_of_their_own_is_said_first_and_counts_as_recording_nothing(cast: Cast, address: str) -> None:
    cast.give(cast.priya, MOUSE)
    person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
    assert "Recording nothing" in html(cast, address)
    restrict(cast)
    page = html(cast, address)
    assert "You paused all recording: nothing is recorded." in page
    assert page.count(STOPPED) == 1


def test_colleagues_see_nothing_of_it(cast: Cast) -> None:
    cast.give(cast.marco, MOUSE)
    restrict(cast)
    for address in PAGES:
        page = html(cast, address, person=cast.marco)
        assert "is stopped" not in page
        assert "Recording is on." in page


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(day(4), tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.rule("R98", "R100", "R106")
@pytest.mark.parametrize("reader", ["manager", "owner", "council", "legal", "administrator", "steward", "officer", "officer above"])
def test_everything_that_others_can_fetch_is_the_same_whatever_is_restricted(reader: str) -> None:
    """Every address of the portal: status, bytes and number of queries, while restricted and after it ended."""
    people = make_people()
    things = make_things(people) | {"hold": uuid.uuid4(), "access": uuid.uuid4()}
    employee, program = people["employee"], Program.objects.get(slug=things["program"])
    doors = {row.name: address_of(row.name, things) for row in rows() if row.method == "GET" and not row.name.startswith("account")}
    browser = client(people[reader])

    def look() -> dict[str, tuple[int, bytes, int]]:
        return {name: body(browser, address) for name, address in doors.items() if name not in NEVER_THE_SAME}

    look()
    before = look()
    facts = {"person": employee, "signals": [], "kind": "restriction", "by": employee}
    restricting.restrict(program=program, origin=REQUEST, **facts)
    restricting.restrict(program=None, origin=REQUEST, **facts)
    restricted = look()
    with transaction.atomic():
        restricting.end(origin=REQUEST, cause="lifted", by=BY)
    assert {name for name in before if restricted[name] != before[name]} == set()
    ended = look()
    assert {name for name in before if ended[name] != before[name]} == set()
