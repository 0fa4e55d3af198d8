"""Reads of legal holds: who may see which, what each keeps, and what has to be looked after."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common import days
from common.rights import Right
from people import queries as people
from people.models import Identifier, IdentifierKind, Person
from purges.models import Hold, HoldDataset, HoldPerson, HoldProgram, PurgePass, PurgeStep
from stores.models import Dataset

Holds = QuerySet[Any]
State = Hold.State
Step = PurgeStep.State
APPROVE_WITHIN = dt.timedelta(days=7)
"""Unless a second person approves it within this time, a hold lapses."""
WAITING = (Step.DUE, Step.RUNNING, Step.FAILED)


def holds_for(person: Person) -> Holds:
    """The holds that legal or a privacy officer may see, newest first.

    Never one that names themself, nor one that names somebody who reports to them: it would tell what their people asked for
    (law 8: manager-blind).
    """
    if not person.has_perm(Right.HOLDS_READ):
        raise PermissionDenied
    theirs = HoldPerson.objects.filter(hold=OuterRef("pk"), person__in=hidden_from(person))
    return Hold.objects.filter(~Exists(theirs)).select_related("placed_by").order_by("-placed_at", "-ref")


def hold_for(person: Person, ref: uuid.UUID) -> Hold:
    """One hold that the person may see, or 404."""
    with_people = holds_for(person).select_related("placed_by", "approved_by", "lift_asked_by", "lifted_by")
    found: Hold = get_object_or_404(with_people, pk=ref)
    return found


def hidden_from(person: Person) -> set[uuid.UUID]:
    """Whose purges this person may not see from above: their own, and those of their reports."""
    return people.below(person) | {person.pk}


def may_place(person: Person) -> None:
    """Let those in who place and review holds."""
    if not person.has_perm(Right.HOLDS_MANAGE):
        raise PermissionDenied


def second_hand(person: Person) -> bool:
    """Say whether the person can be the second one for a hold: legal, or an officer who approves purges (law 11)."""
    return person.has_perm(Right.HOLDS_MANAGE) or person.has_perm(Right.PURGES_APPROVE)


def second_hands(hold: Hold) -> list[Person]:
    """Everybody who may hear of this hold: legal and officers, except those from whom it is hidden."""
    named = set(hold.people.values_list("person_id", flat=True))
    barred = named.union(*(people.above(ref) for ref in named))
    found = people.holding(Right.HOLDS_MANAGE) | people.holding(Right.PURGES_APPROVE)
    return [person for person in found.distinct().order_by("pk") if person.pk not in barred]


def search(holds: Holds, *, state: str, q: str) -> Holds:
    """Narrow by state (`active`, `waiting`, `overdue`, `ended`) and by a part of the matter's code."""
    holds = holds.filter(_states().get(state, Q()))
    return holds.filter(matter__icontains=q) if q else holds


def _states() -> dict[str, Q]:
    active = Q(state__in=Hold.ACTIVE)
    return {
        "active": active,
        "waiting": active & (Q(state=State.PLACED) | Q(lift_asked_by__isnull=False)),
        "overdue": active & Q(review_on__lt=days.today()),
        "ended": ~active,
    }


def with_counts(holds: Holds, viewer: Person) -> Holds:
    """Add how many people, programs and datasets each names, and how many steps it keeps: without the viewer's own reports'."""
    covered = _held().exclude(order__person__in=hidden_from(viewer)).filter(Exists(_covering().filter(pk=OuterRef(OuterRef("pk")))))
    counts: Holds = holds.annotate(
        people_named=_number_of(HoldPerson.objects.all()),
        programs_named=_number_of(HoldProgram.objects.all()),
        datasets_named=_number_of(HoldDataset.objects.filter(named=True)),
        steps_held=Coalesce(Subquery(covered.order_by().values("state").annotate(found=Count("pk")).values("found")), 0),
    )
    return counts


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """Count these rows per hold, in a query of its own: joined with each other they would multiply."""
    mine = rows.filter(hold=OuterRef("pk")).order_by().values("hold").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(mine), 0)


def steps_under(hold: uuid.UUID) -> QuerySet[PurgeStep]:
    """The held steps that this hold covers, whether another one covers them too or not."""
    return _held().filter(Exists(_covering().filter(pk=hold)))


