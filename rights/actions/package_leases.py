"""Who builds a package now: the row is the lease, its fence grows with each worker, and an older worker's writes find no row."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from people import queries as people
from people.actions import send_message
from purges.journal import FenceLost, lease
from rights.models import Package, PackagePart, Request
from rights.queries import cases, packaging

State = Package.State
Part = PackagePart.State
BACKOFF_FIRST_SECONDS = 10
BACKOFF_CAP_SECONDS = 900
ERRORS_BEFORE_A_PERSON = 10
TAKEN_BEFORE_A_PERSON = 30
"""A package that a dead worker left after so many attempts may be what kills them: it is not taken again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one worker holds."""

    package: Package
    request: Request
    fence: int

    @property
    def path(self) -> Path:
        """Where this worker writes; no other worker does."""
        return packaging.path_of(self.package.pk, self.fence)

    @property
    def link(self) -> str:
        """The case page of the request, for officers."""
        return f"/office/cases/{self.request.pk}/"

    def renew(self) -> int:
        """Renew the lease; 0 where the package was taken over."""
        return int(self._mine().update(lease_until=lease()))

    def write(self, **changes: Any) -> None:
        """Change the package's row, or find that it is another worker's by now."""
        if not self._mine().update(**changes):
            msg = f"Package {self.package.pk} was taken over."
            raise FenceLost(msg)

    def note(self, part: PackagePart, **changes: Any) -> None:
        """Change a part's row under the same condition."""
        fenced = PackagePart.objects.filter(pk=part.pk, package__fence=self.fence, package__state=State.BUILDING)
        if not fenced.update(**changes):
            msg = f"Package {self.package.pk} was taken over."
            raise FenceLost(msg)
        for name, value in changes.items():
            setattr(part, name, value)

    def _mine(self) -> Any:
        return Package.objects.filter(pk=self.package.pk, fence=self.fence, state=State.BUILDING)


def take(ref: uuid.UUID) -> Taken | None:
    """Claim a package; None where it waits for its time, is another's, or enough are being built already."""
    with transaction.atomic():
        free = Package.objects.filter(packaging.may_be_built(), pk=ref, request__state=Request.State.ACCEPTED)
        if packaging.being_built() >= settings.PACKAGES_AT_ONCE or not free.exists():
            return None
        deadly = free.filter(state=State.BUILDING, attempts__gte=TAKEN_BEFORE_A_PERSON).exists()
        # One statement decides: a second worker finds no row that may be built.
        claimed = Package.objects.filter(packaging.may_be_built(), pk=ref).update(
            state=State.BUILDING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=lease(),
            rows=0,
        )
        if not claimed:
            return None
        _begin_again(ref)
        package = Package.objects.select_related("request__person").get(pk=ref)
    taken = Taken(package=package, request=package.request, fence=package.fence)
    if deadly:
        fail(taken, "end of its worker")
        return None
    return taken


def halt(taken: Taken, explanation: str, *, wait: float = 0) -> None:
    """Wait for a store and try again later: exponential with jitter and a cap. The officers hear of each new trouble once."""
    doubled = BACKOFF_FIRST_SECONDS * 2 ** min(taken.package.attempts - 1, 20)
    seconds = min(max(wait, doubled), BACKOFF_CAP_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    due = timezone.now() + dt.timedelta(seconds=seconds)
    _stop(taken, explanation, state=State.HALTED, next_try_at=due)


def fail(taken: Taken, what: str) -> None:
    """Something unexpected: try again later, and give up after so many times until a person looks, who is told."""
    if taken.package.attempts < ERRORS_BEFORE_A_PERSON:
        halt(taken, f"Unexpected {what}; tried again later.")
    else:
        _stop(
            taken,
            f"Unexpected {what}, again and again; it is not tried any more.",
            "case-failed",
            state=State.FAILED,
            next_try_at=None,
        )


def let_go(taken: Taken) -> None:
    """Nobody wants it any more: give it back without a word."""
    taken.write(state=State.HALTED, lease_until=None, next_try_at=None)


def _stop(taken: Taken, explanation: str, kind: str = "case-halted", **changes: Any) -> None:
    text = explanation[:300]
    with transaction.atomic():
        taken.write(explanation=text, lease_until=None, **changes)
        _begin_again(taken.package.pk)
        if text == taken.package.explanation:
            return
        for officer in cases.officers_for(taken.request):
            if not people.waits(officer, kind=kind, link=taken.link):
                send_message(person=officer, kind=kind, about=taken.request.short_ref, link=taken.link)


def _begin_again(package: uuid.UUID) -> None:
    """What was read is in a file that is gone, or that nobody will open: it is read again."""
    read = PackagePart.objects.filter(package=package, state__in=[Part.RUNNING, Part.DONE])
    read.update(state=Part.WAITING, rows=0, sha256="")
