"""A recipient that the declaration no longer names still holds what it was given, so it hears of a no (R38, GDPR 19)."""

import datetime as dt

import pytest
from django.utils import timezone

from consent.actions import choices
from consent.declarations.schema import row
from consent.models import Acknowledgement, RecipientDelivery
from people import actions as people_actions
from people.models import Site
from rights.queries.scope import programs_known_to
from tests import programs
from tests.cast import BY, MOUSE, Cast
from tests.consent.deciding import about, by_interest

pytestmark = [pytest.mark.flows, pytest.mark.rule("R38")]


def recipients(cast: Cast, *keys: str) -> None:
    """The program names these recipients from now on."""
    facts = {"role": "recipient", "address": "1 Quay", "contact": "it@example.com", "country": "IE"}
    rows = [row("recipients", key=key, name=key.title(), **facts) for key in keys]
    programs.launch(programs.change(cast.program, "recipients", rows), material=True)
    cast.program.refresh_from_db()


def say_yes(cast: Cast) -> None:
    choices.give(**about(cast, MOUSE), notice_version=cast.program.choices_from)


def told() -> list[str]:
    return sorted(RecipientDelivery.objects.values_list("recipient__key", flat=True))


def test_one_that_left_after_the_yes_is_told_and_one_that_left_before_it_is_not(cast: Cast) -> None:
    recipients(cast, "early", "old")
    recipients(cast, "old")
    say_yes(cast)
    recipients(cast, "new")
    choices.withdraw(**about(cast, MOUSE))
    assert told() == ["new", "old"]


def test_one_that_left_before_anything_that_is_kept_is_told_no_longer(cast: Cast, time_machine) -> None:
    recipients(cast, "old")
    say_yes(cast)
    recipients(cast, "new")
    time_machine.move_to(timezone.now() + dt.timedelta(days=cast.program.retention_days + 1))
    choices.withdraw(**about(cast, MOUSE))
    assert told() == ["new"]


def test_an_objection_to_what_was_recorded_after_reading_the_notice_is_told_likewise(cast: Cast) -> None:
    recipients(cast, "old")
    notice = by_interest(cast, MOUSE)
    cast.client(cast.priya).post("/me/programs/desktop/acknowledge/", {"notice": notice.version, "language": "en"})
    recipients(cast, "new")
    choices.object_to(**about(cast, MOUSE))
    assert told() == ["new", "old"]


def test_a_move_abroad_forgets_no_recipient(cast: Cast) -> None:
    recipients(cast, "old")
    notice = by_interest(cast, MOUSE)
    cast.client(cast.priya).post("/me/programs/desktop/acknowledge/", {"notice": notice.version, "language": "en"})
    recipients(cast, "new")
    lyon = Site.objects.create(name="Lyon", country="FR", employer="Another Ltd")
    people_actions.move_site(person=cast.priya, site=lyon, by=BY)
    cast.priya.refresh_from_db()
    assert not Acknowledgement.objects.filter(person=cast.priya).exists(), "in the new place the notice has to be read again"
    choices.object_to(**about(cast, MOUSE))
    assert told() == ["new", "old"]


def test_a_move_abroad_forgets_no_program_that_recorded_without_a_choice(cast: Cast) -> None:
    notice = by_interest(cast, MOUSE)
    cast.client(cast.marco).post("/me/programs/desktop/acknowledge/", {"notice": notice.version, "language": "en"})
    assert [one.pk for one in programs_known_to(cast.marco)] == [cast.program.pk]
    lyon = Site.objects.create(name="Lyon", country="FR", employer="Another Ltd")
    people_actions.move_site(person=cast.marco, site=lyon, by=BY)
    assert not Acknowledgement.objects.filter(person=cast.marco).exists()
    assert [one.pk for one in programs_known_to(cast.marco)] == [cast.program.pk], "an erasure still tells its recipients"
    assert not programs_known_to(cast.priya).exists()
