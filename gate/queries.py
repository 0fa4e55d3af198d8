"""Reads of the gate: who asks, and the facts that the rule needs."""

import secrets
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from common.rights import Right
from consent.models import Consent, Program
from consent.queries import notice_in_force
from gate import keys
from gate.decide import CollectorFacts, PersonFacts, ProgramFacts
from gate.models import Collector
from people.models import Person
from people.queries import scopes_of


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
    notice = notice_in_force(collector.program)
    return ProgramFacts(
        state=collector.program.state,
        notice=collector.program.choices_from if notice else None,
        signals=frozenset(collector.program.signals.values_list("signal", flat=True)),
    )


def person_facts(collector: Collector, refs: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonFacts]:
    """What the rule needs to know of these people, in two queries. Unknown refs are missing."""
    people = Person.objects.filter(pk__in=refs).only("ref", "is_active", "left_at")
    facts = {person.pk: PersonFacts(active=person.active, choices={}) for person in people}
    rows = Consent.objects.filter(person__in=facts, program=collector.program)
    for person, signal, state, version in rows.values_list("person_id", "signal", "state", "notice__version"):
        facts[person].choices[signal] = (state in Consent.HOLDING, version)
    return facts


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
