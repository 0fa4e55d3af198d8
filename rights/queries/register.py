"""Reads for legal: the register of requests, how many were answered in time by month, and what is overdue, with its cause."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from common import days
from purges.models import PurgeStep
from rights.models import Decision, Package, RectificationTask, Request, RequestClock
from rights.queries.queue import standing

OVERDUE_SHOWN = 50
ANSWER = Coalesce("answered_at", "closed_at")
"""When a request was answered: its first end, whatever was found later; rows from before that was kept have only their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The requests whose last day lay in one month: answered by then, answered late, still open after it, still in time."""

    month: dt.date
    in_time: int
    late: int
    overdue: int
    running: int

    @property
    def due(self) -> int:
        """Those whose last day is over or that were answered: what a share is of."""
        return self.in_time + self.late + self.overdue


def register(*, since: dt.datetime, until: dt.datetime) -> QuerySet[Request]:
    """The requests received in a period, oldest first, with their clocks, programs and decision. No person with them."""
    standing = Decision.objects.filter(state=Decision.State.STANDS)
    found = Request.objects.filter(received_at__gte=since, received_at__lt=until).prefetch_related(
        Prefetch("clocks", queryset=RequestClock.objects.order_by("due_at", "regime")),
        Prefetch("decisions", queryset=standing, to_attr="standing"),
        "program_links__program",
    )
    return found.order_by("received_at", "ref")


def by_month(months: int = 12) -> list[Month]:
    """The last so many months and this one, by the month of the last day; months without a request are there too."""
    today = days.today()
    first = days.months_after(dt.datetime(today.year, today.month, 1, tzinfo=dt.UTC), -months).date()
    now = timezone.now()
    answered = Q(answer__isnull=False)
    rows = (
        Request.objects.filter(due_on__gte=first, due_on__lt=_month_after(today))
        .exclude(outcome__in=(Request.Outcome.WITHDRAWN, Request.Outcome.UNPROVEN))
        .annotate(month=TruncMonth("due_on"), answer=ANSWER)
        .values("month")
        .annotate(
            # `due_at` is the exclusive end of the last day.
            in_time=Count("pk", filter=answered & Q(answer__lt=F("due_at"))),
            late=Count("pk", filter=answered & ~Q(answer__lt=F("due_at"))),
            overdue=Count("pk", filter=~answered & Q(due_at__lte=now) & ~standing()),
            # Where the clock stands for a question, the last day is yet to come (R49).
            running=Count("pk", filter=~answered & (Q(due_at__gt=now) | standing())),
        )
        .order_by("month")
    )
    found = {row.pop("month"): row for row in rows}
    empty = {"in_time": 0, "late": 0, "overdue": 0, "running": 0}
    return [Month(month=month, **found.get(month, empty)) for month in _months(first, today)]


def overdue() -> list[tuple[Request, str]]:
    """The requests not answered whose last day is over, the longest first, each with the cause as far as Assent knows it (R55)."""
    unanswered = Request.objects.exclude(state__in=Request.CLOSED).filter(answered_at__isnull=True)
    open_late = unanswered.filter(~standing(), due_at__lte=timezone.now())
    late = open_late.order_by("due_at", "ref")
    requests = list(late.select_related("order")[:OVERDUE_SHOWN])
    causes = _causes(requests)
    return [(request, causes[request.pk]) for request in requests]


def _causes(requests: Iterable[Request]) -> dict[object, str]:
    refs = [request.pk for request in requests]
    halted = {one.request_id: one for one in Package.objects.filter(request__in=refs).exclude(state=Package.State.READY)}
    tasks: Counter[object] = Counter(
        RectificationTask.objects.filter(request__in=refs, state=RectificationTask.State.OPEN).values_list("request_id", flat=True)
    )
    steps: dict[object, list[PurgeStep]] = defaultdict(list)
    orders = [request.order_id for request in requests if request.order_id]
    for step in PurgeStep.objects.filter(order__in=orders).exclude(state__in=("verified", "cancelled")).select_related("dataset"):
        steps[step.order_id].append(step)
    return {request.pk: _cause(request, halted.get(request.pk), tasks[request.pk], steps[request.order_id]) for request in requests}


def _cause(request: Request, package: Package | None, tasks: int, steps: list[PurgeStep]) -> str:
    if request.state == Request.State.REQUIRES_ACTION:
        return "Waits for the person's answer"
    if request.undecided:
        return "Not decided" if request.looked_at else "Nobody has looked at it"
    if package is not None:
        return f"Package: {package.get_state_display().lower()}"
    if tasks:
        return f"Corrections to do: {tasks}"
    if steps:
        return f"Erasing: {steps[0].get_state_display().lower()} in {steps[0].dataset.name}"
    return request.get_state_display()


def _month_after(day: dt.date) -> dt.date:
    return days.months_after(dt.datetime(day.year, day.month, 1, tzinfo=dt.UTC), 1).date()


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found = [first]
    while (following := _month_after(found[-1])) <= last:
        found.append(following)
    return found
