"""What officers do with a request: messages, questions to the person, the decision, tasks for stewards, warnings."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from people.models import Person, SealedText
from rights.models.requests import Request
from stores.models import Dataset


class CaseMessage(models.Model):
    """One message between the person and the privacy office. The words are sealed under the person's key."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    from_office = models.BooleanField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.ForeignKey(SealedText, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        """Oldest first: a conversation."""

        ordering: ClassVar = ["sent_at", "ref"]

    def __str__(self) -> str:
        """Read as its opaque ref."""
        return str(self.ref)


class Clarification(Governed):
    """The office asked the person something that it needs before it can decide (R48, R49). One open question per request."""

    class Reason(models.TextChoices):
        """Only these may stop a clock, and only where the regime allows it."""

        IDENTITY = "identity", "A reasonable doubt who asks"
        SCOPE = "scope", "Which of a large amount of data is meant"
        OTHER = "other", "Something else; no clock stops"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="clarifications")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One open question per request."""

        ordering: ClassVar = ["asked_at", "ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_clarification_per_request",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["identity", "scope", "other"]),
                name="clarification_reason_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as the reason."""
        return self.get_reason_display()


class Decision(Governed):
    """What was decided on a request: one that stands, ever. Some need a second officer before they stand (R51, law 11)."""

    class Outcome(models.TextChoices):
        """Granted, granted but for what the exceptions name, refused."""

        GRANTED = "granted", "Approved"
        PARTLY = "partly", "Approved in part"
        REFUSED = "refused", "Refused"

    class State(models.TextChoices):
        """A proposal waits for a second officer; it stands, or was declined."""

        PROPOSED = "proposed", "Waits for a second officer"
        STANDS = "stands", "Decided"
        DECLINED = "declined", "Declined by the second officer"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.PROPOSED: frozenset({State.STANDS, State.DECLINED}),
        State.STANDS: frozenset(),
        State.DECLINED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=State.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=30, blank=True, help_text="A code of `rights.grounds`; empty where all is granted")
    exceptions = models.JSONField(default=list, blank=True, help_text="What is withheld or kept: dataset ref and ground, each")
    words = models.ForeignKey(SealedText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One living decision per request; the second officer is another person; a refusal has its ground (R50)."""

        verbose_name = "decision"
        ordering: ClassVar = ["-decided_at", "-ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(state__in=["proposed", "stands"]),
                name="one_living_decision_per_request",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "stands", "declined"]),
                name="decision_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["granted", "partly", "refused"]),
                name="decision_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="granted") | ~models.Q(reason=""),
                name="decision_with_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("decided_by")),
                name="decision_second_is_another",
            ),
        ]

    def __str__(self) -> str:
        """Read as the outcome."""
        return self.get_outcome_display()


class RectificationTask(Governed):
    """A correction that a store's steward has to make in one dataset, with proof (GDPR 16)."""

    class State(models.TextChoices):
        """Open until somebody says how it ended."""

        OPEN = "open", "To do"
        DONE = "done", "Corrected"
        IMPOSSIBLE = "impossible", "Can't be corrected"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.DONE, State.IMPOSSIBLE}),
        State.DONE: frozenset(),
        State.IMPOSSIBLE: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="tasks")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey(SealedText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Governed.Meta):
        """One per dataset."""

        ordering: ClassVar = ["opened_at", "ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "dataset"], name="rectification_once_per_dataset"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "done", "impossible"]),
                name="rectification_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as the state."""
        return self.get_state_display()


class RequestWarning(models.Model):
    """A rung of the ladder of warnings that was sent: T-10, T-5, T-2, due, overdue (R55)."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="warnings")
    rung = models.CharField(max_length=10)
    due_on = models.DateField(help_text="The due date it warned of: an extension begins a new ladder")
    sent_at = models.DateTimeField()

    class Meta:
        """Each rung once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "rung", "due_on"], name="warning_once_per_rung"),
            models.CheckConstraint(
                condition=models.Q(rung__in=["t-10", "t-5", "t-2", "due", "overdue"]),
                name="warning_rung_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its rung."""
        return self.rung
