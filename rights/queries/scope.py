"""What a request is about, as datasets: those of its programs and signals, and everything derived from them (R68)."""

import datetime as dt
import uuid
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from common import days
from consent.models import Acknowledgement, Consent, Program, ProgramDataset
from consent.queries.former import datasets_left
from people.models import Person
from rights.models import Request
from stores.models import Dataset
from stores.queries import with_derived


def programs_of(request: Request) -> QuerySet[Program]:
    """The programs that the request names; none: every program."""
    return Program.objects.filter(pk__in=request.program_links.values("program")).order_by("name")


def datasets_of(request: Request) -> QuerySet[Dataset]:
    """Every registered dataset that the request is about, in a fixed order, with its store.

    A request that names neither program nor signal is about all of them: also those that no program records into (any more).
    """
    programs = list(request.program_links.values_list("program_id", flat=True))
    return datasets_in(request.person, programs, request.signals)


def datasets_in(person: Person, programs: Collection[uuid.UUID], signals: Collection[str]) -> QuerySet[Dataset]:
    """The datasets of these programs that hold any of these signals; empty collections stand for all.

    A dataset that a program no longer names counts as well where it did while the person was recorded.
    """
    found = Dataset.objects.select_related("store").order_by("store__name", "name", "ref")
    if not programs and not signals:
        return found
    linked = Dataset.objects.all()
    if programs:
        named = Q(pk__in=ProgramDataset.objects.filter(program__in=programs).values("dataset"))
        linked = linked.filter(named | Q(pk__in=datasets_left(person, programs)))
    # JSON containment is not portable to SQLite, and there are few datasets: filter in Python.
    wanted = set(signals)
    mine = {row.pk for row in linked if not wanted or wanted & set(row.signals)}
    return found.filter(pk__in=with_derived(mine))


def programs_known_to(person: Person) -> QuerySet[Program]:
    """The programs in which the person ever had a choice or confirmed a notice: where something of them can have gone."""
    chosen = Consent.objects.filter(person=person).values("program")
    # By the history: a move to another employer takes acknowledgements out of their table.
    read = Acknowledgement.history.filter(person_id=person.pk, notice__isnull=False).values("notice__program")
    return Program.objects.filter(Q(pk__in=chosen) | Q(pk__in=read)).order_by("slug")


def programs_open_to(person: Person) -> QuerySet[Program]:
    """Those, and every program that people see: whatever the person could object to."""
    known = programs_known_to(person).values("pk")
    return Program.objects.filter(Q(live_version__gt=0) | Q(pk__in=known)).order_by("slug")


def window(request: Request) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The request's days as instants, the end exclusive: days of the place where its clock runs, so that they are the person's."""
    clock = request.clocks.first()
    zone = ZoneInfo(clock.zone) if clock else days.zone()
    since = dt.datetime.combine(request.since, dt.time.min, zone) if request.since else None
    until = dt.datetime.combine(request.until + dt.timedelta(days=1), dt.time.min, zone) if request.until else None
    return since, until
