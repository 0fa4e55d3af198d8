"""Ordering an access package, and what an officer decides when a part of it can't be had."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from common.errors import Conflict, DomainError, NotAllowed
from people.actions import Actor, actor_of
from people.models import Person
from rights.events import RightsEvent
from rights.grounds import COPIES
from rights.models import Package, PackagePart, Request
from rights.queries import cases, mine, packaging
from rights.tasks import build_package

State = Package.State
Part = PackagePart.State


@transaction.atomic
def order_package(*, request: Request, by: Actor) -> Package:
    """Order the copy that was granted: one part per dataset, withheld where the decision says so.

    Called inside the transaction of the decision; a worker builds it after the commit. Ordering twice is ordering once.
    """
    if request.kind not in COPIES:
        msg = f"The request {request.short_ref} does not ask for a copy of data."
        raise DomainError(msg)
    del by  # the decision's own entry says who granted it
    package, new = Package.objects.get_or_create(request=request, defaults={"created_at": timezone.now()})
    if new:
        decision = mine.decision_of(request)
        exceptions = decision.exceptions if decision else []
        grounds = {str(one.get("dataset")): one["ground"] for one in exceptions}
        datasets = packaging.datasets_for(request)
        PackagePart.objects.bulk_create(_part(package, dataset.pk, grounds.get(str(dataset.pk))) for dataset in datasets)
    ring(build_package, str(package.pk))
    return package


@transaction.atomic
def release(*, package: Package, by: Person, seen: str = "") -> Package:
    """Let the package go out without the parts that can't be had now; the package says which they are.

    `seen` is the digest of the parts that the officer's page named (`queries.packaging.seen_of`). Raises `NotAllowed` for anybody
    but an officer who may handle the request (never their own, never of a report of theirs), and `Conflict` where nothing is
    missing (any more), or something else than what was seen.
    """
    locked = _locked_for(package, by)
    parts = packaging.missing(locked.parts.all())
    if locked.state != State.HALTED or not parts:
        msg = "This package does not wait for a store, so there is nothing to release."
        raise Conflict(msg, hint="Reload the page to see how far it is.")
    if seen and seen != packaging.seen_of(parts):
        msg = "What is missing changed since you opened the page. Nothing was decided."
        raise Conflict(msg, hint="Reload the page, read what is missing now, and decide again.")
    named = sorted(str(part.dataset_id) for part in parts)
    facts: dict[str, Any] = {"subject": locked.request.person_id, "ref": locked.request_id, "missing": named}
    with ledger.entry(RightsEvent.PACKAGE_RELEASED, actor=actor_of(by), **facts):
        PackagePart.objects.filter(pk__in=[part.pk for part in parts]).update(released=True)
        Package.objects.filter(pk=locked.pk).update(released_by=by)
    return _again(locked)


@transaction.atomic
def retry(*, package: Package, by: Person) -> Package:
    """Try again now instead of at the next time planned, for instance after a store was mended."""
    locked = _locked_for(package, by)
    if locked.state not in (State.HALTED, State.FAILED):
        msg = "This package is not waiting for anybody."
        raise Conflict(msg, hint="Reload the page to see how far it is.")
    return _again(locked)


def _again(locked: Package) -> Package:
    Package.objects.filter(pk=locked.pk).update(state=State.WAITING, next_try_at=None, attempts=0)
    ring(build_package, str(locked.pk))
    locked.refresh_from_db()
    return locked


def _locked_for(package: Package, by: Person) -> Package:
    found: Package = Package.objects.select_for_update(of=("self",)).select_related("request").get(pk=package.pk)
    if not cases.may_handle(by, found.request):
        msg = "Only an officer who handles this request can decide on its package."
        raise NotAllowed(msg)
    return found


def _part(package: Package, dataset: uuid.UUID, ground: str | None) -> PackagePart:
    if ground is None:
        return PackagePart(package=package, dataset_id=dataset)
    known = packaging.ground_of(ground)
    return PackagePart(package=package, dataset_id=dataset, state=Part.WITHHELD, explanation=f"{known.sentence} ({known.law})")
