"""Which datasets a withdrawal erases: what another consent covers stays, what can't be told apart goes, derived goes too."""

import pytest

from common.errors import DomainError
from consent import queries
from consent.actions import choices
from consent.models import Consent
from people import actions as people_actions
from people.models import Site
from stores import actions as stores
from tests import programs
from tests.cast import BY, CLICK, MOUSE, Cast

pytestmark = pytest.mark.rule("R37")


def uncovered(cast: Cast, *signals: str) -> set:
    return queries.uncovered_datasets(person=cast.priya, program=cast.program, signals=signals)


@pytest.fixture
def other(cast: Cast):
    """A second program that records mouse movement into the same dataset."""
    program = programs.add_program(
        slug="ergonomics",
        name="Ergonomics",
        purpose="Better chairs.",
        details="",
        used_by="2 people",
        retention_days=30,
        signals={MOUSE: "Where the pointer goes."},
        by=BY,
    )
    programs.attach_dataset(program=program, dataset=cast.datasets[MOUSE], by=BY)
    programs.publish_notice(program=program, summary=["We record."], sections=[], by=BY)
    program.refresh_from_db()
    return programs.start_program(program=program, by=BY)


def test_a_dataset_that_another_consent_covers_is_kept(cast: Cast, other) -> None:
    choices.give(person=cast.priya, program=other, signals=[MOUSE], notice_version=1, by=cast.priya)
    assert uncovered(cast, MOUSE) == set()


def test_it_goes_when_the_other_program_has_no_consent(cast: Cast, other) -> None:
    assert uncovered(cast, MOUSE) == {cast.datasets[MOUSE].pk}


def test_derived_datasets_go_with_their_source_however_far_down(cast: Cast) -> None:
    memory = cast.datasets[MOUSE].store
    cast.memory.put("features", [{"employee": "E99999"}])
    cast.memory.put("model_input", [{"employee": "E99999"}])
    made = [
        stores.register_dataset(
            store=memory,
            name=name,
            location=name,
            subject_column="employee",
            identifier_kind="employee-number",
            signals=[],
            by=BY,
        )
        for name in ("features", "model_input")
    ]
    stores.declare_derived(source=cast.datasets[MOUSE], derived=made[0], by=BY)
    stores.declare_derived(source=made[0], derived=made[1], by=BY)
    assert uncovered(cast, MOUSE) == {cast.datasets[MOUSE].pk, made[0].pk, made[1].pk}


def test_a_program_never_records_into_a_dataset_that_mixes_signals(cast: Cast) -> None:
    cast.memory.put("sessions", [{"employee": "E99999"}])
    mixed = stores.register_dataset(
        store=cast.datasets[MOUSE].store,
        name="Sessions",
        location="sessions",
        subject_column="employee",
        identifier_kind="employee-number",
        signals=[MOUSE, CLICK],
        by=BY,
    )
    with pytest.raises(DomainError, match="2 signals"):
        programs.attach_dataset(program=cast.program, dataset=mixed, by=BY)


def test_a_consent_that_does_not_hold_covers_nothing(cast: Cast, other) -> None:
    choices.give(person=cast.priya, program=other, signals=[MOUSE], notice_version=1, by=cast.priya)
    assert uncovered(cast, MOUSE) == set()
    programs.publish_notice(program=other, summary=["We record more."], sections=[], by=BY)
    assert uncovered(cast, MOUSE) == {cast.datasets[MOUSE].pk}


def at_site(cast: Cast, site: Site) -> None:
    people_actions.move_site(person=cast.priya, site=site, by=BY)
    cast.priya.refresh_from_db()


def test_a_yes_in_a_program_that_is_about_the_person_no_more_covers_nothing(cast: Cast, other) -> None:
    here, there, far = (Site.objects.create(name=name, country="IE", employer="E") for name in ("Here", "There", "Far"))
    at_site(cast, here)
    sites = programs.body_of(other)["about"] | {"sites": [str(here.pk), str(far.pk)]}
    notice = programs.launch(programs.change(other, "about", sites), material=True)
    other.refresh_from_db()
    choices.give(person=cast.priya, program=other, signals=[MOUSE], notice_version=notice.version, by=cast.priya)
    assert uncovered(cast, MOUSE) == set()
    at_site(cast, there)
    assert Consent.objects.get(program=other).state == "given", "a move within the company ends no choice"
    assert uncovered(cast, MOUSE) == {cast.datasets[MOUSE].pk}
    at_site(cast, far)
    assert uncovered(cast, MOUSE) == set()
