"""The trial company: whole or not at all, the same each time, and recorded only of those who said yes."""

import sqlite3

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from consent.models import Consent, Program
from people.models import Person, Role
from people.queries import roles_of
from portal.demo.cast import CAST, person_of
from portal.demo.company import employees
from portal.demo.outside import LEAVER
from rights.models import Concern, Request
from stores.models import Dataset
from tests.rights.visitors import ask, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.flows]


@pytest.fixture(autouse=True)
def _var(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path


def test_a_company_is_made(settings) -> None:
    call_command("demo", people=14, days=2)
    assert Person.objects.filter(left_at=None).count() == 14
    assert Program.objects.get(slug="desktop-assistant-training").state == "running"
    assert {dataset.store.kind for dataset in Dataset.objects.select_related("store")} == {"sql", "files"}
    assert Consent.objects.count() == sum(len(one.yes) for one in employees(14))
    assert Consent.history.count() == Consent.objects.count()
    assert Entry.objects.exists()
    assert roles_of(person_of("officer")) == {Role.PRIVACY_OFFICER}
    assert person_of("employee").manager == person_of("manager")


def test_only_those_who_said_yes_are_recorded(settings) -> None:
    call_command("demo", people=30, days=1)
    with sqlite3.connect(settings.VAR_DIR / "demo" / "events.sqlite3") as database:
        seen = {number for (number,) in database.execute("SELECT DISTINCT employee_number FROM pointer_events")}
    said_yes = {one.employee_number for one in employees(30) if "mouse-movement" in one.yes}
    assert seen == said_yes


def test_the_recorders_key_is_kept_for_this_user_alone(settings) -> None:
    call_command("demo", people=9, days=1)
    assert (settings.VAR_DIR / "demo-recorder.key").stat().st_mode & 0o777 == 0o600


def test_a_database_with_people_is_left_alone() -> None:
    call_command("demo", people=9, days=1)
    with pytest.raises(CommandError, match="people in this database already"):
        call_command("demo", people=9, days=1)


def test_it_is_refused_outside_a_trial(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="ASSENT_DEMO"):
        call_command("demo", people=9, days=1)


def test_too_small_a_company_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 9"):
        call_command("demo", people=len(CAST) - 1, days=1)


def test_a_wrong_recording_leaves_no_company(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.csv").write_text("a,b\n")
    with pytest.raises(CommandError, match=r"x\.csv, line 1, column 1"):
        call_command("demo", people=9, days=1, recordings=tmp_path / "in")
    assert not Person.objects.exists()


def test_colleagues_have_asked_for_their_data_in_the_weeks_before(settings) -> None:
    call_command("demo", people=30, days=1)
    requests = Request.objects.all()
    assert requests.count() == 12
    assert {"access", "erasure", "rectification", "question"} <= set(requests.values_list("kind", flat=True))
    assert {"acknowledged", "delayed", "requires-action", "rejected", "fulfilled"} <= set(requests.values_list("state", flat=True))
    assert all(request.closed_at is not None for request in requests if not request.is_open)
    assert not requests.filter(person__email__in=[part.email for part in CAST]).exists()


def test_somebody_left_and_colleagues_raised_concerns() -> None:
    call_command("demo", people=40, days=1)
    assert [person.name for person in Person.objects.exclude(left_at=None)] == ["Robin Hale"]
    assert set(Concern.objects.values_list("named", "state")) == {(True, "open"), (False, "open"), (False, "answered")}
    ask(LEAVER)
    assert delivered() == [LEAVER]
