"""The officers' queue: saved views, filters, search and pages. Every question costs the same with a hundred thousand requests."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from common.rights import Right
from people import queries as people
from people.models import Identifier, IdentifierKind, Person, Site
from purges.models import PurgeStep
from rights.deadlines import Regime
from rights.models import Clarification, Decision, Package, Request, RequestClock
from rights.queries import cases

State = Request.State
WORKABLE = frozenset({State.ACKNOWLEDGED, State.ACTION_PERFORMED, State.DELAYED})
"""Where the next step is an officer's: neither the person's nor a machine's."""
SOON = dt.timedelta(days=7)
MOST_PEOPLE = 200
MOST_COUNTED = 1_000
SHORT_REF = re.compile(r"^R-([0-9A-F]{8})$", re.IGNORECASE)
OPEN = ~Q(state__in=sorted(Request.CLOSED))
DUE = OPEN & Q(answered_at__isnull=True)
"""Those whose last day counts: what was answered and is taken up again was in time, or late, already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One saved view: its label, what it shows to this officer now, and how it is sorted where nothing is asked."""

    label: str
    shows: Callable[[Person, dt.datetime], Q]
    sort: str = "due"


VIEWS: Mapping[str, View] = {
    "open": View(label="All open", shows=lambda _, __: OPEN),
    "mine": View(label="Mine", shows=lambda officer, _: OPEN & Q(assignee=officer)),
    "new": View(label="Not looked at", shows=lambda _, __: OPEN & Q(looked_at__isnull=True, state__in=sorted(Request.UNDECIDED))),
    "started": View(
        label="Looked at, not complete",
        shows=lambda _, __: OPEN & Q(looked_at__isnull=False, state__in=sorted(WORKABLE)),
    ),
    "waiting": View(label="Waiting for the person", shows=lambda _, __: OPEN & Q(state=State.REQUIRES_ACTION)),
    "soon": View(label="Due in 7 days", shows=lambda _, now: DUE & Q(due_at__gt=now, due_at__lte=now + SOON)),
    "overdue": View(label="Overdue", shows=lambda _, now: DUE & Q(due_at__lte=now) & ~standing()),
    "second": View(
        label="Waiting for a second officer",
        shows=lambda officer, _: OPEN & Q(Exists(_proposals().exclude(decided_by=officer)), state__in=sorted(Request.UNDECIDED)),
    ),
    "closed": View(label="Closed", shows=lambda _, __: Q(state__in=sorted(Request.CLOSED)), sort="received"),
}
SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_at", "ref"),
    "received": ("-received_at", "-ref"),
    "kind": ("kind", "due_at", "ref"),
}


def standing() -> Q:
    """Requests whose clock stands because an answer of the person is out (R49): they are not overdue meanwhile."""
    stopping = Q(reason__in=[Clarification.Reason.IDENTITY, Clarification.Reason.SCOPE])
    # A question after the last day stops nothing: asked of the request, so that only its own questions are read.
    out = {"answered_at__isnull": True, "asked_at__lt": OuterRef("due_at")}
    asked = Clarification.objects.filter(stopping, request=OuterRef("pk"), **out)
    # Nothing stops California's clock, nor a clock whose own last day was over by then, as the first one is where the request was
    # extended. Asked of the question, so that no list reads the clocks of all requests.
    goes_on = Q(regime=Regime.CCPA.value) | Q(due_at__lte=OuterRef("asked_at"))
    running = RequestClock.objects.filter(goes_on, request=OuterRef("request"))
    return Q(Exists(asked.filter(~Exists(running))), state=State.REQUIRES_ACTION)


def _proposals() -> QuerySet[Decision]:
    return Decision.objects.filter(request=OuterRef("pk"), state=Decision.State.PROPOSED)


def to_confirm(officer: Person) -> int:
    """How many decisions of others wait for this officer as the second one."""
    return in_view(officer, "second", timezone.now()).count()


def how_many(requests: QuerySet[Request]) -> int:
    """How many there are, counted up to `MOST_COUNTED`: a first page must not wait for the rest."""
    return requests.order_by("due_at", "ref").values("pk")[:MOST_COUNTED].count()


def due_within(officer: Person, hours: int, now: dt.datetime) -> QuerySet[Request]:
    """Open requests whose last day is over so many hours from now, or earlier, but not over yet."""
    return cases.cases_for(officer).filter(DUE, due_at__gt=now, due_at__lte=now + dt.timedelta(hours=hours))


