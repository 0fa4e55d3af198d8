"""People who leave or move: what they had chosen ends with the change itself, and a new place asks for new choices."""

import json

import pytest
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, DomainError, NotAllowed
from consent import endings, queries
from consent.actions import acknowledging, choices
from consent.models import Acknowledgement, Consent, DecisionChange
from people.actions import leave, move_site
from people.models import Message, Person, Site
from tests.cast import BY, KEYS, MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R109")]


@pytest.fixture
def dublin(cast: Cast) -> Site:
    """Where Priya works, and has said yes."""
    site = Site.objects.create(name="Dublin", country="IE", employer="Example Ltd")
    cast.priya.site = site
    cast.priya.save()
    cast.give(cast.priya, MOUSE, KEYS)
    return site


def states() -> set[tuple[str, str]]:
    return set(Consent.objects.values_list("state", "control"))


def test_leaving_ends_every_choice_in_the_same_transaction(cast: Cast, dublin: Site) -> None:
    leave(person=cast.priya, by=cast.tomoko)
    assert states() == {("expired", "left")}
    gone = Person.objects.get(pk=cast.priya.pk)
    assert not gone.active
    assert DecisionChange.objects.filter(scope="person").get().reason == "OFFBOARDED"
    assert set(DecisionChange.objects.filter(scope="consent", allow=False).values_list("reason", flat=True)) == {"OFFBOARDED"}
    entry = Entry.objects.get(event="consent:choice:expire")
    assert (entry.subject, entry.actor) == (str(cast.priya.pk), str(cast.tomoko.pk))
    assert not cast.priya.purge_orders.exists(), "the rest of its retention begins; nothing is erased by leaving alone"


def test_who_left_can_say_no_but_not_yes(cast: Cast, dublin: Site) -> None:
    leave(person=cast.priya, by=BY)
    with pytest.raises(DomainError, match="no longer work here"):
        cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    with pytest.raises(DomainError):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)


def test_leaving_twice_is_a_conflict(cast: Cast) -> None:
    leave(person=cast.priya, by=BY)
    with pytest.raises(Conflict):
        leave(person=cast.priya, by=BY)


@pytest.mark.parametrize("name", ["marco", "sam", "priya", "lena"])
def test_only_an_administrator_says_who_left_or_moved(cast: Cast, dublin: Site, name: str) -> None:
    berlin = Site.objects.create(name="Berlin", country="DE")
    for act in (lambda by: leave(person=cast.priya, by=by), lambda by: move_site(person=cast.priya, site=berlin, by=by)):
        with pytest.raises(NotAllowed):
            act(getattr(cast, name))
    assert states() == {("given", "yes")}


@pytest.mark.parametrize(("country", "employer"), [("DE", "Example Ltd"), ("IE", "Example Two Ltd")])
def test_another_country_or_employer_ends_choices_and_asks_for_new_ones(cast: Cast, dublin: Site, country, employer) -> None:
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    there = Site.objects.create(name="There", country=country, employer=employer)
    move_site(person=cast.priya, site=there, by=cast.tomoko)
    assert states() == {("expired", "moved")}
    assert not queries.acknowledged(cast.priya, cast.program), "notices are read anew as well"
    assert Acknowledgement.history.count() == 2, "and the record of the earlier reading stays"
    assert Message.objects.get(person=cast.priya).kind == "choices-moved"
    again = {"person": cast.priya, "program": cast.program, "signals": [MOUSE], "by": cast.priya}
    with pytest.raises(Conflict):
        choices.renew(**again, notice_version=1)
    cast.give(cast.priya, MOUSE)
    assert Consent.objects.get(signal=MOUSE).state == "given"


def test_after_a_move_no_undo_brings_back_the_yes_from_before(cast: Cast, dublin: Site) -> None:
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    berlin = Site.objects.create(name="Berlin", country="DE", employer="Example Ltd")
    move_site(person=cast.priya, site=berlin, by=BY)
    with pytest.raises(Conflict, match="too late to undo"):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert states() == {("withdrawn", "switch"), ("expired", "moved")}


def test_another_site_of_the_same_country_and_employer_ends_nothing(cast: Cast, dublin: Site) -> None:
    cork = Site.objects.create(name="Cork", country="IE", employer="Example Ltd")
    move_site(person=cast.priya, site=cork, by=BY)
    assert states() == {("given", "yes")}
    assert Person.objects.get(pk=cast.priya.pk).site == cork
    with pytest.raises(Conflict):
        move_site(person=cast.priya, site=cork, by=BY)


def test_the_ledger_says_where_to_in_codes_alone(cast: Cast, dublin: Site) -> None:
    berlin = Site.objects.create(name="Berlin office", country="DE", employer="Example GmbH")
    move_site(person=cast.priya, site=berlin, by=BY)
    payload = bytes(Entry.objects.get(event="people:person:move").payload)
    assert json.loads(payload)["facts"] == {"site": str(berlin.pk), "country": "DE", "employer_changed": True}
    assert b"GmbH" not in payload


def test_an_unknown_place_before_is_not_taken_for_the_same(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    Person.objects.filter(pk=cast.priya.pk).update(site=None)
    move_site(person=cast.priya, site=Site.objects.create(name="Dublin", country="IE"), by=BY)
    assert states() == {("expired", "moved")}


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_at": True}])
def test_the_sweep_ends_choices_of_people_who_are_gone_already(cast: Cast, change: dict) -> None:
    cast.give(cast.priya, MOUSE)
    cast.give(cast.marco, MOUSE)
    Person.objects.filter(pk=cast.priya.pk).update(**{key: value and timezone.now() for key, value in change.items()})
    assert endings.end_of_gone() == 1
    assert endings.end_of_gone() == 0
    assert Consent.objects.get(person=cast.priya).control == "left"
    assert Consent.objects.get(person=cast.marco).state == "given"
