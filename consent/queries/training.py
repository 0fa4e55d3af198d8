"""Reads of training lineage: who in a snapshot has said no since, which models hold them, who may decide (R39)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404

from common.errors import NotAllowed
from common.rights import Right
from consent.models import Consent, DecisionChange, Declaration, Program
from consent.standing import NO
from people import queries as people
from people.models import Person
from purges.models import PurgeStep
from stores.models import ModelRun, Snapshot, SnapshotSubject
from stores.subjects import hashes

OUT = NO | {Consent.State.INVALIDATED}
"""A choice that takes a person out of what was trained: a no of theirs, or a yes that never was one."""
OVERLAP = dt.timedelta(minutes=10)
"""A change counts from when its transaction wrote it, not from its commit: a look goes so far back (no transaction is as long)."""
_AT_ONCE = 900
ENOUGH = 10
"""A model of fewer people says neither how many said no nor when the first one did (R101)."""


def out_of(snapshot: Snapshot) -> set[uuid.UUID]:
    """Everybody whose data may no longer be in this snapshot: their no stands, or its data was ordered to be erased since."""
    said_no = Consent.objects.filter(program=snapshot.program, signal__in=snapshot.dataset.signals, state__in=OUT)
    erased = _ordered().filter(dataset=snapshot.dataset_id, order__created_at__gte=snapshot.made_at)
    return {*said_no.values_list("person_id", flat=True), *erased.values_list("order__person_id", flat=True)}


def _ordered() -> QuerySet[PurgeStep]:
    return PurgeStep.objects.exclude(state=PurgeStep.State.CANCELLED)


def left(run: ModelRun) -> set[uuid.UUID]:
    """The people in the run's snapshots who are out of them by now."""
    found: set[uuid.UUID] = set()
    for snapshot in Snapshot.objects.filter(runs__run=run).select_related("dataset"):
        found |= _inside(snapshot, out_of(snapshot))
    return found


def left_by(person: Person, program: Program) -> list[ModelRun]:
    """The program's model runs that `left` finds this person in, in a constant number of queries."""
    with_sources = ModelRun.objects.select_related("affected").prefetch_related("sources__snapshot__dataset")
    runs = list(with_sources.filter(program=program.pk))
    if not runs:
        return []
    said_no = Consent.objects.filter(program=program, person=person, state__in=OUT)
    signals = set(said_no.values_list("signal", flat=True))
    orders = _ordered().filter(order__person=person).order_by("order__created_at")
    # Of several orders about one dataset the latest stands in the dictionary.
    ordered = dict(orders.values_list("dataset", "order__created_at"))
    out = {}
    for snapshot in {source.snapshot for run in runs for source in run.sources.all()}:
        erased = ordered.get(snapshot.dataset_id)
        if signals & set(snapshot.dataset.signals) or (erased is not None and erased >= snapshot.made_at):
            out.update(dict.fromkeys(hashes(snapshot.salt, [person.pk]), snapshot.pk))
    inside = _there(out)
    return [run for run in runs if any(source.snapshot_id in inside for source in run.sources.all())]


def _there(hashed: dict[str, uuid.UUID]) -> set[uuid.UUID]:
    """Those of these snapshots that hold the person whose hash in them is given."""
    keys, found = list(hashed), set[uuid.UUID]()
    for start in range(0, len(keys), _AT_ONCE // 2):
        part = keys[start : start + _AT_ONCE // 2]
        rows = SnapshotSubject.objects.filter(snapshot__in=[hashed[key] for key in part], subject__in=part)
        found |= set(rows.values_list("snapshot_id", flat=True))
    return found


def _inside(snapshot: Snapshot, persons: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who are in the snapshot."""
    named = hashes(snapshot.salt, persons)
    keys, found = list(named), set()
    for start in range(0, len(keys), _AT_ONCE):
        rows = SnapshotSubject.objects.filter(snapshot=snapshot, subject__in=keys[start : start + _AT_ONCE])
        found |= {named[subject] for subject in rows.values_list("subject", flat=True)}
    return found


def runs_to_look_at() -> QuerySet[ModelRun]:
    """Runs not looked at yet, and those of programs where a choice changed since the last look."""
    changed = DecisionChange.objects.filter(
        program=OuterRef("program"),
        scope=DecisionChange.Scope.CONSENT,
        created_at__gte=OuterRef("look__looked_at") - OVERLAP,
    )
    return ModelRun.objects.filter(Q(look__isnull=True) | Exists(changed)).order_by("registered_at", "ref")


def runs_for(person: Person) -> QuerySet[ModelRun]:
    """The model runs of the programs that an officer oversees: those to decide first, the longest waiting first.

    Each comes with `many`: whether at least `ENOUGH` people are in one of the snapshots that it was made from (R101); and with
    `withheld`: whether another officer has to decide it, because this one has people below them and the group is so small that
    its state could tell the choice of one of them (R100). The order tells nothing about what is withheld.
    """
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        raise PermissionDenied
    found = ModelRun.objects.filter(program__in=people.scopes_of(person, "oversee_program"))
    inside = SnapshotSubject.objects.filter(snapshot=OuterRef("pk")).order_by()[ENOUGH - 1 : ENOUGH]
    large = Snapshot.objects.filter(Exists(inside), runs__run=OuterRef("pk"))
    leads = Value(people.leading([person.pk]).exists())
    related: Any = found.select_related("look", "affected__decided_by", "affected__agreed_by").annotate(many=Exists(large))
    told = related.annotate(withheld=Case(When(many=False, then=leads), default=Value(value=False)))
    ordered: QuerySet[ModelRun] = told.prefetch_related("sources__snapshot__dataset").order_by(
        Case(When(withheld=False, then=F("affected__since"))).asc(nulls_last=True), "-registered_at", "ref"
    )
    return ordered


def run_for(person: Person, ref: uuid.UUID) -> ModelRun:
    """One model run that waits for a decision or has one, or 404; `NotAllowed` where another officer decides, in any state."""
    run: Any = get_object_or_404(runs_for(person), pk=ref)
    if run.withheld:
        msg = "Another officer decides this one: few people are in it, and some people report to you."
        raise NotAllowed(msg, hint="Nothing was saved. An officer whom nobody reports to can read and decide it.")
    return get_object_or_404(runs_for(person).filter(affected__isnull=False), pk=ref)


def program_names(runs: Collection[ModelRun]) -> dict[uuid.UUID, str]:
    """The names of the runs' programs by ref."""
    return dict(Program.objects.filter(pk__in={run.program for run in runs}).values_list("pk", "name"))


def words_of(digests: Collection[str]) -> dict[str, str]:
    """The reasons behind each of these digests."""
    return {kept.pk: str(kept.body.get("words", "")) for kept in Declaration.objects.filter(pk__in=[one for one in digests if one])}
