"""Who may go into a training set, right now: the gate's own rule, asked for every signal of the dataset (R39)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from common.errors import DomainError, NotAllowed
from consent.queries.restrictions import people_restricted_in
from gate import queries
from gate.decide import decide
from gate.forms import Run, TrainingSet
from gate.models import Collector
from stores import training
from stores.models import Dataset, ModelRun, Snapshot


class NotFound(DomainError):  # noqa: N818 - says what it is
    """What the question names is not the program's, or is not there."""

    status = 404
    title = "There is no such thing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The snapshot, and who of those asked for is in it and who is not, in the order asked."""

    snapshot: Snapshot
    allowed: list[uuid.UUID]
    excluded: list[uuid.UUID]


def take(collector: Collector, asked: TrainingSet) -> Answer:
    """Decide for every person, and write down who was allowed. Raises `NotFound`, `NotAllowed` and `Conflict`."""
    _not_revoked(collector)
    dataset = queries.dataset_of(collector, asked.dataset)
    if dataset is None:
        msg = '"dataset" names no dataset of this collector\'s program, or more than one. Send its ref.'
        raise NotFound(msg)
    going_on = _snapshot_to_continue(collector, dataset, asked.going_on) if asked.going_on else None
    allowed = _allowed(collector, dataset, asked.people)
    inside = set(allowed)
    excluded = [person for person in asked.people if person not in inside]
    snapshot = training.take_snapshot(
        dataset=dataset,
        program=collector.program_id,
        name=asked.name,
        allowed=allowed,
        excluded=len(excluded),
        by=str(collector.pk),
        going_on=going_on,
    )
    return Answer(snapshot=snapshot, allowed=allowed, excluded=excluded)


def register(collector: Collector, asked: Run) -> ModelRun:
    """Register a model run made from snapshots of the collector's program, all of them known."""
    _not_revoked(collector)
    snapshots = list(queries.snapshots_of(collector).filter(pk__in=asked.snapshots))
    if len(snapshots) != len(set(asked.snapshots)):
        msg = f'"snapshots" names {len(asked.snapshots)}, but {len(snapshots)} are known of this collector\'s program.'
        raise NotFound(msg)
    return training.register_run(program=collector.program_id, name=asked.name, snapshots=snapshots, by=str(collector.pk))


def _not_revoked(collector: Collector) -> None:
    if collector.revoked_at is not None:
        msg = "This collector's key was revoked."
        raise NotAllowed(msg)


def _snapshot_to_continue(collector: Collector, dataset: Dataset, ref: uuid.UUID) -> Snapshot:
    found = queries.snapshots_of(collector).filter(pk=ref, dataset=dataset).first()
    if found is None:
        msg = '"continue" names no snapshot of this dataset and program.'
        raise NotFound(msg)
    return found


def _allowed(collector: Collector, dataset: Dataset, people: list[uuid.UUID]) -> list[uuid.UUID]:
    """The people of whom every signal in the dataset may be recorded now. A dataset without signals allows nobody."""
    mine, program = queries.collector_facts(collector), queries.program_facts(collector)
    known, now = queries.person_facts(collector, people), timezone.now()
    # Another program may have recorded into the same dataset, or into one that this one was made from.
    restricted = people_restricted_in(dataset, people)

    def may(person: uuid.UUID) -> bool:
        facts: dict[str, Any] = {"collector": mine, "program": program, "person": known.get(person), "now": now}
        allowed = bool(dataset.signals) and person not in restricted
        return allowed and all(decide(signal, **facts).allow for signal in dataset.signals)

    return [person for person in people if may(person)]
