"""Reads of the gate: who asks, and the facts that the rule needs."""

import secrets
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common import days
from common.rights import Right
from consent.models import Acknowledgement, Consent, MonitoringNotice, PersonPause, Program
from consent.queries import notice_in_force
from consent.queries.restrictions import open_in
from gate import keys
from gate.decide import EVERY_SIGNAL, Choice, CollectorFacts, PersonFacts, ProgramFacts
from gate.models import Collector
from people.models import Person
from people.queries import scopes_of
from stores.models import Dataset, Snapshot
from stores.queries import with_derived


def collector_by_key(key: str) -> Collector | None:
    """The collector whose key this is; None for a wrong key. A revoked one is found, so that it can be told so."""
    parts = keys.split(key)
    if parts is None:
        return None
    ref, secret = parts
    found = Collector.objects.select_related("program").filter(pk=ref).first()
    expected = found.key_hash if found else keys.digest("")
    return found if secrets.compare_digest(expected, keys.digest(secret)) else None


def collector_facts(collector: Collector) -> CollectorFacts:
    """What the rule needs to know of the collector."""
    signals = frozenset(collector.signals.values_list("signal", flat=True))
    return CollectorFacts(revoked=collector.revoked_at is not None, signals=signals)


def program_facts(collector: Collector) -> ProgramFacts:
    """What the rule needs to know of its program."""
    program = collector.program
    notice = notice_in_force(program)
    return ProgramFacts(
        state=program.state,
        over=program.over,
        notice=program.choices_from if notice else None,
        signals=dict(program.signals.values_list("signal", "basis")),
    )


def person_facts(collector: Collector, refs: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonFacts]:
    """What the rule needs to know of these people, in a constant number of queries. Unknown refs are missing."""
    program = collector.program
    choices: dict[uuid.UUID, dict[str, Choice]] = {}
    rows = Consent.objects.filter(person__in=refs, program=program)
    for person, signal, *choice in rows.values_list("person_id", "signal", "state", "notice__version", "valid_until"):
        state, notice, valid_until = choice
        choices.setdefault(person, {})[signal] = Choice(state=state, notice=notice, valid_until=valid_until)
    sites = set(program.site_links.values_list("site_id", flat=True))
    notices, restricted = _monitoring_notices(), _restricted(program, refs)
    return {
        person.pk: PersonFacts(
            active=person.active,
            in_scope=not sites or person.site_id in sites,
            paused=person.is_paused,
            restricted=restricted.get(person.pk, frozenset()),
            informed=_informed(person, notices),
            acknowledged=person.has_read,
            choices=choices.get(person.pk, {}),
        )
        for person in _people(program, refs, notices)
    }


def _restricted(program: Program, refs: Collection[uuid.UUID]) -> dict[uuid.UUID, frozenset[str]]:
    """What is restricted in this program now, by person; people without a restriction are missing."""
    found: dict[uuid.UUID, frozenset[str]] = {}
    for person, signals in open_in(program).filter(person__in=refs).values_list("person_id", "signals"):
        found[person] = found.get(person, frozenset()).union(signals or [EVERY_SIGNAL])
    return found


def _people(program: Program, refs: Collection[uuid.UUID], notices: Mapping[str, MonitoringNotice]) -> QuerySet[Any]:
    """The people with what the database can say of each: paused, the program's notice read, the monitoring notice read."""
    mine = Acknowledgement.objects.filter(person=OuterRef("pk"))
    going_on = Q(until__isnull=True) | Q(until__gt=timezone.now())
    daily = [notice.pk for notice in notices.values() if notice.mode == MonitoringNotice.Mode.DAILY]
    once = [notice.pk for notice in notices.values() if notice.pk not in daily]
    counts = Q(monitoring__in=once) | Q(monitoring__in=daily, day=days.today())
    people = Person.objects.filter(pk__in=refs).select_related("site").only("ref", "is_active", "left_at", "site")
    return people.annotate(
        is_paused=Exists(PersonPause.objects.filter(going_on, person=OuterRef("pk"), ended_at__isnull=True)),
        has_read=Exists(mine.filter(notice__program=program, notice__version__gte=program.choices_from)),
        is_informed=Exists(mine.filter(counts, monitoring__jurisdiction=_PLACE)),
    )


_PLACE = Concat(OuterRef("site__country"), Value("-"), OuterRef("site__subdivision"))


def _monitoring_notices() -> dict[str, MonitoringNotice]:
    """The monitoring notice in force of each place that has one."""
    found = MonitoringNotice.objects.order_by("version").defer("text")
    return {notice.jurisdiction: notice for notice in found}


def _informed(person: Any, notices: Mapping[str, MonitoringNotice]) -> bool:
    """Say whether the person has acknowledged the notice of their place. Where one is due and none is published: no (R20-R22)."""
    place = person.site.jurisdiction if person.site else ""
    return place not in MonitoringNotice.Jurisdiction.values or (place in notices and person.is_informed)


def programs_for(person: Person) -> QuerySet[Program]:
    """Programs whose collectors this person may manage: an officer those they oversee, an administrator all."""
    if not person.has_perm(Right.COLLECTORS_MANAGE):
        raise PermissionDenied
    if person.has_perm(Right.PROGRAMS_MANAGE):
        return Program.objects.filter(pk__in=scopes_of(person, "oversee_program"))
    return Program.objects.all()


def collectors_for(person: Person) -> QuerySet[Collector]:
    """The collectors of the programs whose collectors this person may manage."""
    collectors = Collector.objects.filter(program__in=programs_for(person))
    return collectors.select_related("program", "contact").prefetch_related("signals")


def collector_for(person: Person, ref: uuid.UUID) -> Collector:
    """One collector or 404."""
    return get_object_or_404(collectors_for(person), pk=ref)


def dataset_of(collector: Collector, named: str) -> Dataset | None:
    """The dataset of the collector's program, or derived from one of those, by ref or name; None where it is not exactly one."""
    mine = with_derived(collector.program.dataset_links.values_list("dataset_id", flat=True))
    datasets = Dataset.objects.filter(pk__in=mine)
    try:
        found = list(datasets.filter(pk=uuid.UUID(named))[:2])
    except ValueError:
        found = list(datasets.filter(name=named)[:2])
    return found[0] if len(found) == 1 else None


def snapshots_of(collector: Collector) -> QuerySet[Snapshot]:
    """The snapshots of the collector's program."""
    return Snapshot.objects.filter(program=collector.program_id)