def steps_held_loosely(since: dt.datetime) -> QuerySet[PurgeStep]:
    """Held steps that no hold in force covers, or that are covered by one that ended since then."""
    kept = Exists(_covering().filter(state__in=Hold.ACTIVE))
    ended = Exists(_covering().filter(ended_at__gte=since))
    return _held().filter(~kept | ended)


def _held() -> QuerySet[PurgeStep]:
    return PurgeStep.objects.filter(state=Step.HELD)


def _covering() -> QuerySet[Any]:
    """Holds that cover the step of the query around this one."""
    return Hold.objects.order_by().filter(
        Q(everybody=True) | Q(people__person=OuterRef("order__person")),
        Q(everywhere=True) | Q(datasets__dataset=OuterRef("dataset")),
    )


def kept_by_dataset(hold: Hold, viewer: Person) -> QuerySet[Any]:
    """How many steps and rows the hold keeps in each dataset, without those of the viewer's own reports."""
    steps = steps_under(hold.pk).exclude(order__person__in=hidden_from(viewer))
    per_dataset = steps.values("dataset__name", "dataset__store__name").annotate(steps=Count("pk"), rows=Sum("rows_held"))
    return per_dataset.order_by("dataset__store__name", "dataset__name")


def waiting_in(*, people: Collection[uuid.UUID], datasets: Collection[uuid.UUID], viewer: Person) -> int:
    """How many steps wait or run that a new hold on these people (none: everybody) and datasets would stop."""
    steps = PurgeStep.objects.filter(state__in=WAITING, dataset__in=datasets).exclude(order__person__in=hidden_from(viewer))
    return (steps.filter(order__person__in=people) if people else steps).count()


def passes_to_stop(hold: Hold) -> int:
    """How many passes that were under way when the hold was placed have not ended yet: each stops before its next commit."""
    now = timezone.now()
    living = PurgePass.objects.filter(ended_at__isnull=True, lease_until__gte=now, started_at__lte=hold.placed_at)
    if not hold.everywhere:
        living = living.filter(dataset__in=hold.datasets.values("dataset"))
    return living.count() if hold.active else 0


def people_named(viewer: Person, lines: Iterable[str]) -> dict[str, Person | None]:
    """Find people by e-mail address or employee number, in any case: each line to its person.

    None for nobody, for the viewer and for who reports to them, in the same way, so that it tells nothing about anybody.
    """
    asked = {line.strip().lower(): line.strip() for line in lines if line.strip()}
    found: dict[str, set[Person]] = {}
    for person in Person.objects.annotate(key=Lower("email")).filter(key__in=asked):
        found.setdefault(person.key, set()).add(person)
    numbers = Identifier.objects.filter(kind=IdentifierKind.EMPLOYEE_NUMBER).annotate(key=Lower("value")).filter(key__in=asked)
    for number in numbers.select_related("person"):
        found.setdefault(number.key, set()).add(number.person)
    hidden = hidden_from(viewer)
    return {line: _only_one(found.get(key, set()), hidden) for key, line in asked.items()}


def _only_one(found: set[Person], hidden: set[uuid.UUID]) -> Person | None:
    """Two people whom the same words name are nobody for sure."""
    person = next(iter(found)) if len(found) == 1 else None
    return None if person is None or person.pk in hidden else person


def datasets_there() -> list[Dataset]:
    """Every dataset, by store."""
    return list(Dataset.objects.select_related("store").order_by("store__name", "name"))


def to_lapse() -> list[Hold]:
    """Holds that nobody approved in time."""
    return list(Hold.objects.filter(state=State.PLACED, placed_at__lt=timezone.now() - APPROVE_WITHIN))


def overdue() -> list[Hold]:
    """Holds in force whose review is overdue, and that nobody was told of within a week."""
    today = days.today()
    due = Hold.objects.filter(state__in=Hold.ACTIVE, review_on__lt=today)
    return list(due.filter(Q(alarmed_on__isnull=True) | Q(alarmed_on__lte=today - dt.timedelta(days=7))))


def of_programs() -> list[Hold]:
    """Holds in force that name programs, with the datasets that they cover so far."""
    active = Hold.objects.filter(state__in=Hold.ACTIVE, programs__isnull=False).distinct()
    return list(active.prefetch_related("programs", "datasets"))


def register(*, since: dt.datetime, until: dt.datetime) -> Holds:
    """The holds register: every hold that kept something at some time of the period, oldest first (R76)."""
    in_force = Hold.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since), placed_at__lt=until)
    return in_force.prefetch_related("people", "programs", "datasets", "reviews").order_by("placed_at", "ref")
