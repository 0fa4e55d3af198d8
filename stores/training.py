"""Training lineage: from a dataset by snapshots to model runs, and what officers decided on those (R39; GDPR 5(2), 17).

Who may be in a snapshot is the gate's to say, and who said no since is the consent room's; here it is written down.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from people.actions import Actor, actor_of
from people.models import Person
from stores import subjects
from stores.events import StoreEvent
from stores.models import AffectedModel, Dataset, ModelRun, ModelRunLook, ModelRunSnapshot, Snapshot, SnapshotSubject

Decision = AffectedModel.Decision
SYSTEM = "system:training"


@transaction.atomic
def take_snapshot(
    *,
    dataset: Dataset,
    program: uuid.UUID,
    name: str,
    allowed: Collection[uuid.UUID],
    excluded: int,
    by: Actor,
    going_on: Snapshot | None = None,
) -> Snapshot:
    """Write down who was allowed into a training set, as hashes; `going_on` adds to a snapshot that no model was made from."""
    facts: dict[str, Any] = {"dataset": dataset.pk, "program": program, "allowed": len(allowed), "excluded": excluded}
    made = going_on or Snapshot(dataset=dataset, program=program, name=name, salt=subjects.new_salt(), made_at=timezone.now())
    with ledger.entry(StoreEvent.SNAPSHOT_TAKEN, actor=actor_of(by), ref=made.pk, **facts):
        if going_on is None:
            made.save(force_insert=True)
        else:
            _lock_open(made)
        rows = [SnapshotSubject(snapshot=made, subject=one) for one in sorted(subjects.hashes(made.salt, allowed))]
        SnapshotSubject.objects.bulk_create(rows, ignore_conflicts=True)
    return made


def _lock_open(snapshot: Snapshot) -> None:
    """Lock the snapshot, so that nobody is added once a model was made from it."""
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if ModelRunSnapshot.objects.filter(snapshot=snapshot).exists():
        msg = "A model run was made from this snapshot, so nobody can be added."
        raise Conflict(msg, hint="Take a new snapshot.")


@transaction.atomic
def register_run(*, program: uuid.UUID, name: str, snapshots: Collection[Snapshot], by: Actor) -> ModelRun:
    """Register a model run made from these snapshots, which are closed by it. The next look lists it where people have left."""
    facts: dict[str, Any] = {"program": program, "snapshots": len(snapshots)}
    made = ModelRun(program=program, name=name, registered_at=timezone.now())
    with ledger.entry(StoreEvent.MODEL_REGISTERED, actor=actor_of(by), ref=made.pk, **facts):
        made.save(force_insert=True)
        refs = [snapshot.pk for snapshot in snapshots]
        for snapshot in Snapshot.objects.select_for_update().filter(pk__in=refs).order_by("pk"):
            ModelRunSnapshot.objects.create(run=made, snapshot=snapshot)
    return made


@transaction.atomic
def note_look(*, run: ModelRun, people: int, began: dt.datetime) -> None:
    """Keep how many people of the run have said no, as of `began`; the first of them lists the model for a decision."""
    ModelRunLook.objects.update_or_create(run=run, defaults={"people": people, "looked_at": began})
    if people and not AffectedModel.objects.filter(run=run).exists():
        with ledger.entry(StoreEvent.MODEL_AFFECTED, actor=SYSTEM, ref=run.pk, program=run.program):
            AffectedModel.objects.create(run=run, since=timezone.now())


@transaction.atomic
def decide(*, run: ModelRun, decision: str, reasons: str, seen: str, by: Person) -> AffectedModel:
    """Decide what becomes of the model; `reasons` is the digest of the words. Keeping it waits for a second officer.

    `seen` is the decision that the page had shown (`AffectedModel.standing`): `Conflict` where somebody decided otherwise since.
    """
    if decision not in Decision.values or decision == Decision.NONE:
        msg = "Choose what becomes of the model. Nothing was saved."
        raise DomainError(msg)
    found: AffectedModel = AffectedModel.objects.select_for_update().get(run=run)
    if found.standing != seen:
        who = found.decided_by.name if found.decided_by else "Somebody"
        msg = f"{who} decided on this model since you opened the page: {found.get_decision_display().lower()}. Nothing was saved."
        raise Conflict(msg, hint="Your words are kept. Save again if your decision has to take its place.")
    facts: dict[str, Any] = {"program": run.program, "decision": decision, "sha256": reasons}
    with ledger.entry(StoreEvent.MODEL_DECIDED, actor=by.pk, ref=run.pk, **facts):
        found.decision, found.reasons, found.people = Decision(decision), reasons, run.look.people
        found.decided_by, found.decided_at, found.agreed_by = by, timezone.now(), None
        found.save()
    return found


@transaction.atomic
def agree(*, run: ModelRun, seen: str, by: Person) -> AffectedModel:
    """Agree, as the second officer, that the model is kept as it is; `seen` is the digest of the reasons that the page showed."""
    found: AffectedModel = AffectedModel.objects.select_for_update().get(run=run)
    if found.decision != Decision.RETAIN or found.settled or found.reasons != seen:
        msg = "There is nothing to agree to here, or it changed since you opened the page. Nothing was saved."
        raise Conflict(msg, hint="Reload the page and read the reasons.")
    if found.decided_by_id == by.pk:
        msg = "You proposed to keep this model, so another officer has to agree."
        raise NotAllowed(msg, hint="Keeping a model as it is takes two people.")
    with ledger.entry(StoreEvent.MODEL_RETAINED, actor=by.pk, ref=run.pk, program=run.program, sha256=seen):
        found.agreed_by = by
        found.save()
    return found
