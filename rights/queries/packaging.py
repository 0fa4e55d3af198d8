"""Reads of access packages: what belongs into one, where its file lies, which ones have to be built or destroyed."""

import uuid
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consent.models import Basis, ProgramDataset, ProgramSignal
from people.models import Person
from rights.grounds import COPIES, GROUNDS, Ground
from rights.models import DownloadLink, Package, PackagePart, Request
from rights.queries import cases, mine, scope
from stores.models import Dataset

State = Package.State
PORTABLE = frozenset({Basis.CONSENT, Basis.CONTRACT})
"""The bases on which data has to be portable (GDPR 20(1)(a))."""
ENDED = frozenset({Request.State.UNFULFILLED, Request.State.REJECTED})
ENDING = ".sealed"


def datasets_for(request: Request) -> list[Dataset]:
    """The datasets that go into the copy: all that the request is about, or of those what is portable (GDPR 20(1))."""
    found = datasets_about(request)
    if request.kind != Request.Kind.PORTABILITY:
        return found
    portable = portable_datasets()
    return [dataset for dataset in found if dataset.pk in portable]


def datasets_about(request: Request) -> list[Dataset]:
    """Every dataset that the request is about, whether its right reaches it or not."""
    return list(scope.datasets_of(request))


def ground_of(code: str) -> Ground:
    """The ground of an exception; a code that left the list still reads as something."""
    return GROUNDS.get(code) or Ground(label=code, sentence="It was withheld.", law="GDPR 15(4)", kinds=COPIES)


def portable_datasets() -> set[uuid.UUID]:
    """Datasets into which something is recorded on consent or contract. What was derived from it was not provided by anybody."""
    bases: dict[tuple[uuid.UUID, str], str] = {
        (program, signal): basis for program, signal, basis in ProgramSignal.objects.values_list("program_id", "signal", "basis")
    }
    links = ProgramDataset.objects.select_related("dataset")
    return {
        link.dataset_id
        for link in links
        if any(bases.get((link.program_id, signal)) in PORTABLE for signal in link.dataset.signals)
    }


def package_of(request: Request) -> Package | None:
    """The request's package with its parts, their datasets and stores; None where none was ordered."""
    parts = PackagePart.objects.select_related("dataset__store")
    return Package.objects.filter(request=request).prefetch_related(Prefetch("parts", queryset=parts)).first()


def own_package(person: Person, ref: uuid.UUID) -> Package:
    """The package of one of the person's own requests, or 404."""
    return _found(mine.request_of(person, ref))


def package_for(officer: Person, ref: uuid.UUID) -> Package:
    """The package of a request that the officer may handle, or 404."""
    return _found(cases.case_for(officer, ref))


def _found(request: Request) -> Package:
    packages = Package.objects.select_related("request__person").prefetch_related(
        Prefetch("parts", queryset=PackagePart.objects.select_related("dataset__store")),
    )
    found: Package = get_object_or_404(packages, request=request)
    return found


def path_of(ref: uuid.UUID, fence: int) -> Path:
    """Where the file lies that was built under this fence: no name of anybody, and none that two workers share."""
    return Path(settings.PACKAGE_DIR) / f"{ref}-{fence}{ENDING}"


def may_be_built() -> Q:
    """The condition for a package that a worker may take now: it waits, its time to try again came, or its worker died."""
    now = timezone.now()
    again = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    return (Q(state__in=[State.WAITING, State.HALTED]) & again) | Q(state=State.BUILDING, lease_until__lt=now)


def being_built() -> int:
    """How many packages living workers are building."""
    return Package.objects.filter(state=State.BUILDING, lease_until__gte=timezone.now()).count()


def to_build() -> list[uuid.UUID]:
    """The packages to build now, as many as may be built at a time beside those that are.

    Those that were tried least come first, the longest waiting of them: what ends its worker each time holds up no other.
    """
    free = max(0, settings.PACKAGES_AT_ONCE - being_built())
    waiting = Package.objects.filter(may_be_built(), request__state=Request.State.ACCEPTED)
    return list(waiting.order_by("attempts", "created_at", "ref").values_list("ref", flat=True)[:free])


def to_destroy() -> QuerySet[Package]:
    """The packages whose time is over, or whose request ended without them."""
    late = Q(state=State.READY, expires_at__lte=timezone.now())
    found = Package.objects.exclude(state=State.EXPIRED).filter(late | Q(request__state__in=ENDED))
    return found.select_related("request").order_by("expires_at", "ref")


def files_in_use() -> set[Path]:
    """The files that belong to a package: those that are ready, and those that a living worker writes."""
    living = Q(state=State.READY) | Q(state=State.BUILDING, lease_until__gte=timezone.now())
    return {path_of(ref, fence) for ref, fence in Package.objects.filter(living).values_list("ref", "fence")}


def link_of(token_hash: str) -> DownloadLink | None:
    """The link that a token opens, with its package and whose it is."""
    return DownloadLink.objects.select_related("package__request__person").filter(token_hash=token_hash).first()


def missing(parts: Iterable[PackagePart]) -> list[PackagePart]:
    """The parts that are not in the package although they belong there."""
    return [part for part in parts if part.state in (PackagePart.State.AWAY, PackagePart.State.REFUSED)]


def seen_of(parts: Iterable[PackagePart]) -> str:
    """A short digest of which parts these are: what an officer saw is what an officer lets go."""
    return sha256("".join(sorted(str(part.dataset_id) for part in parts)).encode()).hexdigest()[:16]
