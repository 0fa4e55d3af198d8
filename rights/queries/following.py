"""What the page of one request reads beside the request itself; each in a fixed number of queries."""

import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from audit.models import Entry
from consent.models import RecipientDelivery, Restriction
from people.models import Person
from purges.models import PurgeOrder, PurgeStep
from rights.models import Package, RectificationTask, Request, RequestClock, RequestProgram
from stores.models import Dataset


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One entry of the ledger about a request."""

    id: uuid.UUID
    event: str
    at: dt.datetime
    actor: str
    subject: str
    facts: dict[str, Any]


def links_of(request: Request) -> QuerySet[RequestProgram]:
    """The programs that the request names, with their names."""
    return RequestProgram.objects.filter(request=request).select_related("program").order_by("program__name")


def clocks_of(request: Request) -> list[RequestClock]:
    """The clocks that run for the request, the earliest first."""
    return list(RequestClock.objects.filter(request=request))


def happened_to(*refs: uuid.UUID) -> list[Happened]:
    """What the ledger says about these refs (a request, and what belongs to it), in the order in which it happened."""
    found = Entry.objects.filter(ref__in=[str(ref) for ref in refs]).order_by("at", "event", "id")
    once: dict[uuid.UUID, Entry] = {}
    for entry in found:
        # An entry of many rows takes several leaves, which state the same facts.
        once.setdefault(entry.batch or entry.id, entry)
    return [_happened(entry) for entry in once.values()]


def _happened(entry: Entry) -> Happened:
    facts = json.loads(bytes(entry.payload))["facts"]
    return Happened(
        id=entry.batch or entry.id,
        event=entry.event,
        at=entry.at,
        actor=entry.actor or "",
        subject=entry.subject or "",
        facts=facts,
    )


def deliveries_of(person: Person, entries: Collection[uuid.UUID]) -> QuerySet[RecipientDelivery]:
    """Which recipients are told of what was decided in these entries, and how far that is (R77)."""
    found = RecipientDelivery.objects.filter(person=person, entry__in=entries)
    return found.select_related("recipient").order_by("created_at", "recipient__name")


def stops_of(request: Request) -> bool:
    """Say whether recording is stopped for this request now."""
    return Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()


def begun(request: Request) -> bool:
    """Say whether something was done about the request that can't be taken back: erased, corrected, or ready to be fetched."""
    if request.state != Request.State.ACCEPTED:
        return False
    order = request.order
    if order is not None and order.state != PurgeOrder.State.CANCELLED:
        # As `purges.orders.release` sees it: what waits, and what a hold kept before anything was erased.
        untouched = {"state__in": (PurgeStep.State.DUE, PurgeStep.State.HELD), "attempts": 0}
        if order.steps.exclude(state=PurgeStep.State.CANCELLED).exclude(**untouched).exists():
            return True
        # Recipients are told to erase as soon as it is ordered, and nobody can take that back.
        if deliveries_of(request.person, [one.id for one in happened_to(request.pk)]).exists():
            return True
    corrected = RectificationTask.objects.filter(request=request).exclude(state=RectificationTask.State.OPEN)
    return corrected.exists() or Package.objects.filter(request=request, state=Package.State.READY).exists()


def dataset_names(refs: Collection[str]) -> dict[str, str]:
    """The names of these datasets by their refs."""
    return {str(dataset.pk): dataset.name for dataset in Dataset.objects.filter(pk__in=refs)}


def corrections_of(request: Request) -> QuerySet[RectificationTask]:
    """The corrections that the request led to."""
    tasks = RectificationTask.objects.filter(request=request).select_related("dataset__store", "proof__key")
    return tasks.order_by("dataset__store__name", "dataset__name")
