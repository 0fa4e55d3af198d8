"""Corrections as stewards see them: those of the stores they look after, never of themself or their own reports (law 8)."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from common.rights import Right
from people import queries as people
from people.models import Person
from rights.models import RectificationTask, Request

State = RectificationTask.State


def tasks_for(person: Person) -> QuerySet[RectificationTask]:
    """The corrections that this person may make, the longest waiting first."""
    tasks = RectificationTask.objects.select_related("request__person", "request__words__key", "dataset__store", "done_by")
    if not person.has_perm(Right.STORES_MANAGE):
        stores = people.scopes_of(person, "steward_store")
        if not stores or not person.active:
            raise PermissionDenied
        tasks = tasks.filter(dataset__store__in=stores)
    hidden = people.below(person) | {person.pk}
    # What the person took back is nobody's task any more.
    tasks = tasks.exclude(request__state=Request.State.UNFULFILLED)
    return tasks.exclude(request__person__in=hidden).order_by("opened_at", "ref")


def task_for(person: Person, ref: uuid.UUID) -> RectificationTask:
    """One correction or 404."""
    found: RectificationTask = get_object_or_404(tasks_for(person), pk=ref)
    return found


def stewards_of(task: RectificationTask) -> list[Person]:
    """Who may make this correction and hears of it: the store's stewards, or everybody who manages stores where there is none."""
    barred = people.above(task.request.person_id) | {task.request.person_id}
    scoped = people.scoped_to(task.dataset.store_id, "steward_store")
    stewards = [one for one in people.active().filter(pk__in=scoped) if one.pk not in barred]
    return stewards or [one for one in people.holding(Right.STORES_MANAGE) if one.pk not in barred]


def waiting_for(person: Person) -> int:
    """How many open corrections this person may make; none for those who look after no store."""
    try:
        return tasks_for(person).filter(state=State.OPEN).count()
    except PermissionDenied:
        return 0
