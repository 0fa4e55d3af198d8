"""What managers, owners, officers and the works council can fetch: frozen figures, the same for all, and no one's choice."""

import csv
import io
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.actions import choices, figures, program_pauses
from consent.means import Means
from consent.models import FrozenFigure, Program
from consent.pages.figures import COLUMNS
from people.actions import grant_scope
from people.models import Person, Role
from reports.engine import REPORTS
from tests.cast import BY, CLICK, MOUSE, make_person
from tests.consent.company import choose, day, make_people, make_program, rechoose
from tests.permissions.matrix import addresses, rows
from tests.permissions.test_matrix import address_of
from tests.permissions.world import make_people as make_everybody
from tests.permissions.world import make_things

pytestmark = [pytest.mark.django_db]
PROGRAM, PAUSED = "/office/programs/desktop/", "/office/programs/desktop/pause/"
PAGE, FILE = "/office/programs/desktop/figures/", "/office/programs/desktop/figures.csv"
TOKENS = re.compile(rb'name="(csrfmiddlewaretoken|token|form_token)" value="[^"]+"|nonce="[^"]+"')


def client(person: Person) -> Client:
    """A browser in which the person is signed in."""
    made = Client()
    made.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


REFERENCES = re.compile(rb"<code>[0-9A-F]{8}</code>|\b[0-9A-F]{8}\b")
"""The random reference of an error page."""


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """Pages say as of when they are: no minute passes between two looks, whatever the day on which this runs."""
    with time_machine.travel(day(4), tick=False):
        yield


def body(browser: Client, address: str) -> tuple[int, bytes, int]:
    """Status, bytes and number of queries of one address."""
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, REFERENCES.sub(b"", TOKENS.sub(b"", content)), len(queries)


@pytest.fixture
def frozen() -> tuple[Program, dict[str, list[Person]]]:
    """Three months of a program at two sites and a small one."""
    people, program = make_people({"Berlin": 14, "Dublin": 31, "=HYPERLINK": 4}), make_program()
    choose(program, people["Berlin"][:6] + people["Dublin"][:17], at=day(1))
    choose(program, people["Dublin"][:9], CLICK, at=day(1))
    rechoose(program, people["Dublin"][:8], at=day(2), state="withdrawn")
    figures.freeze_due()
    return program, people


def readers(program: Program) -> dict[str, Person]:
    """Everybody who may open the figures."""
    officer, council = make_person("Sam Okafor", role=Role.PRIVACY_OFFICER), make_person("Cora Council", role=Role.WORKS_COUNCIL)
    grant_scope(person=officer, permission="consent.oversee_program", to=program, by=BY)
    return {"owner": program.owner, "officer": officer, "council": council}


@pytest.mark.rule("R101", "R106")
def test_owner_officer_and_council_see_the_same_figures_and_the_file_holds_the_same(frozen) -> None:
    program, _ = frozen
    found = {name: client(person) for name, person in readers(program).items()}
    files = {body(browser, FILE)[1] for browser in found.values()}
    assert len(files) == 1
    lines = list(csv.reader(io.StringIO(files.pop().decode())))
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) - 1 == FrozenFigure.objects.count()
    assert ["2026-01-01", MOUSE, "Everybody", "20", "50", "40"] in lines
    # A site's name can't run in a spreadsheet.
    assert ["2026-01-01", MOUSE, "'=HYPERLINK", "", "", ""] in lines
    for browser in found.values():
        page = body(browser, PAGE)[1].decode()
        assert "Not enough people" in page
        assert 'role="img"' in page


@pytest.mark.rule("R101")
def test_exact_counts_are_in_no_page_and_no_file(frozen) -> None:
    program, _ = frozen
    FrozenFigure.objects.update(exact=987_653, exact_total=987_654)
    for person in readers(program).values():
        for address in (PAGE, FILE, "/office/programs/", "/office/programs/desktop/", "/council/", "/council/programs/desktop/"):
            # Not inside a longer word: an identifier in an address may have these digits by chance.
            assert not re.search(rb"(?<![\w-])987,?65[34]\b", body(client(person), address)[1])


@pytest.mark.rule("R100", "R102")
def test_no_choice_after_the_end_of_the_month_changes_a_byte_or_a_query(frozen) -> None:
    program, people = frozen
    browsers = [client(person) for person in readers(program).values()]
    everywhere = (PAGE, FILE, "/office/programs/", "/office/programs/desktop/", "/council/", "/council/programs/desktop/", "/me/")
    before = [[body(browser, address) for address in everywhere] for browser in browsers]
    one = people["Dublin"][0]
    choices.give(person=one, program=program, signals=[MOUSE], notice_version=1, by=one)
    choices.withdraw(person=one, program=program, signals=[CLICK], by=one)
    assert [[body(browser, address) for address in everywhere] for browser in browsers] == before


