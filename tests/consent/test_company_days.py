"""A day is the one where the company is: in the limits of a declaration, on the strips of one's choices, in a report's period."""

import copy
import datetime as dt

import pytest

from common import days
from consent.declarations.limits import faults_of
from consent.pages import history
from tests.cast import MOUSE, Cast
from tests.consent.test_launch_checks import complete

SYDNEY = ("Australia/Sydney", dt.datetime(2026, 11, 26, 21, tzinfo=dt.UTC), dt.date(2026, 11, 27))
NEW_YORK = ("America/New_York", dt.datetime(2026, 11, 27, 2, tzinfo=dt.UTC), dt.date(2026, 11, 26))


@pytest.fixture(params=[SYDNEY, NEW_YORK], ids=["east", "west"])
def today(request, settings, time_machine) -> dt.date:
    """The company's day, while in UTC it is another one."""
    settings.DISPLAY_TIME_ZONE, now, day = request.param
    time_machine.move_to(now, tick=False)
    assert day == days.today() != now.date()
    return day


def said(section: str, field: str, day: dt.date) -> str:
    """What is wrong in the section with this day in it."""
    body = copy.deepcopy(complete())
    body["dpia"]["residual_risk"] = "high"
    row = body[section][-1] if isinstance(body[section], list) else body[section]
    row[field] = day.isoformat()
    return " ".join(fault.message for fault in faults_of(section, body[section], body) if fault.field.endswith(field))


@pytest.mark.rule("R17", "R05")
@pytest.mark.parametrize(("section", "field"), [("about", "ends_on"), ("dpia", "review_on")])
def test_a_day_to_come_is_after_the_company_s_today(today: dt.date, section: str, field: str) -> None:
    assert said(section, field, today)
    assert not said(section, field, today + dt.timedelta(days=1))


@pytest.mark.rule("R15", "R06")
@pytest.mark.parametrize(("section", "field"), [("recipients", "contract_date"), ("dpia", "consultation_date")])
def test_a_day_that_is_over_is_no_later_than_the_company_s_today(today: dt.date, section: str, field: str) -> None:
    assert not said(section, field, today)
    assert "still to come" in said(section, field, today + dt.timedelta(days=1))


def test_the_strip_of_a_choice_ends_with_the_company_s_today(cast: Cast, today: dt.date) -> None:
    cast.give(cast.priya, MOUSE)
    (strip,) = history.strips(cast.priya)
    assert [(box["day"], box["on"]) for box in strip["days"][-2:]] == [(today - dt.timedelta(days=1), False), (today, True)]


def test_a_report_s_period_ends_with_the_company_s_today(cast: Cast, today: dt.date) -> None:
    page = cast.client(cast.lena).get("/legal/").content.decode()
    assert f'name="until" value="{today}"' in page
    assert f'name="since" value="{today - dt.timedelta(days=30)}"' in page
