"""Nobody is asked to choose again where they can't: away from the program's sites, or after its end (R42, D16)."""

import datetime as dt

import pytest
from django.utils import timezone

from consent import endings
from consent.actions import choices, launch
from consent.models import Ending, Prompt
from people import actions as people_actions
from people.models import Message, Person, Site
from tests import programs
from tests.cast import BY, MOUSE, Cast
from tests.consent.deciding import about

pytestmark = [pytest.mark.flows, pytest.mark.rule("R42", "D16")]


@pytest.fixture
def here(cast: Cast) -> Site:
    """Where Priya works. The program is about people there alone."""
    site = Site.objects.create(name="Here", country="IE", employer="Example Ltd")
    Person.objects.filter(pk=cast.priya.pk).update(site=site)
    cast.priya.refresh_from_db()
    only_at(cast, site)
    choices.give(**about(cast, MOUSE), notice_version=cast.program.choices_from)
    return site


@pytest.fixture
def there() -> Site:
    return Site.objects.create(name="There", country="IE", employer="Example Ltd")


def only_at(cast: Cast, *sites: Site) -> None:
    facts = programs.body_of(cast.program)["about"] | {"sites": [str(site.pk) for site in sites]}
    programs.launch(programs.change(cast.program, "about", facts), material=True)
    cast.program.refresh_from_db()


def follow_up() -> None:
    for ending in Ending.objects.order_by("started_at"):
        endings.run(ending.pk)


def kinds(cast: Cast) -> list[str]:
    return list(Message.objects.filter(person=cast.priya).values_list("kind", flat=True))


def test_a_change_asks_those_whom_it_is_still_about(cast: Cast, here: Site, there: Site) -> None:
    only_at(cast, here, there)
    follow_up()
    assert kinds(cast) == ["choices-ended-ask"]
    assert Prompt.objects.count() == 1


def test_a_change_that_leaves_a_site_out_asks_nobody_there(cast: Cast, here: Site, there: Site) -> None:
    only_at(cast, there)
    follow_up()
    assert kinds(cast) == ["choices-ended-change"]
    assert not Prompt.objects.exists()


def test_a_yes_that_expires_after_a_move_away_asks_nothing(cast: Cast, here: Site, there: Site, time_machine) -> None:
    people_actions.move_site(person=cast.priya, site=there, by=BY)
    time_machine.move_to(timezone.now() + dt.timedelta(days=400))
    assert endings.expire_over() == 1
    assert kinds(cast) == ["choices-expired"]
    assert not Prompt.objects.exists()


def test_a_program_that_ended_since_its_change_asks_nobody(cast: Cast, here: Site) -> None:
    only_at(cast, here)
    launch.end(program=cast.program, by=cast.sam)
    follow_up()
    assert kinds(cast) == ["choices-ended-end"]
    assert not Prompt.objects.exists()


def test_nor_does_one_whose_last_day_is_past(cast: Cast, here: Site, time_machine) -> None:
    facts = programs.body_of(cast.program)["about"] | {"ends_on": (timezone.localdate() + dt.timedelta(days=1)).isoformat()}
    programs.launch(programs.change(cast.program, "about", facts), material=True)
    time_machine.move_to(timezone.now() + dt.timedelta(days=3))
    follow_up()
    assert kinds(cast) == ["choices-ended-end"]
    assert not Prompt.objects.exists()
