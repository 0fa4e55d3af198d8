"""Corrections (GDPR 16): a task per dataset for whoever looks after its store, ended with proof; the last ends the request."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import DomainError, NotAllowed
from common.states import move
from people import sealing
from people.actions import Actor, actor_of, send_message
from people.models import Person
from rights.actions import telling
from rights.actions.closing import close
from rights.actions.filing import WORDS
from rights.events import RightsEvent
from rights.models import Decision, RectificationTask, Request
from rights.queries import corrections, mine, scope

State = RectificationTask.State
Outcome = Request.Outcome


def open_tasks(*, request: Request, decision: Decision, by: Actor) -> bool:
    """Ask the stewards of every dataset that the request is about, but the excepted ones; False where there is none."""
    kept = {uuid.UUID(one["dataset"]) for one in decision.exceptions if one.get("dataset")}
    datasets = [dataset for dataset in scope.datasets_of(request) if dataset.pk not in kept]
    for dataset in datasets:
        about = {"actor": actor_of(by), "subject": request.person_id, "ref": request.pk}
        with ledger.entry(RightsEvent.TASK_OPENED, **about, dataset=dataset.pk):
            task = RectificationTask.objects.create(request=request, dataset=dataset, opened_at=timezone.now())
        _tell(corrections.stewards_of(task), request, task)
    return bool(datasets)


def _tell(stewards: Collection[Person], request: Request, task: RectificationTask) -> None:
    for steward in stewards:
        link = f"/office/corrections/{task.pk}/"
        send_message(person=steward, kind="correction-wanted", about=request.short_ref, link=link)


@transaction.atomic
def end(*, task: RectificationTask, state: str, proof: str, by: Person) -> RectificationTask:
    """Say that a correction was made, or why it can't be, with the proof (what was changed, when, under which number).

    Raises `NotAllowed` for whoever does not look after the store, is the person or is above them, `DomainError` without proof,
    `Conflict` where the task has ended already. The last task ends the request, and the recipients are told (R77).
    """
    if not corrections.tasks_for(by).filter(pk=task.pk).exists():
        msg = "Only those who look after this store can do that, and never for themself or their own reports."
        raise NotAllowed(msg)
    if state not in (State.DONE, State.IMPOSSIBLE):
        msg = "Say whether it was corrected or can't be. Nothing was saved."
        raise DomainError(msg)
    if not proof.strip():
        msg = "Say what was changed and how it can be seen, or why it can't be done. Nothing was saved."
        raise DomainError(msg)
    # The request's row first: of two tasks ended at once, the second sees the first.
    request: Request = Request.objects.select_for_update(of=("self",)).select_related("person").get(pk=task.request_id)
    facts: dict[str, Any] = {"dataset": task.dataset_id, "state": state}
    with ledger.entry(RightsEvent.TASK_DONE, actor=by.pk, subject=request.person_id, ref=request.pk, **facts) as entry:
        sealed = sealing.seal(request.person, proof.strip(), purpose=WORDS)
        ended = move(task, state, done_by=by, done_at=timezone.now(), proof=sealed)
        if state == State.DONE:
            telling.tell_recipients(request, decision="correct", entry_id=entry.id, dataset=task.dataset_id)
    _end_with_the_last(request, by)
    return ended


def note_reading(*, task: RectificationTask, by: Person) -> None:
    """Note that the steward read whom the correction is about: reading is an event too."""
    with ledger.entry(RightsEvent.TASK_READ, actor=by.pk, subject=task.request.person_id, ref=task.pk, dataset=task.dataset_id):
        pass


def _end_with_the_last(request: Request, by: Person) -> None:
    states = set(RectificationTask.objects.filter(request=request).values_list("state", flat=True))
    if State.OPEN in states or request.state != Request.State.ACCEPTED:
        return
    whole = State.IMPOSSIBLE not in states and not mine.partly_decided(request)
    close(
        request=request,
        outcome=Outcome.GRANTED if whole else Outcome.PARTLY,
        by=by,
        message="request-done" if whole else "request-partly",
    )
