"""What the page of one case reads beside the request itself; each in a fixed number of queries."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from people.models import Person
from purges.holds import Holds
from purges.models import Hold
from purges.preview import Preview, preview_dataset
from rights.models import Decision, Package, RectificationTask, Request
from rights.queries import cases, scope
from stores.contract import Window


def assignable(officer: Person, request: Request) -> list[Person]:
    """Whom this officer can give the request to: whoever hears of it while it is nobody's, and themself."""
    others = cases.officers_for(request)
    return others if any(one.pk == officer.pk for one in others) else [officer, *others]


def decisions_of(request: Request) -> list[Decision]:
    """Every decision, proposed, standing or declined, the newest first."""
    found = Decision.objects.filter(request=request).select_related("words__key", "decided_by", "second_by")
    return list(found)


def decision_of(request: Request, ref: uuid.UUID) -> Decision | None:
    """The request's decision of this ref."""
    return Decision.objects.filter(request=request, pk=ref).select_related("request", "decided_by").first()


def other_open(officer: Person, request: Request) -> list[Request]:
    """The person's other requests that have not ended and that the officer may handle."""
    found = cases.cases_for(officer).filter(person=request.person_id).exclude(pk=request.pk)
    return list(found.exclude(state__in=sorted(Request.CLOSED)).order_by("due_at", "ref"))


def holds_on(request: Request) -> list[Hold]:
    """The legal holds that keep something of what the request is about."""
    holds = Holds([request.person_id])
    since, until = scope.window(request)
    within = Window(since=since, until=until) if since or until else None
    found = {
        hold.pk: hold for dataset in scope.datasets_of(request) for hold in holds.verdict(request.person_id, dataset, within).holds
    }
    return sorted(found.values(), key=lambda hold: (hold.review_on, hold.matter))


def preview_of(request: Request, dataset: uuid.UUID) -> Preview | None:
    """What one dataset of the request holds of the person now; None for a dataset that it is not about. Asks the store."""
    if not scope.datasets_of(request).filter(pk=dataset).exists():
        return None
    since, until = scope.window(request)
    return preview_dataset(request.person, dataset, since=since, until=until)


def corrections_of(request: Request) -> QuerySet[RectificationTask]:
    """The corrections that the request led to, with their datasets."""
    return RectificationTask.objects.filter(request=request).select_related("dataset__store").order_by("opened_at", "ref")


def package_of(request: Request) -> Package | None:
    """The copy that the request led to."""
    return Package.objects.filter(request=request).first()


def names(refs: Collection[str]) -> dict[str, str]:
    """The names of the people with these refs."""
    wanted = []
    for ref in refs:
        try:
            wanted.append(uuid.UUID(ref))
        except ValueError:
            continue
    return {str(ref): name for ref, name in Person.objects.filter(pk__in=wanted).values_list("ref", "name")}
