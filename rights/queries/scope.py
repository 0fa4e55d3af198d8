"""What a request is about, as datasets: those of its programs and signals, and everything derived from them (R68)."""

import uuid
from collections.abc import Collection

from django.db.models import QuerySet

from consent.models import Program, ProgramDataset
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
    return datasets_in(programs, request.signals)


def datasets_in(programs: Collection[uuid.UUID], signals: Collection[str]) -> QuerySet[Dataset]:
    """The datasets of these programs that hold any of these signals; empty collections stand for all."""
    found = Dataset.objects.select_related("store").order_by("store__name", "name", "ref")
    if not programs and not signals:
        return found
    linked = Dataset.objects.all()
    if programs:
        linked = linked.filter(pk__in=ProgramDataset.objects.filter(program__in=programs).values("dataset"))
    # JSON containment is not portable to SQLite, and there are few datasets: filter in Python.
    wanted = set(signals)
    mine = {row.pk for row in linked if not wanted or wanted & set(row.signals)}
    return found.filter(pk__in=with_derived(mine))
