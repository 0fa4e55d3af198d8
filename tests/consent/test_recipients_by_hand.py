"""A recipient without a system is told by an officer, who notes when and by what; the note is shown, and no ledger has it."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import Entry
from common.errors import DomainError
from consent.actions import recipients as actions
from consent.models import RecipientDelivery
from consent.queries import recipients as queries
from consent.tasks import sweep_recipients
from tests.cast import Cast
from tests.consent.telling import fresh, order_to, told

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
    answer = client.post(address, {"told_on": timezone.localdate().isoformat(), "reference": LETTER})
    assert answer.status_code == 302
    done = fresh(delivery)
    assert (done.state, done.confirmed_by) == (State.BY_HAND, cast.sam)
    assert queries.note_of(done) == {"told_on": timezone.localdate().isoformat(), "reference": LETTER}
    assert not any(LETTER.encode() in bytes(one.payload) for one in Entry.objects.all())
    assert "Nobody has to be told." in client.get(LIST, {"state": "attention"}).content.decode()
    assert f'<a href="{address}">What was noted' in client.get(LIST).content.decode()
    shown = client.get(address).content.decode()
    assert LETTER in shown
    assert "Told by</dt>" in shown
    assert client.post(address, {"told_on": timezone.localdate().isoformat(), "reference": "Again"}).status_code == 409


@pytest.mark.parametrize("days", [-400, 1])
def test_a_day_that_can_not_be_right_is_refused_and_nothing_is_lost(cast: Cast, days: int) -> None:
    delivery = order_to(cast)
    day = timezone.localdate() + dt.timedelta(days=days)
    typed = {"told_on": day.isoformat(), "reference": LETTER}
    answer = cast.client(cast.sam).post(f"{LIST}{delivery.pk}/by-hand/", typed)
    assert answer.status_code == 422
    assert LETTER in answer.content.decode()
    with pytest.raises(DomainError, match="must lie between"):
        actions.tell_by_hand(delivery=delivery, told_on=day, reference="x", by=cast.sam)
    assert fresh(delivery).state == State.WAITING
