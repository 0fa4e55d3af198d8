"""An undo reaches the recipients: who has not heard of the no need not, who did hears that it was taken back (R38)."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict
from consent import telling
from consent.actions import choices
from consent.actions import recipients as actions
from consent.events import ConsentEvent
from consent.models import DeliveryAttempt, RecipientDelivery
from consent.queries import recipients as queries
from purges import passes
from tests.cast import CLICK, MOUSE, Cast
from tests.consent.deciding import about
from tests.consent.listener import Listener
from tests.consent.telling import add_recipient

pytestmark = [pytest.mark.flows, pytest.mark.rule("R38")]
State = RecipientDelivery.State
LIST = "/office/deliveries/"


def say_no(cast: Cast, *signals: str, endpoint: str = "") -> RecipientDelivery:
    add_recipient(cast, endpoint)
    choices.give(**about(cast, *signals), notice_version=cast.notice.version)
    choices.withdraw(**about(cast, *signals))
    return RecipientDelivery.objects.get()


def undo(cast: Cast, signal: str = MOUSE) -> None:
    choices.undo(person=cast.priya, program=cast.program, signal=signal, by=cast.priya)


def all_due() -> None:
    DeliveryAttempt.objects.update(next_at=timezone.now())


def orders() -> list[tuple[str, str, list[str]]]:
    return list(RecipientDelivery.objects.order_by("created_at").values_list("decision", "state", "signals"))


def heard(listener: Listener) -> list[tuple[str, list[str]]]:
    messages = [json.loads(body) for _, _, body in listener.got]
    return [(message["event"], message["signals"]) for message in messages]


def test_what_nobody_was_told_yet_is_told_no_more(cast: Cast, listener: Listener) -> None:
    delivery = say_no(cast, MOUSE, endpoint=listener.url)
    undo(cast)
    assert orders() == [("withdraw", State.UNDONE, [MOUSE])]
    all_due()
    telling.tell(delivery.recipient_id)
    assert listener.got == []
    entry = Entry.objects.get(event=ConsentEvent.UNDONE)
    assert delivery.history.order_by("-history_id").first().history_entry == entry.id


def test_an_officer_has_nothing_left_to_tell_by_hand(cast: Cast) -> None:
    delivery = say_no(cast, MOUSE)
    client = cast.client(cast.sam)
    assert "Has to be told by hand" in client.get(f"{LIST}?state=attention").content.decode()
    undo(cast)
    assert "Has to be told by hand" not in client.get(f"{LIST}?state=attention").content.decode()
    assert "Undone before it was told" in client.get(LIST).content.decode()
    assert "Undone before it was told" not in client.get(f"{LIST}?state=told").content.decode()
    with pytest.raises(Conflict):
        actions.tell_by_hand(delivery=delivery, told_on=timezone.localdate(), reference="Call", by=cast.sam)
    assert "Nothing is left to do" in client.get(reverse("delivery-by-hand", args=[delivery.pk])).content.decode()
    assert "is being told" not in cast.client(cast.priya).get("/me/programs/desktop/").content.decode()


def test_who_was_told_is_told_that_it_was_taken_back(cast: Cast, listener: Listener) -> None:
    delivery = say_no(cast, MOUSE, endpoint=listener.url)
    telling.tell(delivery.recipient_id)
    undo(cast)
    assert orders() == [("withdraw", State.DELIVERED, [MOUSE]), ("undo", State.WAITING, [MOUSE])]
    telling.tell(delivery.recipient_id)
    assert heard(listener) == [("withdraw", [MOUSE]), ("undo", [MOUSE])]
    assert RecipientDelivery.objects.get(decision="undo").entry == Entry.objects.get(event=ConsentEvent.UNDONE).id
    assert "Taken back: Mouse movement" in cast.client(cast.priya).get("/me/programs/desktop/").content.decode()


def test_who_was_told_by_hand_hears_of_it_by_an_officer(cast: Cast) -> None:
    delivery = say_no(cast, MOUSE)
    actions.tell_by_hand(delivery=delivery, told_on=timezone.localdate(), reference="Call", by=cast.sam)
    undo(cast)
    client = cast.client(cast.sam)
    assert "Taken back: Mouse movement" in client.get(f"{LIST}?state=attention").content.decode()
    again = RecipientDelivery.objects.get(decision="undo")
    page = client.get(reverse("delivery-by-hand", args=[again.pk])).content.decode()
    assert "the no stands no longer" in page
    assert "erase it" not in page


def test_who_may_have_heard_is_told_after_the_try_that_is_under_way(cast: Cast, listener: Listener) -> None:
    delivery = say_no(cast, MOUSE, endpoint=listener.url)
    listener.answer = lambda _: (500, {}, b"")
    telling.tell(delivery.recipient_id)
    next_try = DeliveryAttempt.objects.get().next_at
    undo(cast)
    assert orders() == [("withdraw", State.UNDONE, [MOUSE]), ("undo", State.WAITING, [MOUSE])]
    assert RecipientDelivery.objects.get(decision="undo").attempt.next_at >= next_try
    all_due()
    telling.tell(delivery.recipient_id)
    assert heard(listener) == [("withdraw", [MOUSE]), ("undo", [MOUSE])]


def test_a_worker_that_read_the_message_before_the_undo_does_not_send_it(cast: Cast, listener: Listener) -> None:
    delivery = queries.due(say_no(cast, MOUSE, endpoint=listener.url).recipient_id).get()
    undo(cast)
    assert telling._claim(delivery) is False


def test_a_no_to_several_signals_stands_for_the_others(cast: Cast, listener: Listener) -> None:
    delivery = say_no(cast, MOUSE, CLICK, endpoint=listener.url)
    undo(cast)
    assert orders() == [("withdraw", State.WAITING, [CLICK])]
    telling.tell(delivery.recipient_id)
    assert heard(listener) == [("withdraw", [CLICK])]
    undo(cast, CLICK)
    telling.tell(delivery.recipient_id)
    assert heard(listener) == [("withdraw", [CLICK]), ("undo", [CLICK])]


def test_an_undo_that_comes_too_late_takes_nothing_back(cast: Cast, listener: Listener, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    say_no(cast, MOUSE, endpoint=listener.url)
    passes.run(cast.datasets[MOUSE].pk)
    with pytest.raises(Conflict):
        undo(cast)
    assert orders() == [("withdraw", State.WAITING, [MOUSE])]