@pytest.mark.rule("R100", "R102")
@pytest.mark.parametrize("at", range(0, 45, 4))
def test_one_more_mind_before_the_freeze_changes_nothing_that_was_and_will_be_shown(at: int) -> None:
    """From the second month on: all stand as they did, but for one person, whoever it is."""
    people, program = make_people({"Berlin": 14, "Dublin": 31}), make_program((MOUSE,))
    everybody = people["Berlin"] + people["Dublin"]
    said_yes = people["Berlin"][:6] + people["Dublin"][:17]
    choose(program, said_yes, at=day(1))
    one = everybody[at]
    if one in said_yes:
        rechoose(program, [one], at=day(2), state="withdrawn")
    else:
        choose(program, [one], at=day(2))
    with time_machine.travel(day(3), tick=False):
        figures.freeze_due()
    kept = FrozenFigure.objects.order_by("group").values_list("group", "shown", "total")
    assert list(kept.filter(period="2026-01-01")) == list(kept.filter(period="2026-02-01"))


@pytest.mark.rule("R101", "R102")
def test_a_pause_tells_nobody_how_many_take_part(frozen) -> None:
    program, people = frozen
    officer, one = readers(program)["officer"], people["Dublin"][30]

    def look() -> tuple[int, list[tuple[int, bytes, int]]]:
        mark = transaction.savepoint()
        told = program_pauses.pause(program=program, by=officer).told
        doors = [(reader, address) for reader in (officer, program.owner) for address in (PAUSED, PROGRAM)]
        found = [body(client(reader), address) for reader, address in (*doors, (officer, f"{PAUSED}reason/"))]
        transaction.savepoint_rollback(mark)
        return told, found

    told, before = look()
    choices.give(person=one, program=program, signals=[MOUSE], notice_version=1, by=one)
    assert look() == (told + 1, before)


NEVER_THE_SAME = {"readyz", "give", "receipts-archive"}
"""Pages of the reader's own that carry a random reference or the time."""


@pytest.mark.rule("R98", "R100", "R106")
@pytest.mark.parametrize("reader", ["manager", "owner", "council", "legal", "administrator", "steward", "officer above"])
def test_everything_that_others_can_fetch_is_the_same_whatever_the_employee_chooses(reader: str) -> None:
    """Every address of the portal, page by page: status, bytes and number of queries, after a yes, a no and a withdrawal."""
    people = make_everybody()
    things = make_things(people) | {"hold": uuid.uuid4(), "access": uuid.uuid4()}
    people["owner"].refresh_from_db()
    employee, program = people["employee"], Program.objects.get(slug=things["program"])
    doors = [
        (row.name, address_of(row.name, things)) for row in rows() if row.method == "GET" and not row.name.startswith("account")
    ]
    browser = client(people[reader])

    def look() -> dict[str, tuple[int, bytes, int]]:
        return {name: body(browser, address) for name, address in doors if name not in NEVER_THE_SAME}

    look()
    before = look()
    for change in (choices.withdraw, choices.turn_off):
        mark = transaction.savepoint()
        means = {} if change is choices.withdraw else {"means": Means(control="no")}
        change(person=employee, program=program, signals=[CLICK], by=employee, **means)
        after = look()
        transaction.savepoint_rollback(mark)
        assert {name for name in before if after[name] != before[name]} == set(), change


@pytest.mark.rule("R98")
def test_no_report_no_file_and_no_address_carries_a_person_s_choice() -> None:
    words = re.compile(r"consent|choice|given|refus|withdrawn|object(ed|ion)|person|employee|subject", re.IGNORECASE)
    columns = {column for report in REPORTS.values() for column in report.columns} | set(COLUMNS)
    assert {column for column in columns if words.search(column)} == set()
    own = ("/me/", "/accounts/", "/demo/")
    others = [address for _, address in addresses() if not address.startswith(own)]
    assert [address for address in others if re.search(r"person|people|employee|consent|choice", address)] == []


def test_before_the_first_month_is_over_the_page_says_so() -> None:
    program = make_program()
    assert b"The first come when a whole month is over." in body(client(program.owner), PAGE)[1]
    assert body(client(program.owner), FILE)[0] == 200
