"""A no that came on paper: an officer writes it down, never for themself or their reports, and never a yes."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent.actions import acknowledging, choices
from consent.actions.paper import withdraw_on_paper
from consent.models import Basis, Consent, Receipt
from people.actions import grant_scope
from people.models import Message, Person, Role
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast, make_person
from tests.consent.deciding import about, by_interest

pytestmark = [pytest.mark.flows, pytest.mark.rule("R31", "R43")]


def by_letter(cast: Cast, *signals: str, by: Person | None = None, days_ago: float = 0) -> object:
    received = timezone.now() - dt.timedelta(days=days_ago)
    facts = {"person": cast.priya, "program": cast.program, "signals": signals, "received_at": received}
    return withdraw_on_paper(**facts, by=by or cast.sam)


def test_it_is_a_withdrawal_with_its_evidence_a_receipt_and_a_message(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    time_machine.move_to(timezone.now() + dt.timedelta(days=3))
    order = by_letter(cast, MOUSE, days_ago=2)
    assert order.signals == [MOUSE]
    row = Consent.objects.get(signal=MOUSE)
    assert (row.state, row.control, row.channel, row.client) == ("withdrawn", "paper", "paper", "none")
    assert row.history.latest().history_user_id == str(cast.sam.pk), "the history names who wrote it down"
    assert Consent.objects.get(signal=CLICK).state == "given"
    assert Receipt.objects.filter(person=cast.priya, decision="paper").count() == 1
    assert Message.objects.get(person=cast.priya).kind == "withdrawn-on-paper"
    entry = json.loads(bytes(Entry.objects.get(event="consent:choice:withdraw").payload))
    assert (entry["actor"], entry["subject"]) == (str(cast.sam.pk), str(cast.priya.pk))
    assert entry["facts"]["channel"] == "paper"
    assert dt.datetime.fromisoformat(entry["facts"]["received"]) < timezone.now() - dt.timedelta(days=1)


def test_what_was_never_asked_is_refused(cast: Cast) -> None:
    assert by_letter(cast, KEYS) is None
    row = Consent.objects.get()
    assert (row.state, row.channel) == ("refused", "paper")
    assert Receipt.objects.get().decision == "paper"


def test_what_asks_for_no_consent_is_objected_to(cast: Cast) -> None:
    rows = [row | {"basis": Basis.LEGITIMATE_INTEREST.value} for row in programs.body_of(cast.program)["purposes"]]
    notice = programs.launch(programs.change(cast.program, "purposes", rows), material=True)
    acknowledging.acknowledge(person=cast.priya, notice=notice, by=cast.priya)
    by_letter(cast, MOUSE)
    assert Consent.objects.get().state == "objected"


@pytest.mark.rule("R100")
def test_officers_write_nothing_about_themselves_or_their_reports(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.give(cast.sam, MOUSE)
    by = {"program": cast.program, "signals": [MOUSE], "received_at": timezone.now(), "by": cast.sam}
    with pytest.raises(NotAllowed):
        withdraw_on_paper(person=cast.sam, **by)
    cast.marco.manager = cast.sam
    cast.marco.save()
    with pytest.raises(NotAllowed):
        by_letter(cast, MOUSE)
    assert set(Consent.objects.values_list("state", flat=True)) == {"given"}


@pytest.mark.parametrize("name", ["marco", "lena", "tomoko", "priya"])
def test_nobody_but_an_officer_does(cast: Cast, name: str) -> None:
    cast.give(cast.priya, MOUSE)
    with pytest.raises(NotAllowed):
        by_letter(cast, MOUSE, by=getattr(cast, name))


def test_an_officer_of_another_program_does_not(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    other = make_person("Ana Lopes", role=Role.PRIVACY_OFFICER)
    with pytest.raises(NotAllowed):
        by_letter(cast, MOUSE, by=other)
    grant_scope(person=other, permission="consent.oversee_program", to=cast.program, by=BY)
    by_letter(cast, MOUSE, by=Person.objects.get(pk=other.pk))


@pytest.mark.parametrize(("days_ago", "word"), [(-0.1, "future"), (800, "24 months")])
def test_a_date_that_cannot_be_right_is_refused(cast: Cast, days_ago: float, word: str) -> None:
    cast.give(cast.priya, MOUSE)
    with pytest.raises(DomainError, match=word):
        by_letter(cast, MOUSE, days_ago=days_ago)
    assert Consent.objects.get().state == "given"


def test_a_yes_of_the_persons_own_on_a_later_day_than_the_letter_stands(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, KEYS)
    time_machine.move_to(timezone.now() + dt.timedelta(days=10))
    cast.give(cast.priya, MOUSE)
    entries = Entry.objects.count()
    with pytest.raises(Conflict, match="Mouse movement: the person said yes themself after this paper came"):
        by_letter(cast, MOUSE, KEYS, days_ago=5)
    assert set(Consent.objects.values_list("state", flat=True)) == {"given"}
    assert (Entry.objects.count(), Message.objects.filter(kind="withdrawn-on-paper").count()) == (entries, 0)
    by_letter(cast, KEYS, days_ago=5)
    by_letter(cast, MOUSE)
    assert set(Consent.objects.values_list("state", flat=True)) == {"withdrawn"}, "an older yes, and one of the letter's own day"


def test_an_objection_taken_back_after_the_letter_stays_taken_back(cast: Cast) -> None:
    notice = by_interest(cast, MOUSE)
    acknowledging.acknowledge(person=cast.priya, notice=notice, by=cast.priya)
    choices.object_to(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    with pytest.raises(Conflict, match="their last word stands"):
        by_letter(cast, MOUSE, days_ago=2)
    assert Consent.objects.get().state == "lifted"


def test_the_same_letter_twice_changes_nothing(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    by_letter(cast, MOUSE)
    with pytest.raises(Conflict, match="off already"):
        by_letter(cast, MOUSE)
    assert Message.objects.filter(person=cast.priya).count() == 1


def test_the_person_can_undo_it_themself_and_the_officer_cannot(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    by_letter(cast, MOUSE)
    with pytest.raises(NotAllowed):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.sam)
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert Consent.objects.get().state == "given"


def test_somebody_who_left_can_still_send_a_letter(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.priya.left_at = timezone.now()
    cast.priya.save()
    by_letter(cast, MOUSE)
    assert Consent.objects.get().state == "withdrawn"
