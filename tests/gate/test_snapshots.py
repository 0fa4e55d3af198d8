"""POST /v1/snapshots and /v1/model-runs: who may go into a training set, and what is kept of that (R39)."""

import uuid

import pytest
from django.core.serializers import serialize
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.actions import choices, person_pauses, restricting
from gate import actions
from stores.actions import declare_derived
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


def restrict(cast: Cast, *signals: str, program, kind: str = "restriction", person=None) -> uuid.UUID:
    facts = {"program": program, "signals": signals, "kind": kind, "origin": uuid.uuid4(), "by": BY}
    return restricting.restrict(person=person or cast.priya, **facts).origin


@pytest.mark.rule("R63")
@pytest.mark.parametrize("kind", ["restriction", "objection", "erasure"])
def test_a_restricted_person_is_left_out_until_that_is_over(cast: Cast, key: str, kind: str) -> None:
    for person in (cast.priya, cast.marco):
        cast.give(person, MOUSE, KEYS)
    origin = restrict(cast, MOUSE, program=cast.program, kind=kind)
    assert take(key, cast.priya.pk, cast.marco.pk).json()["excluded"] == [str(cast.priya.pk)]
    restricting.end(origin=origin, cause="lifted", by=BY)
    assert take(key, cast.priya.pk, cast.marco.pk).json()["excluded"] == []


@pytest.mark.rule("R63")
def test_a_snapshot_is_not_gone_on_with_people_who_are_restricted_since(cast: Cast, key: str) -> None:
    cast.give(cast.priya, MOUSE)
    ref = take(key, cast.marco.pk).json()["snapshot"]
    restrict(cast, program=None)
    assert take(key, cast.priya.pk, **{"continue": ref}).json()["allowed"] == []


@pytest.mark.rule("R63")
def test_data_restricted_in_another_program_that_shares_the_dataset_stays_out(cast: Cast, key: str) -> None:
    other = programs.add_program(slug="other", name="Other", signals={MOUSE: "m"}, by=BY)
    programs.attach_dataset(program=other, dataset=cast.datasets[MOUSE])
    programs.publish_notice(program=other, summary=["We record."])
    cast.give(cast.priya, MOUSE)
    restrict(cast, program=other, kind="erasure")
    assert take(key, cast.priya.pk).json()["allowed"] == [str(cast.priya.pk)], "what this program recorded is not erased by that"
    origin = restrict(cast, program=other)
    assert take(key, cast.priya.pk).json()["allowed"] == []
    restricting.end(origin=origin, cause="withdrawn", by=BY)
    assert take(key, cast.priya.pk).json()["allowed"] == [str(cast.priya.pk)]


@pytest.mark.rule("R63")
def test_what_was_made_from_restricted_data_stays_out_whatever_its_own_signals_are(cast: Cast, key: str) -> None:
    declare_derived(source=cast.datasets[KEYS], derived=cast.datasets[MOUSE], by=BY)
    cast.give(cast.priya, MOUSE, KEYS)
    cast.give(cast.marco, MOUSE, KEYS)
    restrict(cast, KEYS, program=cast.program)
    assert take(key, cast.priya.pk, cast.marco.pk).json()["allowed"] == [str(cast.marco.pk)]


@pytest.mark.rule("R63")
def test_the_number_of_queries_does_not_grow_with_restrictions(cast: Cast, key: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert take(key, cast.priya.pk, cast.marco.pk, cast.sam.pk).status_code == 200
        return len(captured)

    restrict(cast, program=None)
    before = queries()
    for person in (cast.marco, cast.sam, cast.priya):
        restrict(cast, MOUSE, program=cast.program, person=person)
    assert queries() == before


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
