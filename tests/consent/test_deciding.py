"""Every decision: its evidence, its receipt, its language, its end, and what it is refused for."""

import datetime as dt

import pytest
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common import days
from common.errors import Conflict, NotAllowed
from consent.actions import choices
from consent.events import ConsentEvent
from consent.means import Means
from consent.models import (
    Consent,
    DecisionChange,
    Receipt,
    Recipient,
    RecipientDelivery,
)
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast
from tests.consent.deciding import SWITCH, about, row
from tests.declarations import SUMMARY

pytestmark = pytest.mark.flows


@pytest.mark.rule("R30", "R33")
def test_every_decision_has_its_evidence(cast: Cast) -> None:
    choices.give(**about(cast, MOUSE), notice_version=1, means=Means(control="yes", client="desktop"))
    first = row(MOUSE)
    assert (first.control, first.channel, first.client) == ("yes", "portal", "desktop")
    assert (first.notice, first.program_version, first.purpose) == (cast.notice, 1, f"train-{MOUSE}")
    assert first.prior is None
    assert first.valid_until == days.months_after(first.decided_at, 12)
    choices.withdraw(**about(cast, MOUSE), means=SWITCH)
    second = row(MOUSE)
    assert (second.prior, second.control, second.client) == (first.record, "switch", "phone")
    assert second.record != first.record
    records = list(Consent.history.filter(signal=MOUSE).order_by("history_id"))
    assert [record.history_user_id for record in records] == [str(cast.priya.pk)] * 2
    assert [(record.state, record.record) for record in records] == [("given", first.record), ("withdrawn", second.record)]


@pytest.mark.rule("R33")
def test_a_yes_ends_with_the_program_if_that_is_earlier(cast: Cast) -> None:
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        cast.program.ends_on = days.today() + dt.timedelta(days=30)
        cast.program.save()
    cast.give(cast.priya, MOUSE)
    assert row(MOUSE).valid_until == days.end_of(cast.program.ends_on)


@pytest.mark.rule("R33")
@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Sydney"])
def test_a_program_whose_last_day_is_the_last_of_all_days_still_takes_a_yes(cast: Cast, settings, zone: str) -> None:
    settings.DISPLAY_TIME_ZONE = zone
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        cast.program.ends_on = dt.date.max
        cast.program.save()
    yes = {"signal": MOUSE, "notice": 1, "language": "en", "version": cast.program.live_version}
    client = cast.client(cast.priya)
    assert client.post("/me/programs/desktop/give/", yes).status_code == 302
    assert row(MOUSE).valid_until == days.months_after(row(MOUSE).decided_at, 12)
    assert client.get("/me/programs/desktop/").status_code == client.get("/me/").status_code == 200


@pytest.mark.rule("R26", "R30")
def test_the_choice_names_the_notice_in_the_language_that_was_shown(cast: Cast) -> None:
    english = {"summary": list(SUMMARY), "fields": {}, "sections": []}
    texts = {"en": english, "de": english | {"summary": ["Wir zeichnen auf."]}}
    programs.launch(programs.change(cast.program, "notices", texts), material=True)
    for signal, language, shown in ((MOUSE, "de", "de"), (KEYS, "en", "en"), (CLICK, "fr", "en")):
        choices.give(**about(cast, signal), notice_version=2, language=language)
        assert row(signal).notice.language == shown
    choices.refuse(**about(cast, SCREEN), notice_version=2, language="de")
    assert row(SCREEN).notice.language == "de"


