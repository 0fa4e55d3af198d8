"""A new yes after a withdrawal: it waits for the proof, and from then on its rows are wanted."""

from unittest import mock

import pytest
from django.utils import timezone

from common.errors import Conflict
from consent.actions import choices
from consent.models import Consent, DecisionChange
from purges import passes, queries, verification
from purges.models import PurgeStep
from stores import actions as stores
from stores.connectors.memory import MemoryConnector
from stores.models import Dataset
from tests import programs
from tests.cast import BY, MOUSE, Cast


@pytest.fixture(autouse=True)
def _no_grace(settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0


def withdrawn(cast: Cast) -> PurgeStep:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    return erase(cast.datasets[MOUSE])


def erase(dataset: Dataset) -> PurgeStep:
    passes.run(dataset.pk)
    verification.verify(dataset.pk)
    return PurgeStep.objects.get(dataset=dataset)


def derived(cast: Cast) -> Dataset:
    made = cast.another_dataset("Features", "features", MOUSE)
    stores.declare_derived(source=cast.datasets[MOUSE], derived=made, by=BY)
    return made


def test_it_waits_for_derived_data_too(cast: Cast) -> None:
    features = derived(cast)
    withdrawn(cast)
    with pytest.raises(Conflict):
        cast.give(cast.priya, MOUSE)
    erase(features)
    cast.give(cast.priya, MOUSE)


def test_it_ends_the_later_checks_of_derived_data_too(cast: Cast, time_machine) -> None:
    features = derived(cast)
    withdrawn(cast)
    step = erase(features)
    cast.give(cast.priya, MOUSE)
    time_machine.move_to(step.next_check_at)
    assert queries.datasets_to_verify() == []


@pytest.mark.parametrize("rows", [0, 3])
def test_it_ends_a_check_that_is_under_way(cast: Cast, time_machine, rows: int) -> None:
    step = withdrawn(cast)
    time_machine.move_to(step.next_check_at)
    locate = MemoryConnector.locate

    def meanwhile(*args: object) -> dict[str, int]:
        cast.give(cast.priya, MOUSE)
        cast.record(cast.priya, MOUSE, rows=rows)
        return locate(*args)

    with mock.patch.object(MemoryConnector, "locate", meanwhile):
        verification.verify(step.dataset_id)
    step.refresh_from_db()
    assert (step.state, step.next_check_at) == (PurgeStep.State.VERIFIED, None)


def test_a_newer_notice_can_be_agreed_to(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    newer = programs.publish_notice(program=cast.program, summary=["We record more."], sections=[], by=BY)
    choices.give(person=cast.priya, program=cast.program, signals=[MOUSE], notice_version=newer.version, by=cast.priya)
    consent = Consent.objects.get()
    assert (consent.notice, consent.version, consent.history.count()) == (newer, 2, 2)
    assert DecisionChange.objects.filter(scope="consent").last().notice_version == newer.version
    assert consent.decided_at <= timezone.now()
    with pytest.raises(Conflict):
        choices.give(person=cast.priya, program=cast.program, signals=[MOUSE], notice_version=newer.version, by=cast.priya)
