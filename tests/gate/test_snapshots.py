"""POST /v1/snapshots and /v1/model-runs: who may go into a training set, and what is kept of that (R39)."""

import uuid

import pytest
from django.core.serializers import serialize
from django.test import Client

from consent.actions import choices, person_pauses
from gate import actions
from stores.models import ModelRun, Snapshot, SnapshotSubject
from stores.subjects import hashes
from tests import programs
from tests.cast import BY, KEYS, MOUSE, Cast

pytestmark = [pytest.mark.flows, pytest.mark.rule("R39")]


@pytest.fixture
def key(cast: Cast) -> str:
    return actions.enrol(name="Builder", program=cast.program, signals=[MOUSE], by=BY).key


def post(key: str, address: str, **body):
    return Client().post(address, body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})


def take(key: str, *people: object, dataset: str = "Pointer", **more):
    return post(key, "/v1/snapshots", dataset=dataset, name="week 1", subjects=[str(one) for one in people], **more)


def test_only_who_said_yes_goes_in_and_unknown_people_do_not(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    stranger = uuid.uuid4()
    answer = take(key, cast.priya.pk, cast.marco.pk, stranger).json()
    assert answer["allowed"] == [str(cast.priya.pk)]
    assert answer["excluded"] == [str(cast.marco.pk), str(stranger)]
    assert SnapshotSubject.objects.filter(snapshot=answer["snapshot"]).count() == 1


def test_who_withdrew_is_in_no_later_snapshot(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    assert take(key, cast.priya.pk).json()["allowed"]
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert take(key, cast.priya.pk).json()["allowed"] == []


def test_a_person_who_paused_is_left_out(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
    assert take(key, cast.priya.pk).json()["allowed"] == []


def test_a_paused_program_leaves_everybody_out(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    programs.pause_program(cast.program)
    assert take(key, cast.priya.pk).json()["allowed"] == []


def test_refs_are_never_kept_in_clear_and_two_snapshots_do_not_match(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    take(key, cast.priya.pk)
    take(key, cast.priya.pk)
    kept = SnapshotSubject.objects.all()
    assert len({row.subject for row in kept}) == 2
    written = serialize("json", [*kept, *Snapshot.objects.all()])
    assert str(cast.priya.pk) not in written
    assert cast.priya.pk.hex not in written
    first = kept[0]
    assert hashes(first.snapshot.salt, [cast.priya.pk]) == {first.subject: cast.priya.pk}


def test_a_snapshot_goes_on_until_a_model_is_made_from_it(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    cast.give(cast.marco, MOUSE)
    ref = take(key, cast.priya.pk).json()["snapshot"]
    assert take(key, cast.priya.pk, cast.marco.pk, **{"continue": ref}).json()["snapshot"] == ref
    assert SnapshotSubject.objects.filter(snapshot=ref).count() == 2
    run = post(key, "/v1/model-runs", name="assistant 3", snapshots=[ref])
    assert ModelRun.objects.get().pk == uuid.UUID(run.json()["model_run"])
    assert take(key, cast.marco.pk, **{"continue": ref}).status_code == 409


def test_only_what_belongs_to_the_program_can_be_named(cast: Cast, key: str) -> None:
    assert take(key, cast.priya.pk, dataset="Elsewhere").status_code == 404
    assert take(key, cast.priya.pk, **{"continue": str(uuid.uuid4())}).status_code == 404
    assert post(key, "/v1/model-runs", name="x", snapshots=[str(uuid.uuid4())]).status_code == 404
    assert not Snapshot.objects.exists()


def test_a_signal_that_is_not_the_collectors_allows_nobody(cast: Cast, key: str) -> None:
    cast.give(cast.priya, KEYS)
    assert take(key, cast.priya.pk, dataset="Keys").json()["allowed"] == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "x", "subjects": ["1"]}, '"dataset"'),
        ({"dataset": "Pointer", "name": "x", "subjects": ["1"]}, '"subjects"'),
        ({"dataset": "Pointer", "name": "x" * 121, "subjects": [str(uuid.uuid4())]}, '"name"'),
        ({"dataset": "Pointer", "name": "x", "subjects": [str(uuid.uuid4())] * 2, "continue": 3}, '"continue"'),
        ({"dataset": "Pointer", "name": "x", "subjects": [str(uuid.uuid4()) for _ in range(1001)]}, "at most 1000"),
    ],
)
def test_what_can_not_be_read_is_named(cast: Cast, key: str, body, said: str) -> None:
    answer = post(key, "/v1/snapshots", **body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_wrong_and_revoked_keys_are_turned_away(cast: Cast) -> None:
    made = actions.enrol(name="Builder", program=cast.program, signals=[MOUSE], by=BY)
    actions.revoke(collector=made.collector, by=cast.sam)
    assert take("nonsense", cast.priya.pk).status_code == 401
    assert take(made.key, cast.priya.pk).status_code == 403
    assert post(made.key, "/v1/model-runs", name="x", snapshots=[str(uuid.uuid4())]).status_code == 403
    assert not Snapshot.objects.exists()
