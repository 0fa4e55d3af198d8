"""What officers may see: every request but their own and those of their own reports (law 8), of programs they oversee."""

import uuid
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.shortcuts import get_object_or_404

from common.rights import Right
from people import queries as people
from people.models import Person
from rights.models import Request, RequestProgram

OVERSEE = "oversee_program"
HANDLING = (Right.REQUESTS_HANDLE, Right.CONCERNS_IDENTIFY)
TO_THE_DPO = (Request.Kind.COMPLAINT, Request.Kind.QUESTION)


def cases_for(officer: Person) -> QuerySet[Request]:
    """The requests that the officer may handle.

    A request that names programs is for those who oversee one of them; one that names none is for every officer, and so is one
    whose programs nobody oversees who may handle it: no request lies unseen. Never the officer's own, never of somebody who
    reports to them, however far down. The data protection officer answers complaints and questions, whatever they are about, and
    sees nothing else.
    """
    if not any(officer.has_perm(right) for right in HANDLING):
        raise PermissionDenied
    if officer.has_perm(Right.REQUESTS_HANDLE):
        found = Request.objects.exclude(_for_others_than(officer))
    else:
        found = Request.objects.filter(kind__in=TO_THE_DPO)
    return found.exclude(person__in=people.below(officer) | {officer.pk})


def _for_others_than(officer: Person) -> Exact:
    """A request names programs, none that this officer oversees, and one that somebody else oversees who may handle it.

    One value per request, looked up by its index: for two `Exists` the database would read all links before the first row.
    """
    overseers = _overseers()
    mine = [program for program, them in overseers.items() if officer.pk in them]
    unseen = [When(program=one, request__person__in=them, then=0) for one, them in _barred_from_all(overseers).items()]
    whose = Max(Case(When(program__in=mine, then=2), *unseen, When(program__in=list(overseers), then=1), default=0))
    links = RequestProgram.objects.filter(request=OuterRef("pk")).order_by().values("request")
    return Exact(Coalesce(Subquery(links.annotate(whose=whose).values("whose")), 0), 1)


def _overseers() -> dict[uuid.UUID, set[uuid.UUID]]:
    """By program, the officers who oversee it and may handle requests."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for program, officer in people.pairs(OVERSEE, people.holding(Right.REQUESTS_HANDLE)):
        found.setdefault(program, set()).add(officer)
    return found


def _barred_from_all(overseers: Mapping[uuid.UUID, Collection[uuid.UUID]]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """By program, the people whose requests none of its overseers may handle: each is the person, or above them."""
    barred = {one.pk: people.below(one) | {one.pk} for one in people.leading({one for them in overseers.values() for one in them})}
    found = {program: set.intersection(*(barred.get(one, {one}) for one in them)) for program, them in overseers.items()}
    return {program: them for program, them in found.items() if them}


def case_for(officer: Person, ref: uuid.UUID) -> Request:
    """One request that the officer may handle, or 404."""
    found: Request = get_object_or_404(cases_for(officer).select_related("person", "assignee", "order", "words__key"), pk=ref)
    return found


def may_handle(officer: Person, request: Request) -> bool:
    """Say whether this officer may handle this request. Unknown: no."""
    handles = any(officer.has_perm(right) for right in HANDLING)
    return handles and officer.active and cases_for(officer).filter(pk=request.pk).exists()


def may_handle_person(officer: Person, person: Person) -> bool:
    """Say whether this officer may act on requests of this person: neither themself nor somebody who reports to them."""
    barred = people.above(person.pk) | {person.pk}
    return officer.active and officer.has_perm(Right.REQUESTS_HANDLE) and officer.pk not in barred


def officers_for(request: Request) -> list[Person]:
    """Everybody who may handle the request: whom its warnings and messages go to while it is nobody's."""
    barred = people.above(request.person_id) | {request.person_id}
    officers = [one for one in people.holding(Right.REQUESTS_HANDLE) if one.pk not in barred]
    if request.kind in TO_THE_DPO:
        # The person turned to the data protection officer; where there is none, the officers have to.
        return [one for one in people.holding(Right.CONCERNS_IDENTIFY) if one.pk not in barred] or officers
    programs = list(request.program_links.values_list("program_id", flat=True))
    overseeing = {officer for program in programs for officer in people.scoped_to(program, OVERSEE)}
    # A program that nobody may oversee in this case must not go unseen: then every other officer hears of it.
    return [one for one in officers if not programs or one.pk in overseeing] or officers
