"""What pages and answers show, made of rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from gate import queries
from gate.decide import decide
from gate.forms import Question
from gate.models import Collector
from gate.training import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorRow:
    """One collector on the officers' page."""

    name: str
    program: str
    signals: list[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    label: str
    tone: str
    revoke_url: str


def row(collector: Collector) -> CollectorRow:
    """Describe one collector."""
    contact = getattr(collector, "contact", None)
    revoked = collector.revoked_at is not None
    label = "Revoked" if revoked else "Enrolled" if contact else "Never asked yet"
    return CollectorRow(
        name=collector.name,
        program=collector.program.name,
        signals=[signal.get_signal_display() for signal in collector.signals.all()],
        created_at=collector.enrolled_at,
        last_used_at=contact.asked_at if contact else None,
        revoked_at=collector.revoked_at,
        label=label,
        tone="bad" if revoked else "ok" if contact else "",
        revoke_url="" if revoked else reverse("collector-revoke", args=[collector.pk]),
    )


def answer(collector: Collector, asked: Question) -> list[dict[str, Any]]:
    """Decide for every person and signal of a question."""
    mine = queries.collector_facts(collector)
    program = queries.program_facts(collector)
    known = queries.person_facts(collector, asked.people)
    now = timezone.now()
    answers = []
    for ref in asked.people:
        for signal in asked.signals:
            decision = decide(signal, collector=mine, program=program, person=known.get(ref), now=now)
            answers.append(
                {"person": str(ref), "signal": signal, "allow": decision.allow, "reason": decision.reason.value},
            )
    return answers


def training_set(answer: Answer) -> dict[str, Any]:
    """The answer to a builder of a training set."""
    refs = {name: [str(ref) for ref in found] for name, found in (("allowed", answer.allowed), ("excluded", answer.excluded))}
    return {"snapshot": str(answer.snapshot.pk), **refs}