def proposed(refs: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these requests have a decision that waits for a second officer."""
    found = Decision.objects.filter(request__in=refs, state=Decision.State.PROPOSED)
    return set(found.values_list("request_id", flat=True))


def standing_of(refs: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these requests have a clock that stands now."""
    return set(Request.objects.filter(standing(), pk__in=refs).values_list("pk", flat=True))


def blocked(refs: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What keeps these requests from being carried out, in a few words each."""
    halted = Package.objects.filter(request__in=refs, state__in=[Package.State.HALTED, Package.State.FAILED])
    failed = PurgeStep.objects.filter(order=OuterRef("order"), state=PurgeStep.State.FAILED)
    stuck = Request.objects.filter(Exists(failed), pk__in=refs, state=State.ACCEPTED)
    waits = dict.fromkeys(halted.values_list("request_id", flat=True), "Its package waits for a store")
    return waits | dict.fromkeys(stuck.values_list("pk", flat=True), "Its purge needs a person")


def to_take(officer: Person) -> QuerySet[Request]:
    """What nobody has and an officer can work on, the most urgent first; never what waits for the person.

    Nor what this officer proposed: that waits for somebody else.
    """
    own = Exists(_proposals().filter(decided_by=officer))
    found = cases.cases_for(officer).filter(OPEN, ~own, assignee__isnull=True, state__in=sorted(WORKABLE))
    if not officer.has_perm(Right.CONCERNS_IDENTIFY) and people.holding(Right.CONCERNS_IDENTIFY).exists():
        # Who turned to the data protection officer gets that officer.
        found = found.exclude(kind__in=cases.TO_THE_DPO)
    return found.order_by("due_at", "ref")


def in_view(officer: Person, view: str, now: dt.datetime) -> QuerySet[Request]:
    """The requests of one saved view."""
    return cases.cases_for(officer).filter(VIEWS[view].shows(officer, now))


def narrowed(
    requests: QuerySet[Request], *, kind: str = "", law: str = "", country: str = "", assignee: str = ""
) -> QuerySet[Request]:
    """Narrow by kind of request, by the law of its clock, by the country whose calendar counts, and by who has it."""
    if kind:
        requests = requests.filter(kind=kind)
    if law or country:
        clocks = RequestClock.objects.filter(request=OuterRef("pk"))
        clocks = clocks.filter(regime=law) if law else clocks
        places = Q(calendar_id__startswith=f"{country}@") | Q(calendar_id__startswith=f"{country}-")
        requests = requests.filter(Exists(clocks.filter(places) if country else clocks))
    if assignee == "nobody":
        requests = requests.filter(assignee__isnull=True)
    elif assignee:
        requests = requests.filter(assignee=uuid.UUID(assignee))
    return requests


def people_called(words: str) -> list[uuid.UUID]:
    """Refs of people by a part of the name, or by the whole e-mail address or employee number, in any case; a few at most."""
    text = words.strip()
    # As it was typed and in either case, so that the index of values is used: nobody's number is looked for by its middle.
    numbers = Identifier.objects.filter(kind=IdentifierKind.EMPLOYEE_NUMBER, value__in={text, text.upper(), text.lower()})
    known = numbers.values_list("person_id", flat=True)
    exact = Person.objects.annotate(address=Lower("email")).filter(address=text.lower()).values_list("ref", flat=True)
    found = {*known[:MOST_PEOPLE], *exact[:MOST_PEOPLE]}
    if not found:
        found = {*Person.objects.filter(name__icontains=text).values_list("ref", flat=True)[:MOST_PEOPLE]}
    return sorted(found)


def of_people(requests: QuerySet[Request], people: Collection[uuid.UUID]) -> QuerySet[Request]:
    """The requests of these people."""
    return requests.filter(person__in=people)


def by_short_ref(requests: QuerySet[Request], text: str) -> QuerySet[Request] | None:
    """The requests of a short ref, `R-1A2B3C4D`, as people say it on the phone; None where the text is none."""
    found = SHORT_REF.match(text.strip())
    if found is None:
        return None
    first = found[1].lower()
    low, high = uuid.UUID(f"{first}{'0' * 24}"), uuid.UUID(f"{first}{'f' * 24}")
    return requests.filter(pk__gte=low, pk__lte=high)


def page_of(requests: QuerySet[Request], *, sort: str, after: Request | None, size: int) -> list[Request]:
    """One page in this order, beginning behind the request `after`, with one request more than its size where more follow."""
    if after is not None:
        requests = requests.filter(_behind(sort, after))
    ordered = requests.order_by(*SORTS[sort])
    return list(ordered.select_related("person", "assignee").defer("words")[: size + 1])


def _behind(sort: str, last: Request) -> Q:
    """What comes later in the order than this request. The first condition repeats what the rest implies: an index can use it."""
    if sort == "received":
        same = Q(received_at=last.received_at, ref__lt=last.ref)
        return Q(received_at__lte=last.received_at) & (Q(received_at__lt=last.received_at) | same)
    later = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, ref__gt=last.ref)
    if sort == "kind":
        return Q(kind__gte=last.kind) & (Q(kind__gt=last.kind) | (Q(kind=last.kind) & later))
    return Q(due_at__gte=last.due_at) & later


def countries() -> list[str]:
    """The countries in which the company has sites: whose calendars can count."""
    return sorted({*Site.objects.values_list("country", flat=True)})


def officers() -> QuerySet[Person]:
    """Who may have requests: for the filter, and for assigning several at once."""
    them = people.holding(Right.REQUESTS_HANDLE) | people.holding(Right.CONCERNS_IDENTIFY)
    return them.order_by("name", "ref")
