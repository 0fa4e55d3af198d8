"""Whom the data is passed on to, and how each of them is told when somebody says no (R38)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.programs import Program
from people.models import Person


class Recipient(Governed):
    """A recipient or processor of a program in force. `endpoint` is where its system is told; empty: an officer tells it."""

    class Role(models.TextChoices):
        """What it is in law."""

        PROCESSOR = "processor", "Processor"
        RECIPIENT = "recipient", "Recipient"
        THIRD_PARTY = "third-party", "Third party"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="recipients")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role.choices)
    endpoint = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """Alphabetical; one row per key."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "key"], name="recipient_once_per_program"),
            models.CheckConstraint(
                condition=models.Q(role__in=["processor", "recipient", "third-party"]),
                name="recipient_role_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class RecipientDelivery(Governed):
    """One recipient's duty to hear of one decision: sent until it is confirmed, or confirmed by an officer by hand."""

    class State(models.TextChoices):
        """Undelivered after 24 hours becomes an officer's task."""

        WAITING = "waiting", "Being told"
        DELIVERED = "delivered", "Told, with a receipt"
        BY_HAND = "by-hand", "Told by an officer"
        UNDONE = "undone", "Undone before it was told"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.WAITING: frozenset({State.DELIVERED, State.BY_HAND, State.UNDONE}),
        State.DELIVERED: frozenset(),
        State.BY_HAND: frozenset(),
        State.UNDONE: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deliveries")
    signals = models.JSONField(default=list)
    decision = models.CharField(max_length=20, help_text="withdraw or object")
    entry = models.UUIDField(help_text="The ledger entry of the decision")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    answer_sha256 = models.CharField(max_length=64, blank=True, help_text="Digest of what the recipient answered")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Governed.Meta):
        """Newest first; one per recipient and decision."""

        verbose_name = "delivery"
        ordering: ClassVar = ["-created_at", "-ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "entry"], name="delivery_once_per_decision"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "delivered", "by-hand", "undone"]),
                name="delivery_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["person", "-created_at"], name="delivery_by_person"),
        ]

    def __str__(self) -> str:
        """Read as its state."""
        return self.get_state_display()


class DeliveryAttempt(models.Model):
    """How often a delivery was tried, when it is tried next, and what went wrong. Ungoverned: it changes with every try."""

    delivery = models.OneToOneField(RecipientDelivery, on_delete=models.CASCADE, primary_key=True, related_name="attempt")
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    trouble = models.CharField(max_length=200, blank=True)
    told_officers_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by when it is due."""

        indexes: ClassVar = [models.Index(fields=["next_at"], name="attempt_due")]

    def __str__(self) -> str:
        """Read as the number of tries."""
        return str(self.tries)
