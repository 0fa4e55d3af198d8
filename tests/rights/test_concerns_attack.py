"""Whoever raised an anonymous concern: nothing that others can fetch, and no row but the sealed one, tells who it was."""

import json
import re
import uuid
from collections import Counter

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from people.models import Message, Person
from rights.actions import concerns
from rights.models import Concern
from tests.consent.company import day
from tests.consent.test_figures_pages import NEVER_THE_SAME, body, client
from tests.permissions.matrix import rows
from tests.permissions.test_matrix import address_of
from tests.permissions.world import make_people, make_things
from tests.rights.concern_box import officer_of, protection_officer, put

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R100", "R111")]
REF = uuid.UUID("3f1c2b9e-3a54-4d0e-9c1f-0d8a7b6c5e4f")
WORDS = "The screen is recorded at lunch."
UUIDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
SEALED = {("rights_concernwords", "author_tag"), ("rights_concernletter", "author_tag")}
"""The only columns in which the author may make a difference that can be seen; the bytes beside them are random each time."""


@pytest.fixture
def world():
    with time_machine.travel(day(4), tick=False):
        people = make_people()
        things = make_things(people)
        yield {name: Person.objects.get(pk=person.pk) for name, person in people.items()}, things


def program_of(things):
    return Concern.objects.get(pk=things["concern"]).program


def raise_in_the_browser(person, program) -> None:
    """By the form, as a person does it."""
    fields = {"token": REF, "program": program.slug, "name": "anonymous", "words": WORDS}
    answer = client(person).post("/me/concerns/new/", fields)
    assert (answer.status_code, answer["Location"]) == (302, "/me/concerns/")


def snapshot(known: set[str]) -> Counter:
    """Every row of every table as text, but for sessions and sign-ins; without new refs, numbers of rows and random bytes."""
    found: Counter = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in {"django_session", "audit_leaf", "audit_checkpoint", "audit_tile"}:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database
            names = [column[0] for column in cursor.description]
            for row in cursor:
                cells = [readable(table, name, value, known) for name, value in zip(names, row, strict=True)]
                found[table, *cells] += 1
    return found


def readable(table: str, name: str, value: object, known: set[str]) -> str:
    if name in {"id", "history_id", "last_login"} or (table, name) in SEALED:
        return ""
    if isinstance(value, bytes | memoryview):
        try:
            value = json.dumps(without_numbers(json.loads(bytes(value))))
        except ValueError:
            return f"{len(bytes(value))} bytes"
    return UUIDS.sub(lambda found: found[0] if found[0].replace("-", "") in known else "new", str(value))


def without_numbers(entry: object) -> object:
    """A ledger entry without the numbers of history rows: they count on, also over what was taken back."""
    for group in entry.get("rows", []) if isinstance(entry, dict) else []:
        for name in ("history_id", "history_previous"):
            at = group["columns"].index(name)
            for row in group["rows"]:
                row[at] = None
    return entry


def known_refs() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref FROM people_person")
        return {str(ref).replace("-", "") for (ref,) in cursor} | {REF.hex}


def story(author, program) -> tuple[Counter, Counter]:
    """Raise it and hand it on; what was added to or changed in the database by either, taken back again."""
    known, mark = known_refs(), transaction.savepoint()
    before = snapshot(known)
    raise_in_the_browser(author, program)
    raised = snapshot(known)
    concerns.hand_on_letters()
    done = snapshot(known)
    transaction.savepoint_rollback(mark)
    return raised - before, done - before


def test_no_row_of_any_table_differs_by_who_raised_it(world) -> None:
    people, things = world
    authors = ("employee", "colleague", "manager", "officer", "officer above", "dpo")
    stories = [story(people[name], program_of(things)) for name in authors]
    raised, done = stories[0]
    # Raising leaves nothing but the letter; handing on leaves the concern, its history, its entry and the messages.
    assert {row[0] for row in raised} == {"rights_concernletter"}
    assert {row[0] for row in done} >= {"rights_concern", "rights_historicalconcern", "audit_entry", "rights_concernwords"}
    for other in stories[1:]:
        assert [set(mine) ^ set(first) for mine, first in zip(other, stories[0], strict=True)] == [set(), set()]
        assert other == stories[0]


def test_the_search_for_differences_would_find_one(world) -> None:
    people, things = world
    known, program = known_refs(), program_of(things)
    found = []
    for name in ("employee", "colleague"):
        mark = transaction.savepoint()
        before = snapshot(known)
        raise_in_the_browser(people[name], program)
        Message.objects.create(person=people[name], kind="note", sent_at=timezone.now())
        found.append(snapshot(known) - before)
        transaction.savepoint_rollback(mark)
    assert found[0] != found[1]


@pytest.mark.parametrize(
    "reader", ["manager", "officer", "officer above", "officer elsewhere", "administrator", "council", "legal"]
)
def test_no_page_and_no_number_of_queries_differs_by_who_raised_it(world, reader: str) -> None:
    """Every address of the portal, for everybody but the data protection officer: also for one who is above the author."""
    people, things = world
    program, browser = program_of(things), client(people[reader])
    things = things | {"concern": REF, "hold": REF}
    doors = [
        (row.name, address_of(row.name, things)) for row in rows() if row.method == "GET" and not row.name.startswith("account")
    ]
    looks = []
    for author in ("employee", "colleague", "dpo"):
        mark = transaction.savepoint()
        raise_in_the_browser(people[author], program)
        # Messages of one moment stand in the order of their random refs, so this one has a moment of its own.
        with time_machine.travel(day(4, 16), tick=False):
            concerns.hand_on_letters()
        answered = Concern.objects.get(pk=REF)
        concerns.answer(concern=answered, words="We changed it.", shown=True, by=people["officer"])
        looks.append({name: body(browser, address) for name, address in doors if name not in NEVER_THE_SAME})
        transaction.savepoint_rollback(mark)
    for other in looks[1:]:
        assert {name for name in other if other[name] != looks[0][name]} == set()


def test_while_it_waits_nobody_sees_that_there_is_one(world) -> None:
    people, things = world
    addresses = ["/office/concerns/", "/office/", "/me/concerns/", "/me/inbox/", "/me/programs/training/"]
    readers = [client(people[name]) for name in ("officer", "officer above", "dpo", "manager", "administrator")]

    def look():
        return [[body(reader, address) for address in addresses] for reader in readers]

    look()
    before = look()
    raise_in_the_browser(people["employee"], program_of(things))
    assert look() == before


def test_the_order_of_the_list_is_not_the_order_of_writing(cast) -> None:
    protection_officer()
    officer_of(cast.program)
    authors = [cast.priya, cast.marco, cast.lena, cast.tomoko]
    refs = [uuid.UUID(int=number) for number in (40, 10, 30, 20)]
    for author, ref in zip(authors, refs, strict=True):
        put(author, cast.program, token=ref)
    concerns.hand_on_letters()
    page = cast.client(cast.sam).get("/office/concerns/").content.decode()
    assert re.findall(r"/office/concerns/([0-9a-f-]{36})/", page) == [str(ref) for ref in sorted(refs)]
    history = Concern.history.order_by("history_id")
    assert list(history.values_list("ref", flat=True)) == sorted(refs)
