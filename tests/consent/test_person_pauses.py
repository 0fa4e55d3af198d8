"""A person's own pause: at once, for as long as they like, and no choice is touched by it."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import Entry
from common import days
from common.errors import Conflict, DomainError, NotAllowed
from consent import queries
from consent.actions import choices, person_pauses
from consent.models import Consent, DecisionChange, PersonPause
from tests.cast import MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R108")]


def pause(cast: Cast, length: str) -> PersonPause:
    return person_pauses.pause(person=cast.priya, length=length, by=cast.priya)


def outbox() -> list[tuple[bool, str, int]]:
    rows = DecisionChange.objects.filter(scope="person").order_by("pk")
    return list(rows.values_list("allow", "reason", "version"))


def test_an_hour_is_an_hour_and_open_has_no_end(cast: Cast) -> None:
    hour = pause(cast, "hour")
    assert hour.until - hour.started_at == dt.timedelta(hours=1)
    assert pause(cast, "open").until is None


@pytest.mark.parametrize(("zone", "end"), [("UTC", "2026-11-25T00:00"), ("America/New_York", "2026-11-24T05:00")])
def test_today_ends_at_midnight_of_the_companys_time_zone(cast: Cast, settings, time_machine, zone: str, end: str) -> None:
    settings.DISPLAY_TIME_ZONE = zone
    time_machine.move_to(dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC), tick=False)
    assert pause(cast, "today").until == dt.datetime.fromisoformat(end).replace(tzinfo=dt.UTC)


def test_it_is_in_the_ledger_and_the_outbox_and_changes_no_choice(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    pause(cast, "open")
    person_pauses.resume(person=cast.priya, by=cast.priya)
    events = Entry.objects.filter(event__startswith="consent:pause").order_by("at").values_list("event", "subject")
    assert list(events) == [("consent:pause:start", str(cast.priya.pk)), ("consent:pause:end", str(cast.priya.pk))]
    assert outbox() == [(False, "PERSON_PAUSED", 1), (True, "", 2)]
    consent = Consent.objects.get()
    assert (consent.state, consent.version) == ("given", 1)


def test_a_second_pause_replaces_the_first(cast: Cast) -> None:
    first, second = pause(cast, "open"), pause(cast, "hour")
    first.refresh_from_db()
    assert first.ended_at == second.started_at
    assert queries.open_pause_of(cast.priya) == second
    assert outbox()[-1] == (False, "PERSON_PAUSED", 2)


def test_resuming_what_is_not_paused_is_a_conflict(cast: Cast, time_machine) -> None:
    with pytest.raises(Conflict, match="not paused"):
        person_pauses.resume(person=cast.priya, by=cast.priya)
    time_machine.move_to(pause(cast, "hour").until)
    with pytest.raises(Conflict, match="not paused"):
        person_pauses.resume(person=cast.priya, by=cast.priya)


def test_a_pause_whose_time_is_over_is_closed_once(cast: Cast, time_machine) -> None:
    over = pause(cast, "hour")
    time_machine.move_to(over.until + dt.timedelta(minutes=5))
    for _ in range(2):
        person_pauses.end_all_over()
    over.refresh_from_db()
    assert over.ended_at == over.until
    assert outbox() == [(False, "PERSON_PAUSED", 1), (True, "", 2)]


def test_closing_leaves_a_newer_pause_alone(cast: Cast, time_machine) -> None:
    time_machine.move_to(pause(cast, "hour").until + dt.timedelta(minutes=5))
    newer = pause(cast, "open")
    person_pauses.end_all_over()
    newer.refresh_from_db()
    assert newer.ended_at is None


@pytest.mark.parametrize("length", ["", "week", "Hour", "30"])
def test_another_length_is_refused(cast: Cast, length: str) -> None:
    with pytest.raises(DomainError, match="an hour, for today, or until"):
        pause(cast, length)
    assert not PersonPause.objects.exists()


@pytest.mark.rule("R31")
def test_nobody_pauses_or_resumes_for_somebody_else(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        person_pauses.pause(person=cast.priya, length="open", by=cast.marco)
    pause(cast, "open")
    with pytest.raises(NotAllowed):
        person_pauses.resume(person=cast.priya, by=cast.sam)


def test_choices_can_be_made_while_paused(cast: Cast) -> None:
    pause(cast, "open")
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert queries.open_pause_of(cast.priya) is not None


def test_the_day_is_over_at_its_end(settings) -> None:
    settings.DISPLAY_TIME_ZONE = "Europe/Berlin"
    # The clocks go back on this day: it has 25 hours.
    day = dt.date(2026, 10, 25)
    assert days.end_of(day) - days.end_of(day - dt.timedelta(days=1)) == dt.timedelta(hours=25)
    assert days.end_of(days.today()) > timezone.now()


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Australia/Sydney"])
def test_the_last_day_of_all_ends_with_the_day_before_it_and_can_be_told_everywhere(settings, zone: str) -> None:
    settings.DISPLAY_TIME_ZONE = zone
    end = days.end_of(dt.date.max)
    assert end == days.end_of(dt.date.max - dt.timedelta(days=1))
    assert end.astimezone(days.zone()).date() == dt.date.max


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-30", 12, "2027-11-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -12, "2025-01-15"),
    ],
)
def test_months_are_calendar_months(start: str, months: int, end: str) -> None:
    moment = dt.datetime.fromisoformat(start).replace(hour=9, tzinfo=dt.UTC)
    assert days.months_after(moment, months) == dt.datetime.fromisoformat(end).replace(hour=9, tzinfo=dt.UTC)
