"""A yes is given again near its end and where that makes it last longer: nobody is asked right after a yes, or again and again."""

import datetime as dt

import pytest
from django.utils import timezone

from common import days
from common.errors import Conflict
from consent.actions import choices
from consent.models import Receipt
from tests import programs
from tests.cast import MOUSE, Cast
from tests.consent.deciding import about, row
from tests.consent.test_pages import html

pytestmark = [pytest.mark.flows, pytest.mark.rule("R33")]
PROGRAM = "/me/programs/desktop/"


def lasting(cast: Cast, **facts: object) -> None:
    """The program's yes ends otherwise from now on."""
    programs.launch(programs.change(cast.program, "about", programs.body_of(cast.program)["about"] | facts), material=True)
    cast.program.refresh_from_db()


def say_yes(cast: Cast) -> None:
    choices.give(**about(cast, MOUSE), notice_version=cast.program.choices_from)


def renew(cast: Cast) -> None:
    choices.renew(**about(cast, MOUSE), notice_version=cast.program.choices_from)


def offered(cast: Cast) -> bool:
    return "/renew/" in html(cast, PROGRAM)


def test_a_yes_of_a_year_is_renewed_in_its_last_thirty_days_once(cast: Cast, time_machine) -> None:
    say_yes(cast)
    time_machine.move_to(row(MOUSE).valid_until - dt.timedelta(days=31))
    assert not offered(cast)
    time_machine.move_to(row(MOUSE).valid_until - dt.timedelta(days=29))
    assert offered(cast)
    renew(cast)
    assert not offered(cast)
    assert row(MOUSE).valid_until == days.months_after(row(MOUSE).decided_at, 12)


def test_where_the_programs_end_is_near_a_yes_is_not_asked_for_again(cast: Cast) -> None:
    lasting(cast, ends_on=(timezone.localdate() + dt.timedelta(days=20)).isoformat())
    say_yes(cast)
    assert not offered(cast)
    answer = {"signal": MOUSE, "notice": cast.program.choices_from, "language": "en", "version": cast.program.live_version}
    assert cast.client(cast.priya).post(f"{PROGRAM}renew/", answer).status_code == 409
    assert Receipt.objects.count() == 1


def test_a_yes_of_a_month_is_renewed_in_its_second_half(cast: Cast, time_machine) -> None:
    lasting(cast, validity_months=1)
    say_yes(cast)
    said = row(MOUSE).decided_at
    assert not offered(cast)
    time_machine.move_to(said + dt.timedelta(days=14))
    assert not offered(cast)
    with pytest.raises(Conflict, match="would then last longer"):
        renew(cast)
    time_machine.move_to(said + dt.timedelta(days=17))
    assert offered(cast)
    renew(cast)
    assert not offered(cast)


def test_an_undo_near_the_end_takes_the_renewal_from_nobody(cast: Cast, time_machine) -> None:
    say_yes(cast)
    time_machine.move_to(row(MOUSE).valid_until - dt.timedelta(days=25))
    choices.withdraw(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert row(MOUSE).state == "given"
    renew(cast)
    assert row(MOUSE).state == "renewed"


def test_a_program_that_goes_on_longer_asks_for_a_yes_that_does_too(cast: Cast, time_machine) -> None:
    ends = timezone.localdate() + dt.timedelta(days=20)
    lasting(cast, ends_on=ends.isoformat())
    say_yes(cast)
    later = programs.body_of(cast.program)["about"] | {"ends_on": (ends + dt.timedelta(days=60)).isoformat()}
    programs.launch(programs.change(cast.program, "about", later), material=False)
    assert offered(cast)
