"""Everything that the checks look at, read once: after this, checking is pure."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from consent.declarations.program_limits import is_ref
from consent.declarations.schema import Body, material_digest
from consent.models import Approval, Consent, ProgramSignal, ProgramVersion
from consent.queries import approvals, monitoring, register
from consent.queries.approvals import people_of
from purges.queries import unproven
from stores.models import Dataset


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A declaration, and what is so around it."""

    body: Body
    before: Body | None = None
    known_sites: frozenset[str] = frozenset()
    jurisdictions: frozenset[str] = frozenset()
    councils: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    monitoring: frozenset[str] = frozenset()
    unplaced: tuple[str, ...] = ()
    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    unproven: tuple[str, ...] = ()
    pregiven: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    assessed_otherwise: bool = False


def facts_of(version: ProgramVersion) -> Facts:
    """Read what is so now, in a constant number of queries."""
    body = version.declaration.body
    before = register.version_before(version)
    sites = list(register.sites_of(body))
    datasets = _datasets(body)
    notices = monitoring.in_force_everywhere()
    councils, held = sorted({site.council for site in sites if site.council}), approvals.approvals_of(version)
    return Facts(
        body=body,
        before=before.declaration.body if before else None,
        known_sites=frozenset(str(site.pk) for site in sites),
        jurisdictions=frozenset(site.jurisdiction for site in sites),
        councils=tuple(councils),
        unsigned=tuple(approvals.unsigned(councils, held)),
        languages=frozenset(people_of(body).order_by().values_list("language", flat=True).distinct()),
        monitoring=frozenset(notices),
        unplaced=monitoring.sites_unplaced(notices, sites),
        datasets=datasets,
        unproven=tuple(dataset.name for dataset in unproven(register.to_erase(datasets.values()))),
        pregiven=_pregiven(version, body),
        needed=tuple(register.kinds_needed(body)),
        approvals={approval.kind: approval for approval in held},
        assessed_otherwise=_assessed_otherwise(version, body),
    )


def _datasets(body: Body) -> dict[str, Dataset]:
    refs = [uuid.UUID(row["dataset"]) for row in body["datasets"] if is_ref(row["dataset"])]
    return {str(one.pk): one for one in Dataset.objects.filter(pk__in=refs).select_related("store")}


def _pregiven(version: ProgramVersion, body: Body) -> tuple[str, ...]:
    """Signals that are new in this version and for which somebody's yes would hold already (R09)."""
    in_force = set(ProgramSignal.objects.filter(program=version.program_id).values_list("signal", flat=True))
    new = {row["signal"] for row in body["signals"]} - in_force
    held: Any = Consent.objects.filter(
        program=version.program_id,
        signal__in=new,
        state__in=Consent.HOLDING,
        notice__version__gte=F("program__choices_from"),
    )
    return tuple(held.order_by("signal").values_list("signal", flat=True).distinct())


def _assessed_otherwise(version: ProgramVersion, body: Body) -> bool:
    """Say whether an assessment of this program was approved for another material part than the one it has now (R07)."""
    assessed = Approval.objects.filter(program=version.program_id, kind=Approval.Kind.DPIA)
    return assessed.exclude(digest=material_digest(body)).exists()
