"""The calculus of deadlines: every worked vector, and what holds for any instant, place and question."""

import datetime as dt
import json
import os
import time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights import deadlines
from rights.calendars import calendar_of
from rights.deadlines import Clock, Regime
from tests.architecture.house import ROOT

VECTORS = json.loads((ROOT / "tests/data/deadline_vectors.json").read_text(encoding="utf-8"))
SHARED = ROOT.parent / "shared/data/deadline_vectors.json"
FIVE_DAYS = dt.timedelta(days=5)
PLACES = [
    ("IE", None, "Europe/Dublin"),
    ("DE", "BY", "Europe/Berlin"),
    ("FR", None, "Europe/Paris"),
    ("GB", "ENG", "Europe/London"),
    ("GR", None, "Europe/Athens"),
    ("US", "NY", "America/New_York"),
    ("US", "CA", "America/Los_Angeles"),
    ("IN", None, "Asia/Kolkata"),
    ("CL", None, "America/Santiago"),  # clocks change at midnight
]

places = st.sampled_from(PLACES)
instants = st.datetimes(dt.datetime(2018, 5, 25), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
spans = st.timedeltas(dt.timedelta(0), dt.timedelta(days=120))


def all_three(received: dt.datetime) -> tuple[Clock, ...]:
    return deadlines.gdpr(received, zone="Europe/Dublin", country="IE"), deadlines.uk(received), deadlines.ccpa(received)


def at(place: tuple[str, str | None, str], received: dt.datetime) -> Clock:
    country, subdivision, zone = place
    return deadlines.gdpr(received, zone=zone, country=country, subdivision=subdivision)


def received_of(vector: dict[str, str]) -> dt.datetime:
    moment = dt.datetime.fromisoformat(vector["received"])
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(vector["tz"]))


def of_regime(name: str) -> list[dict[str, str]]:
    return [vector for vector in VECTORS if vector["regime"] == name]


@pytest.mark.rule("R45")
@pytest.mark.parametrize("vector", of_regime("GDPR"), ids=lambda vector: vector["id"])
def test_every_vector_of_the_gdpr_holds(vector):
    country, _, subdivision = vector["calendar"].partition("-")
    clock = deadlines.gdpr(received_of(vector), zone=vector["tz"], country=country, subdivision=subdivision or None)
    assert clock.received_on.isoformat() == vector["local_receipt"]
    assert clock.due.isoformat() == vector["due_1m"]
    assert clock.due_instant.isoformat() == vector["due_1m_excl_utc"]
    assert clock.extended.isoformat() == vector["due_3m"]
    assert clock.target == dt.date.fromisoformat(vector["raw_1m"]) - FIVE_DAYS
    assert clock.extended_target == dt.date.fromisoformat(min(vector["due_3m"], vector["chained_3m"])) - FIVE_DAYS


@pytest.mark.rule("R45")
@pytest.mark.parametrize("vector", of_regime("CCPA"), ids=lambda vector: vector["id"])
def test_every_vector_of_california_holds(vector):
    clock = deadlines.ccpa(received_of(vector))
    assert clock.received_on.strftime("%Y-%m-%d %a") == f"{vector['local_receipt']} {vector['wd']}"
    assert clock.acknowledge.isoformat() == vector["ack_10bd"]
    assert clock.due.strftime("%Y-%m-%d %a") == vector["due_45"]
    assert clock.extended.strftime("%Y-%m-%d %a") == vector["due_90"]
    assert clock.opt_out.isoformat() == vector["optout_15bd"]


def test_there_are_vectors_and_they_are_the_shared_ones():
    assert (len(of_regime("GDPR")), len(of_regime("CCPA"))) == (15, 7)
    if SHARED.exists():
        assert json.loads(SHARED.read_text(encoding="utf-8")) == VECTORS


@pytest.mark.rule("R45")
@given(places, instants, spans)
def test_who_asks_later_is_answered_no_earlier(place, first, span):
    earlier, later = at(place, first), at(place, first + span)
    for field in ("due", "extended", "due_instant", "extended_instant", "target"):
        assert getattr(earlier, field) <= getattr(later, field)
    ours, theirs = deadlines.ccpa(first), deadlines.ccpa(first + span)
    for field in ("acknowledge", "opt_out", "due", "extended", "due_instant", "target"):
        assert getattr(ours, field) <= getattr(theirs, field)


@pytest.mark.rule("R45")
@given(places, instants)
def test_a_month_never_ends_on_a_closed_day_and_its_dates_are_in_order(place, received):
    for clock in (at(place, received), deadlines.uk(received)):
        days = calendar_of("GB", "ENG") if clock.regime is Regime.UK else calendar_of(place[0], place[1])
        assert not days.closed(clock.due)
        assert not days.closed(clock.extended)
        assert clock.received_on == clock.begins_on < clock.target < clock.due < clock.extended_target < clock.extended


@pytest.mark.rule("R45")
@given(instants)
def test_california_answers_on_its_days_and_aims_at_a_business_day_before(received):
    clock, days = deadlines.ccpa(received), calendar_of("US", "CA")
    assert (clock.due - clock.received_on).days == 45
    assert (clock.extended - clock.received_on).days == 90
    assert not any(days.closed(day) for day in (clock.acknowledge, clock.opt_out, clock.target, clock.extended_target))
    assert clock.acknowledge < clock.opt_out < clock.target < clock.due < clock.extended_target < clock.extended


@pytest.mark.rule("R45")
def test_california_aims_at_the_last_business_day_before_the_due_one():
    clock = deadlines.ccpa(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC))
    assert (clock.due.isoformat(), clock.target.isoformat()) == ("2027-01-07", "2027-01-06")
    assert (clock.extended.isoformat(), clock.extended_target.isoformat()) == ("2027-02-21", "2027-02-19"), "a Sunday, a Friday"


@pytest.mark.rule("R45")
@given(st.sampled_from(sorted(available_timezones())), instants)
def test_an_instant_is_the_first_that_no_longer_belongs_to_the_day(zone, received):
    local = ZoneInfo(zone)
    clock = deadlines.gdpr(received, zone=zone, country="IE")
    for day, instant in ((clock.due, clock.due_instant), (clock.extended, clock.extended_instant)):
        assert instant.tzinfo is dt.UTC
        assert instant.astimezone(local).date() == day + dt.timedelta(days=1)
        assert (instant - dt.timedelta(microseconds=1)).astimezone(local).date() == day


def test_instants_are_local_midnight_in_california_too():
    clock = deadlines.ccpa(dt.datetime(2026, 3, 7, 20, tzinfo=dt.UTC))
    for day, instant in (
        (clock.due, clock.due_instant),
        (clock.extended, clock.extended_instant),
        (clock.acknowledge, clock.acknowledge_instant),
        (clock.opt_out, clock.opt_out_instant),
    ):
        local = instant.astimezone(ZoneInfo("America/Los_Angeles"))
        assert (local.date(), local.time()) == (day + dt.timedelta(days=1), dt.time())


@pytest.mark.rule("R45")
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Los_Angeles"])
def test_the_servers_time_zone_changes_nothing(zone, monkeypatch):
    received = [received_of(vector) for vector in VECTORS if "received" in vector]
    before = [all_three(moment) for moment in received]
    with monkeypatch.context() as server:
        server.setitem(os.environ, "TZ", zone)
        time.tzset()
        after = [all_three(moment) for moment in received]
    time.tzset()
    assert before == after


@pytest.mark.rule("R45")
def test_the_zone_an_instant_is_written_in_changes_nothing():
    received = dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)
    assert all_three(received) == all_three(received.astimezone(ZoneInfo("Asia/Tokyo")))
