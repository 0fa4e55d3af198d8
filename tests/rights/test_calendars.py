"""Which days are closed, under which name a calendar is kept, and what is refused."""

import datetime as dt

import holidays
import pytest

from rights import deadlines
from rights.calendars import DeadlineError, calendar_of
from rights.deadlines import About, Question

NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
YEARS = range(2024, 2041)
NO_STATE_HOLIDAYS = {"Susan B. Anthony Day", "Juneteenth National Independence Day", "Diwali"}
"""The library names them; California's offices are open, or let each employee choose (Gov. Code 19853(e))."""


def california(year: int) -> list[dt.date]:
    days = (dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(365))
    return [day for day in days if day.weekday() < 5 and calendar_of("US", "CA").closed(day)]


@pytest.mark.rule("R45")
@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2023, "0102 0116 0220 0331 0529 0704 0904 1110 1123 1124 1225"),  # New Year from Sunday on, 11 November from Saturday back
        (2026, "0101 0119 0216 0331 0525 0907 1111 1126 1127 1225"),  # 4 July is a Saturday and moves nowhere
        (2027, "0101 0118 0215 0331 0531 0705 0906 1111 1125 1126"),  # Christmas is a Saturday
    ],
)
def test_california_moves_sundays_and_of_saturdays_only_the_eleventh_of_november(year, days):
    assert [day.strftime("%m%d") for day in california(year)] == days.split()


@pytest.mark.rule("R45")
def test_california_and_the_library_differ_by_what_is_known_and_nothing_else():
    for year in YEARS:
        theirs = holidays.country_holidays("US", subdiv="CA", years=year, observed=False)
        named = {day for day, name in theirs.items() if set(name.split("; ")) - NO_STATE_HOLIDAYS}
        moved = {day + dt.timedelta(days=1) for day in named if day.weekday() == 6}
        moved |= {day - dt.timedelta(days=1) for day in named if (day.month, day.day, day.weekday()) == (11, 11, 5)}
        assert set(california(year)) == {day for day in named | moved if day.weekday() < 5}


@pytest.mark.rule("R45")
def test_a_clock_says_which_calendar_counted_it():
    version = f"holidays-{holidays.__version__}"
    assert deadlines.gdpr(NOON, zone="Europe/Berlin", country="DE", subdivision="BY").calendar_id == f"DE-BY@{version}"
    assert deadlines.gdpr(NOON, zone="Europe/Dublin", country="IE").calendar_id == f"IE@{version}"
    assert deadlines.uk(NOON).calendar_id == f"GB-ENG@{version}"
    assert deadlines.ccpa(NOON).calendar_id == "US-CA@gov-code-19853/1"


def test_a_subdivision_with_holidays_of_its_own_counts_and_another_has_the_countrys():
    corpus_christi = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)  # 4 June 2026 is a holiday in Bavaria, not in Berlin
    bavaria = deadlines.gdpr(corpus_christi, zone="Europe/Berlin", country="DE", subdivision="BY")
    berlin = deadlines.gdpr(corpus_christi, zone="Europe/Berlin", country="DE", subdivision="BE")
    assert (bavaria.due.isoformat(), berlin.due.isoformat()) == ("2026-06-05", "2026-06-04")
    leinster = deadlines.gdpr(NOON, zone="Europe/Dublin", country="IE", subdivision="L")
    assert leinster == deadlines.gdpr(NOON, zone="Europe/Dublin", country="IE")


def test_a_substitute_day_of_the_next_year_counts_in_its_own_year():
    closed = calendar_of("US", "NY").closed
    assert closed(dt.date(2027, 12, 31)), "New Year 2028 is a Saturday, observed on the Friday before"


def test_an_instant_without_a_time_zone_is_refused():
    naive = NOON.replace(tzinfo=None)
    for compute in (
        lambda: deadlines.gdpr(naive, zone="Europe/Dublin", country="IE"),
        lambda: deadlines.uk(naive),
        lambda: deadlines.ccpa(naive),
        lambda: deadlines.uk(NOON, questions=[Question(about=About.IDENTITY, asked=naive)]),
        lambda: deadlines.uk(NOON, questions=[Question(about=About.IDENTITY, asked=NOON, answered=naive)]),
        lambda: deadlines.extension_open(deadlines.ccpa(NOON), naive),
    ):
        with pytest.raises(DeadlineError, match="2026-03-05T12:00:00 has no time zone"):
            compute()


@pytest.mark.parametrize("zone", ["", "Europe", "Europe/Nowhere", "europe/dublin", "../etc/passwd", "/etc/localtime", "x" * 300])
def test_an_unknown_time_zone_is_refused(zone):
    with pytest.raises(DeadlineError, match="No time zone is known as"):
        deadlines.gdpr(NOON, zone=zone, country="IE")
    with pytest.raises(DeadlineError, match="No time zone is known as"):
        deadlines.uk(NOON, zone=zone)


@pytest.mark.parametrize("country", ["", "XX", "ie", "IRL", "Ireland", "EU", "UK"])
def test_an_unknown_country_is_refused(country):
    for compute in (
        lambda: deadlines.gdpr(NOON, zone="Europe/Dublin", country=country),
        lambda: deadlines.regimes_for(country),
        lambda: deadlines.is_default(country),
    ):
        with pytest.raises(DeadlineError, match=f"No calendar is known for the country '{country}'"):
            compute()


@pytest.mark.parametrize("year", [1, 1999, 2091, 9999])
def test_a_year_without_calendars_is_refused(year):
    with pytest.raises(DeadlineError, match="outside the years"):
        deadlines.ccpa(NOON.replace(year=year))