@pytest.mark.rule("R30", "R38")
def test_each_decision_has_a_receipt_in_its_own_entry(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    choices.withdraw(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    choices.refuse(**about(cast, KEYS))
    receipts = Receipt.objects.order_by("made_at")
    assert [receipt.decision for receipt in receipts] == ["give", "withdraw", "undo", "refuse"]
    assert {receipt.entry for receipt in receipts} == set(
        Entry.objects.filter(event__startswith="consent:choice").values_list("id", flat=True)
    )


@pytest.mark.rule("R38")
def test_recipients_have_to_be_told_of_a_no_and_of_nothing_else(cast: Cast) -> None:
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        Recipient.objects.create(program=cast.program, key="archive", name="Archive", role="processor")
    cast.give(cast.priya, MOUSE, KEYS)
    choices.refuse(**about(cast, CLICK))
    assert not RecipientDelivery.objects.exists()
    choices.withdraw(**about(cast, MOUSE))
    living = Recipient.objects.filter(program=cast.program).count()
    found = RecipientDelivery.objects.all()
    assert living >= 1
    assert [(one.decision, one.signals) for one in found] == [("withdraw", [MOUSE])] * living
    assert {one.entry for one in found} == {Receipt.objects.get(decision="withdraw").entry}


@pytest.mark.rule("R19")
def test_a_stale_page_is_told_what_is_new(cast: Cast) -> None:
    newer = programs.publish_notice(program=cast.program, summary=["We record more."])
    for call in (
        lambda: choices.give(**about(cast, MOUSE), notice_version=1),
        lambda: choices.refuse(**about(cast, MOUSE), notice_version=1),
        lambda: choices.give(**about(cast, MOUSE), notice_version=2, program_version=1),
        lambda: choices.turn_off(**about(cast, MOUSE), means=SWITCH, notice_version=1),
    ):
        with pytest.raises(choices.StaleNotice, match="version 2, notice version 2") as refused:
            call()
        assert refused.value.notice == newer
    assert not Consent.objects.exists()
    assert not Receipt.objects.exists()
    choices.give(**about(cast, MOUSE), notice_version=2, program_version=2)


@pytest.mark.rule("R34")
def test_a_page_that_is_out_of_date_never_stops_a_withdrawal(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    programs.publish_notice(program=cast.program, summary=["We record more."])
    choices.turn_off(**about(cast, MOUSE), means=SWITCH, notice_version=1, program_version=1)
    assert row(MOUSE).state == "withdrawn"


@pytest.mark.rule("R31")
@pytest.mark.parametrize("verb", ["give", "refuse", "renew", "withdraw", "object_to", "lift", "turn_off", "undo"])
def test_nobody_else_decides_whatever_their_role(cast: Cast, verb: str) -> None:
    extra = {"give": {"notice_version": 1}, "renew": {"notice_version": 1}, "turn_off": {"means": SWITCH}}.get(verb, {})
    what = {"signal": MOUSE} if verb == "undo" else {"signals": [MOUSE]}
    for other in (cast.marco, cast.sam, cast.lena, cast.tomoko):
        with pytest.raises(NotAllowed, match="Only the person"):
            getattr(choices, verb)(person=cast.priya, program=cast.program, by=other, **what, **extra)
    assert not Consent.objects.exists()


def test_a_no_is_recorded_once(cast: Cast) -> None:
    choices.refuse(**about(cast, MOUSE))
    with pytest.raises(Conflict, match="off already"):
        choices.refuse(**about(cast, MOUSE))
    assert row(MOUSE).history.count() == 1
    assert not cast.priya.purge_orders.exists()
    assert DecisionChange.objects.get(scope="consent").reason == "NO_CONSENT"


def test_a_no_can_be_said_again_after_a_material_change(cast: Cast) -> None:
    choices.refuse(**about(cast, MOUSE))
    programs.publish_notice(program=cast.program, summary=["We record more."])
    choices.refuse(**about(cast, MOUSE))
    assert (row(MOUSE).notice.version, row(MOUSE).version) == (2, 2)


def test_what_is_on_is_not_refused_but_turned_off(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    with pytest.raises(Conflict, match="turned on meanwhile"):
        choices.refuse(**about(cast, MOUSE))
    choices.turn_off(**about(cast, MOUSE), means=SWITCH)
    assert row(MOUSE).state == "withdrawn"


def test_a_refusal_can_become_a_yes(cast: Cast) -> None:
    choices.refuse(**about(cast, MOUSE))
    cast.give(cast.priya, MOUSE)
    assert row(MOUSE).state == "given"


@pytest.mark.rule("R33")
def test_a_yes_is_renewed_in_its_last_thirty_days_alone(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    until = row(MOUSE).valid_until
    time_machine.move_to(until - dt.timedelta(days=30, seconds=1), tick=False)
    with pytest.raises(Conflict, match="within 30 days"):
        choices.renew(**about(cast, MOUSE), notice_version=1)
    time_machine.move_to(until - dt.timedelta(days=30), tick=False)
    choices.renew(**about(cast, MOUSE), notice_version=1)
    renewed = row(MOUSE)
    assert renewed.state == "renewed"
    assert renewed.valid_until == days.months_after(timezone.now(), 12)


@pytest.mark.rule("R33")
def test_an_expired_yes_is_not_revived_by_an_undo(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    time_machine.move_to(row(MOUSE).valid_until + dt.timedelta(seconds=1), tick=False)
    choices.withdraw(**about(cast, MOUSE))
    with pytest.raises(Conflict, match="had ended by itself"):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert row(MOUSE).state == "withdrawn"


def test_an_undo_brings_the_same_yes_back_with_its_end(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    until = row(MOUSE).valid_until
    choices.withdraw(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert (row(MOUSE).state, row(MOUSE).valid_until, row(MOUSE).control) == ("given", until, "undo")
