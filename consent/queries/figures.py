"""Reads for figures: exact counts as of a moment, by site, for freezing alone; and what was published, for everybody else.

Counting is done by the database: a decision's history says what held at the end of a period, however late it is counted.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Count as Number
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from consent.figures.disclosure import Count, Since
from consent.figures.suppression import Figure
from consent.models import Basis, Consent, FrozenFigure, Notice, Program, ProgramSignal, ProgramSite, ProgramVersion
from people.models import Person

NO_SITE = "-"
"""The group of those who work at no site."""
INTEREST = Basis.LEGITIMATE_INTEREST
COUNTED = (Basis.CONSENT, INTEREST)
"""Where the basis leaves no choice, there is nothing to count."""


class Scope(NamedTuple):
    """What a program was at one moment: whom it could record, which signals with which basis, since which notice a yes holds."""

    end: dt.datetime
    people: "QuerySet[Person]"
    bases: dict[str, str]
    choices_from: int


def end_of(period: dt.date) -> dt.datetime:
    """The first moment after a calendar month (UTC) that is named by its first day."""
    following = (period.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return dt.datetime.combine(following, dt.time(), dt.UTC)


def periods_due(program: Program, now: dt.datetime) -> list[dt.date]:
    """The months that are over and have no figures yet, oldest first, from the first launch to the end of the program."""
    last = FrozenFigure.objects.filter(program=program).aggregate(last=Max("period"))["last"]
    first = ProgramVersion.objects.filter(program=program, live_at__isnull=False).order_by("live_at").first()
    if first is None or first.live_at is None:
        return []
    at = end_of(last).date() if last else first.live_at.astimezone(dt.UTC).date().replace(day=1)
    due = []
    while end_of(at) <= now and _runs_at(program, end_of(at)):
        due.append(at)
        at = end_of(at).date()
    return due


def scope_at(program: Program, end: dt.datetime) -> Scope:
    """Read the program as it was at this moment. A person counts at the site where they work now: moves leave no history."""
    state = _rows_at(Program.history.filter(ref=program.pk), end).get()
    signals = _rows_at(ProgramSignal.history.filter(program_id=program.pk), end)
    sites = list(_rows_at(ProgramSite.history.filter(program_id=program.pk), end).values_list("site_id", flat=True))
    there = Person.objects.filter(Q(left_at__isnull=True, is_active=True) | Q(left_at__gte=end), joined_at__lt=end)
    return Scope(
        end=end,
        people=there.filter(site__in=sites) if sites else there,
        bases={row.signal: row.basis for row in signals if row.basis in COUNTED},
        choices_from=state.choices_from,
    )


def count(program: Program, signal: str, scope: Scope) -> dict[str, Count]:
    """How many people's choice about the signal held, and how many people there were, by site.

    Counted is a yes that holds; where the basis is legitimate interest, that there is no objection.
    """
    people, marked = _by_site(scope.people), _by_site(scope.people.filter(pk__in=_marked(program, signal, scope)))
    objection = scope.bases[signal] == INTEREST
    return {
        site: Count(number - marked.get(site, 0) if objection else marked.get(site, 0), number) for site, number in people.items()
    }


def since(program: Program, signal: str, before: Scope, now: Scope) -> dict[str, Since]:
    """How many people, in scope both times, changed their minds between these moments, and how many were hired, by site."""
    both = now.people & before.people
    were, are = _marked(program, signal, before), _marked(program, signal, now)
    there, was, still = _by_site(both), _by_site(both.filter(pk__in=were)), _by_site(both.filter(pk__in=were).filter(pk__in=are))
    is_, hired = _by_site(both.filter(pk__in=are)), _by_site(now.people.filter(joined_at__gte=before.end))
    differ = {site: was.get(site, 0) + is_.get(site, 0) - 2 * still.get(site, 0) for site in there}
    if (before.bases.get(signal) == INTEREST) != (now.bases[signal] == INTEREST):
        # One of the two marks is a no, the other one a yes: who has the same mark stands otherwise now.
        differ = {site: number - differ[site] for site, number in there.items()}
    return {site: Since(differ.get(site, 0), hired.get(site, 0)) for site in there.keys() | hired.keys()}


def table_before(program: Program, signal: str, period: dt.date) -> dict[str, Figure]:
    """The signal's newest table before this period, as suppression knows it; empty where there is none."""
    earlier = FrozenFigure.objects.filter(program=program, signal=signal, period__lt=period)
    last = earlier.aggregate(last=Max("period"))["last"]
    rows = earlier.filter(period=last).exclude(group="")
    return {row.group: Figure(Count(row.exact, row.exact_total), row.counted, row.total is not None) for row in rows}


def published(program: Program, periods: int) -> list[dict[str, Any]]:
    """What was published for the last so many months: never an exact count. Ordered by month, signal, group."""
    rows = FrozenFigure.objects.filter(program=program)
    newest = rows.order_by("-period").values_list("period", flat=True).distinct()[:periods]
    shown = rows.filter(period__in=list(newest)).order_by("period", "signal", "group")
    return [dict(row) for row in shown.values("period", "signal", "group", "shown", "total")]


def notices_since(program: Program, day: dt.date) -> list[tuple[int, dt.datetime]]:
    """Version and time of each notice published since this day."""
    found = Notice.objects.filter(program=program, published_at__date__gte=day).order_by("version")
    return list(found.values_list("version").annotate(at=Max("published_at")))


def bases_now(program: Program) -> dict[str, str]:
    """The signals in the program's own order, with their basis."""
    return dict(ProgramSignal.objects.filter(program=program).order_by("position", "signal").values_list("signal", "basis"))


def _marked(program: Program, signal: str, scope: Scope) -> "QuerySet[Any]":
    """The keys of those who said yes and whose yes held; or, where the basis is legitimate interest, those who had objected."""
    rows = Consent.history.filter(program_id=program.pk, signal=signal, person_id__isnull=False)
    rows = _rows_at(rows, scope.end)
    if scope.bases.get(signal) == INTEREST:
        rows = rows.filter(state__in=_NO)
    else:
        valid = Q(valid_until__isnull=True) | Q(valid_until__gt=scope.end)
        rows = rows.filter(valid, state__in=Consent.HOLDING, notice__version__gte=scope.choices_from)
    return rows.values("person_id")


# A no under another basis stays a no (consent.standing).
_NO: Collection[str] = (Consent.State.OBJECTED, Consent.State.REFUSED, Consent.State.WITHDRAWN)


def _rows_at(history: "QuerySet[Any]", end: dt.datetime) -> "QuerySet[Any]":
    """Of each row the newest history before this moment; rows that were deleted by then are left out.

    Asked row by row, by the index on the row's key: a list of all newest rows inside other lists is read again for every person
    where the database has no statistics yet.
    """
    later = history.filter(ref=OuterRef("ref"), history_date__lt=end, history_id__gt=OuterRef("history_id"))
    return history.filter(~Exists(later.order_by()), history_date__lt=end).exclude(history_type="-")


def _by_site(people: "QuerySet[Person]") -> dict[str, int]:
    rows = people.order_by().values_list("site__name").annotate(number=Number("pk"))
    return {name or NO_SITE: number for name, number in rows}


def _runs_at(program: Program, end: dt.datetime) -> bool:
    state = _rows_at(Program.history.filter(ref=program.pk), end).values_list("state", flat=True).first()
    return state not in (None, Program.State.ENDED)
