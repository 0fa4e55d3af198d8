"""Withdraw, object, refuse: which no fits, what it erases, what may be kept, and who is left alone afterwards."""

import datetime as dt

import pytest

from audit import ledger
from audit.models import Entry
from common import days
from common.errors import Conflict, DomainError
from consent import queries
from consent.actions import acknowledging, choices
from consent.events import ConsentEvent
from consent.models import (
    Basis,
    Consent,
    DecisionChange,
    ProgramSite,
    Recipient,
    RecipientDelivery,
)
from people.models import Site
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast
from tests.consent.deciding import SWITCH, about, by_interest, keepable, row

pytestmark = pytest.mark.flows


@pytest.mark.rule("R04", "R37", "R64")
def test_an_objection_erases_like_a_withdrawal_and_can_be_undone(cast: Cast) -> None:
    notice = by_interest(cast, MOUSE)
    acknowledging.acknowledge(person=cast.priya, notice=notice, by=cast.priya)
    order = choices.object_to(**about(cast, MOUSE))
    assert (order.reason, order.signals) == ("objection", [MOUSE])
    assert RecipientDelivery.objects.filter(decision="object").exists() is Recipient.objects.exists()
    with pytest.raises(Conflict, match="off already"):
        choices.object_to(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert row(MOUSE).state == "lifted"
    order.refresh_from_db()
    assert order.state == "cancelled"


@pytest.mark.rule("R64")
def test_lifting_waits_until_erasing_is_done(cast: Cast) -> None:
    by_interest(cast, MOUSE)
    choices.object_to(**about(cast, MOUSE))
    with pytest.raises(Conflict, match="still being erased"):
        choices.lift(**about(cast, MOUSE))
    by_interest(cast, KEYS)
    with pytest.raises(Conflict, match="no objection"):
        choices.lift(**about(cast, KEYS))


@pytest.mark.parametrize("verb", ["give", "renew"])
def test_a_yes_is_no_answer_where_none_is_asked(cast: Cast, verb: str) -> None:
    notice = by_interest(cast, MOUSE)
    with pytest.raises(DomainError, match="another legal basis"):
        getattr(choices, verb)(**about(cast, MOUSE), notice_version=notice.version)
    with pytest.raises(DomainError, match="legitimate interest"):
        choices.object_to(**about(cast, KEYS))


def test_one_no_for_everything_finds_the_kind_that_fits_each(cast: Cast) -> None:
    notice = by_interest(cast, KEYS)
    choices.give(**about(cast, MOUSE), notice_version=notice.version)
    choices.refuse(**about(cast, SCREEN))
    choices.turn_off(**about(cast, MOUSE, CLICK, KEYS, SCREEN), means=SWITCH)
    states = dict(Consent.objects.values_list("signal", "state"))
    assert states == {MOUSE: "withdrawn", CLICK: "refused", KEYS: "objected", SCREEN: "refused"}
    assert row(SCREEN).version == 1, "it was off by a no already"
    with pytest.raises(Conflict, match="off already"):
        choices.turn_off(**about(cast, MOUSE, CLICK, KEYS, SCREEN), means=SWITCH)


@pytest.mark.parametrize("basis", [Basis.LEGAL_OBLIGATION, Basis.CONTRACT])
def test_what_the_law_asks_for_has_no_switch(cast: Cast, basis: str) -> None:
    by_interest(cast, KEYS, basis=basis)
    with pytest.raises(DomainError, match="law or your contract"):
        choices.turn_off(**about(cast, KEYS), means=SWITCH)
    choices.turn_off(**about(cast, KEYS, MOUSE), means=SWITCH)
    assert dict(Consent.objects.values_list("signal", "state")) == {MOUSE: "refused"}


@pytest.mark.rule("R34")
def test_a_signal_that_the_program_gave_up_can_still_be_taken_back(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    rows = [one for one in programs.body_of(cast.program)["signals"] if one["signal"] != KEYS]
    programs.launch(programs.change(cast.program, "signals", rows), material=True)
    choices.turn_off(**about(cast, KEYS), means=SWITCH)
    assert row(KEYS).state == "withdrawn"
    with pytest.raises(DomainError, match="does not record that signal"):
        choices.give(**about(cast, KEYS), notice_version=2)


@pytest.mark.parametrize("signals", [(), ("thoughts",)])
def test_naming_no_signal_or_an_unknown_one_records_nothing(cast: Cast, signals) -> None:
    for call in (
        lambda: choices.give(**about(cast, *signals), notice_version=1),
        lambda: choices.refuse(**about(cast, *signals)),
        lambda: choices.turn_off(**about(cast, *signals), means=SWITCH),
        lambda: choices.object_to(**about(cast, *signals)),
    ):
        with pytest.raises(DomainError):
            call()
    assert not Consent.objects.exists()


@pytest.mark.rule("R37")
def test_data_is_kept_only_by_a_choice_that_the_program_named_beforehand(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    with pytest.raises(DomainError, match="no other basis"):
        choices.withdraw(**about(cast, MOUSE), keep=[MOUSE])
    keepable(cast, MOUSE)
    assert queries.kept_for(cast.priya, cast.program, MOUSE) == {"A court order to keep it"}
    with pytest.raises(DomainError, match="no other basis"):
        choices.withdraw(**about(cast, MOUSE, KEYS), keep=[MOUSE, KEYS])
    with pytest.raises(DomainError, match="no other basis"):
        choices.withdraw(**about(cast, KEYS), keep=[MOUSE])
    order = choices.withdraw(**about(cast, MOUSE, KEYS), keep=[MOUSE])
    assert order.signals == [KEYS]
    assert [step.dataset for step in order.steps.all()] == [cast.datasets[KEYS]]
    assert b'"kept":["mouse-movement"]' in bytes(Entry.objects.get(event="consent:choice:withdraw").payload)
    assert row(MOUSE).state == "withdrawn"


@pytest.mark.rule("R37")
def test_keeping_everything_orders_nothing_and_turns_off_all_the_same(cast: Cast) -> None:
    keepable(cast, MOUSE)
    cast.give(cast.priya, MOUSE)
    assert choices.turn_off(**about(cast, MOUSE), means=SWITCH, keep=[MOUSE]) is None
    assert not cast.priya.purge_orders.exists()
    assert DecisionChange.objects.filter(scope="consent").latest("pk").allow is False


@pytest.mark.rule("R37")
def test_data_that_another_program_holds_on_a_notice_that_was_read_is_not_erased(cast: Cast) -> None:
    other = programs.add_program(slug="safety", name="Safety", signals={MOUSE: "Where the pointer goes."})
    programs.attach_dataset(program=other, dataset=cast.datasets[MOUSE])
    rows = [one | {"basis": "legitimate-interest"} for one in programs.body_of(other)["purposes"]]
    programs.change(other, "purposes", rows)
    notice = programs.publish_notice(program=other, summary=["We record."])
    other.refresh_from_db()
    other = programs.start_program(program=other)
    cast.give(cast.priya, MOUSE)
    what = {"person": cast.priya, "program": cast.program, "signals": [MOUSE]}
    assert queries.uncovered_datasets(**what) == {cast.datasets[MOUSE].pk}, "its notice was not read, so nothing is on there"
    acknowledging.acknowledge(person=cast.priya, notice=notice, by=cast.priya)
    assert queries.uncovered_datasets(**what) == set()
    choices.object_to(person=cast.priya, program=other, signals=[MOUSE], by=cast.priya)
    assert queries.uncovered_datasets(**what) == {cast.datasets[MOUSE].pk}


def test_a_program_about_other_sites_takes_no_yes(cast: Cast) -> None:
    dublin = Site.objects.create(name="A site of its own", country="IE")
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        ProgramSite.objects.create(program=cast.program, site=dublin)
    with pytest.raises(DomainError, match="not about people at your site"):
        cast.give(cast.priya, MOUSE)


def test_a_program_whose_last_day_is_over_takes_no_yes(cast: Cast) -> None:
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        cast.program.ends_on = days.today() - dt.timedelta(days=1)
        cast.program.save()
    with pytest.raises(DomainError, match="not open"):
        cast.give(cast.priya, MOUSE)


@pytest.mark.rule("R23")
def test_reading_a_notice_turns_on_nothing_that_asks_for_consent(cast: Cast) -> None:
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    assert not Consent.objects.exists()


@pytest.mark.rule("R42", "D16")
def test_after_a_no_of_any_kind_nobody_asks_for_a_year(cast: Cast, time_machine) -> None:
    assert queries.may_ask(cast.priya, cast.program)
    cast.give(cast.priya, MOUSE)
    choices.withdraw(**about(cast, MOUSE))
    said = row(MOUSE).decided_at
    assert not queries.may_ask(cast.priya, cast.program)
    assert queries.may_ask(cast.marco, cast.program)
    time_machine.move_to(days.months_after(said, 12) - dt.timedelta(seconds=1), tick=False)
    assert not queries.may_ask(cast.priya, cast.program)
    time_machine.move_to(days.months_after(said, 12), tick=False)
    assert queries.may_ask(cast.priya, cast.program)
