"""Changes to collectors: enrol, revoke."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.rights import Right
from consent.models import DecisionChange, Program
from gate import keys, queries
from gate.events import GateEvent
from gate.models import Collector, CollectorContact, CollectorSignal
from people.actions import Actor, actor_of
from people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A new collector with its key, which is shown once."""

    collector: Collector
    key: str


def enrol(*, name: str, program: Program, signals: Collection[str], by: Actor) -> Enrolment:
    """Enrol a collector for some signals of one program."""
    _may_manage(by, program)
    offered = set(program.signals.values_list("signal", flat=True))
    if not signals or not set(signals) <= offered:
        msg = "Choose at least one signal of the program."
        raise DomainError(msg)
    collector = Collector(name=name, program=program, enrolled_at=timezone.now())
    key, collector.key_hash = keys.make(collector.pk)
    facts: dict[str, Any] = {"program": program.pk, "signals": sorted(signals)}
    try:
        with ledger.entry(GateEvent.ENROLLED, actor=actor_of(by), ref=collector.pk, **facts):
            collector.save(force_insert=True)
            for signal in sorted(signals):
                CollectorSignal.objects.create(collector=collector, signal=signal)
            _announce(collector, allow=True)
    except IntegrityError as error:
        msg = f"A collector named {name!r} exists already."
        raise Conflict(msg, hint="Choose another name; a revoked collector keeps its own.") from error
    return Enrolment(collector=collector, key=key)


def revoke(*, collector: Collector, by: Actor) -> None:
    """Revoke at once and for good; the next question is answered with COLLECTOR_REVOKED."""
    _may_manage(by, collector.program)
    with ledger.entry(GateEvent.REVOKED, actor=actor_of(by), ref=collector.pk, program=collector.program_id):
        locked = Collector.objects.select_for_update().get(pk=collector.pk)
        if locked.revoked_at is not None:
            msg = "This collector was revoked already."
            raise Conflict(msg)
        locked.revoked_at = timezone.now()
        locked.version += 1
        locked.save()
        _announce(locked, allow=False)


def note_contact(collector: Collector) -> None:
    """Remember that the collector asked just now."""
    CollectorContact.objects.update_or_create(collector=collector, defaults={"asked_at": timezone.now()})


def _announce(collector: Collector, *, allow: bool) -> None:
    DecisionChange.objects.create(
        scope=DecisionChange.Scope.COLLECTOR,
        collector=collector.pk,
        program=collector.program_id,
        allow=allow,
        reason="" if allow else "COLLECTOR_REVOKED",
        version=collector.version,
    )


def _may_manage(by: Actor, program: Program) -> None:
    if not isinstance(by, Person):
        return
    if not by.has_perm(Right.COLLECTORS_MANAGE) or not queries.programs_for(by).filter(pk=program.pk).exists():
        msg = "Only those who look after this program's collectors can do that."
        raise NotAllowed(msg)
