"""A recipient without a system is told by an officer, who notes when and by what; the note is shown, and no ledger has it."""

import datetime as dt

import pytest

from audit.models import Entry
from common import days
from common.errors import DomainError
from consent.actions import recipients as actions
from consent.models import RecipientDelivery
from consent.queries import recipients as queries
from consent.tasks import sweep_recipients
from consent.views import recipients as views
from tests.cast import Cast
from tests.consent.telling import fresh, order, order_to, told

pytestmark = [pytest.mark.flows, pytest.mark.rule("R38")]
State = RecipientDelivery.State
LIST = "/office/deliveries/"
LETTER = "Letter of the quartz zebra"


def test_a_recipient_without_a_system_is_an_officers_task_at_once(cast: Cast) -> None:
    delivery = order_to(cast)
    assert queries.recipients_due() == []
    sweep_recipients()
    assert told() == {"Sam Okafor"}
    client = cast.client(cast.sam)
    address = f"{LIST}{delivery.pk}/by-hand/"
    assert address in client.get(LIST, {"state": "attention"}).content.decode()
    page = client.get(address).content.decode()
    assert str(cast.priya.pk) in page
    assert "Priya" not in page
    answer = client.post(address, {"told_on": days.today().isoformat(), "reference": LETTER})
    assert answer.status_code == 302
    done = fresh(delivery)
    assert (done.state, done.confirmed_by) == (State.BY_HAND, cast.sam)
    assert queries.note_of(done) == {"told_on": days.today().isoformat(), "reference": LETTER}
    assert not any(LETTER.encode() in bytes(one.payload) for one in Entry.objects.all())
    assert "Nobody has to be told." in client.get(LIST, {"state": "attention"}).content.decode()
    assert f'<a href="{address}">What was noted' in client.get(LIST).content.decode()
    shown = client.get(address).content.decode()
    assert LETTER in shown
    assert "Told by</dt>" in shown


def test_the_words_of_the_officer_who_comes_second_stay_beside_what_was_noted(cast: Cast) -> None:
    delivery, today = order_to(cast), days.today().isoformat()
    address = f"{LIST}{delivery.pk}/by-hand/"
    assert cast.client(cast.sam).post(address, {"told_on": today, "reference": LETTER}).status_code == 302
    answer = cast.client(cast.sam).post(address, {"told_on": today, "reference": "Ticket 4711"})
    page = answer.content.decode()
    assert (answer.status_code, "told by an officer now" in page) == (409, True)
    assert "What you entered" in page
    assert "Ticket 4711" in page
    assert LETTER in page
    assert queries.note_of(fresh(delivery))["reference"] == LETTER


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Australia/Sydney", dt.datetime(2026, 11, 26, 21, tzinfo=dt.UTC), dt.date(2026, 11, 27)),
        ("America/New_York", dt.datetime(2026, 11, 27, 2, tzinfo=dt.UTC), dt.date(2026, 11, 26)),
    ],
)
def test_the_day_is_the_one_where_the_company_is(
    cast: Cast, settings, time_machine, zone: str, now: dt.datetime, day: dt.date
) -> None:
    settings.DISPLAY_TIME_ZONE = zone
    time_machine.move_to(now)
    delivery = order_to(cast)
    client, address = cast.client(cast.sam), f"{LIST}{delivery.pk}/by-hand/"
    for wrong in (day - dt.timedelta(days=1), day + dt.timedelta(days=1)):
        answer = client.post(address, {"told_on": wrong.isoformat(), "reference": LETTER})
        assert (answer.status_code, f"Give a day from {day} to {day}" in answer.content.decode()) == (422, True)
    assert client.post(address, {"told_on": day.isoformat(), "reference": LETTER}).status_code == 302
    done = fresh(delivery)
    assert days.day_of(done.delivered_at) == day
    assert done.delivered_at >= done.created_at


def test_the_next_page_of_the_list_keeps_its_filter(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(views, "PAGE", 1)
    order_to(cast)
    order(cast)
    page = cast.client(cast.sam).get(LIST, {"state": "attention"}).content.decode()
    assert 'rel="next" href="?state=attention&amp;page=2"' in page


@pytest.mark.parametrize("off", [-400, 1])
def test_a_day_that_can_not_be_right_is_refused_and_nothing_is_lost(cast: Cast, off: int) -> None:
    delivery = order_to(cast)
    day = days.today() + dt.timedelta(days=off)
    typed = {"told_on": day.isoformat(), "reference": LETTER}
    answer = cast.client(cast.sam).post(f"{LIST}{delivery.pk}/by-hand/", typed)
    assert answer.status_code == 422
    assert LETTER in answer.content.decode()
    with pytest.raises(DomainError, match="must lie between"):
        actions.tell_by_hand(delivery=delivery, told_on=day, reference="x", by=cast.sam)
    assert fresh(delivery).state == State.WAITING
