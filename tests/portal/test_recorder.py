"""The trial's collector records what it may, stops from the withdrawal on, and fails closed."""

import sqlite3

import pytest

from consent.actions import choices
from gate.actions import enrol, revoke
from portal.demo import recordings
from portal.demo.company import Employee
from portal.demo.recorder import Recorder
from tests.cast import BY, CLICK, KEYS, MOUSE, make_cast, number_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]


@pytest.fixture
def scene(live_url, tmp_path):
    cast = make_cast()
    database = tmp_path / "events.sqlite3"
    recordings.create_database(database)
    enrolment = enrol(name="Recorder", program=cast.program, signals=[MOUSE, CLICK, KEYS], by=BY)
    priya = Employee(0, cast.priya.pk, "", "", number_of(cast.priya), "LT-1", 0, None, 0, frozenset())
    recorder = Recorder(url=live_url, key=enrolment.key, database=database, employees=[priya])
    return cast, recorder, enrolment, database


def rows(database) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute("SELECT count(*) FROM pointer_events").fetchone()[0]


def test_it_records_what_was_given_and_stops_from_the_withdrawal_on(scene) -> None:
    cast, recorder, _, database = scene
    assert recorder.once().recorded == 0
    cast.give(cast.priya, MOUSE)
    assert recorder.once().recorded == 5
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    after = recorder.once()
    assert (after.recorded, after.refused["WITHDRAWN"]) == (0, 1)
    assert rows(database) == 5


@pytest.mark.rule("R36")
def test_it_records_nothing_without_an_answer(scene, live_url) -> None:
    cast, recorder, enrolment, database = scene
    cast.give(cast.priya, MOUSE)
    nowhere = Recorder(url="http://127.0.0.1:9", key=enrolment.key, database=database, employees=[])
    nowhere._people = recorder._people
    assert nowhere.once().refused == {"NO_ANSWER": 3}
    revoke(collector=enrolment.collector, by=cast.sam)
    assert recorder.once().refused == {"COLLECTOR_REVOKED": 3}
    assert rows(database) == 0
