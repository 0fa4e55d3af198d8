"""Orders and their steps. State and progress live here, never in the broker or a cache."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from people.models import Person
from purges import windows
from purges.models.passes import PurgePass
from stores.contract import Window
from stores.models import Dataset


class Reason(models.TextChoices):
    """Why an order exists."""

    WITHDRAWAL = "withdrawal", "Consent withdrawn"
    OBJECTION = "objection", "Objected"
    ERASURE = "erasure", "Erasure requested"


class PurgeOrder(Governed):
    """The duty to erase one person's data in some datasets. Verified only when another query finds nothing in any of them."""

    class State(models.TextChoices):
        """Open until every dataset is verified; cancelled only by an undo before erasing began."""

        OPEN = "open", "Open"
        VERIFIED = "verified", "Erased and verified"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.VERIFIED, State.CANCELLED}),
        # Late rows found by a later check open the order again.
        State.VERIFIED: frozenset({State.OPEN}),
        State.CANCELLED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="purge_orders")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    origin = models.UUIDField(help_text="The ref of what caused it: a program, a request")
    about = models.CharField(max_length=120, help_text="The origin's name, for pages")
    signals = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="Since when nothing is left to do but what a legal hold keeps")

    class Meta(Governed.Meta):
        """Newest first."""

        verbose_name = "purge order"
        ordering: ClassVar = ["-created_at", "-ref"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="order_by_person"),
            models.Index(fields=["state", "-created_at"], name="order_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "verified", "cancelled"]),
                name="order_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its short ref."""
        return self.short_ref

    @property
    def short_ref(self) -> str:
        """The first block of the ref: enough to talk about it."""
        return str(self.ref)[:8].upper()


class Certificate(models.Model):
    """The statement made when an order was settled, and the ledger entry that holds its digest. A later one supersedes."""

    order = models.ForeignKey(PurgeOrder, on_delete=models.PROTECT, related_name="certificates")
    statement = models.JSONField()
    entry = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """Read as its order's short ref."""
        return f"certificate of {self.order_id}"


class PurgeStep(models.Model):
    """One order in one dataset: the unit of work."""

    class State(models.TextChoices):
        """Per dataset, never one boolean (law 6)."""

        DUE = "due", "Waiting"
        RUNNING = "running", "Erasing"
        ERASED = "erased", "Erased, being checked"
        VERIFIED = "verified", "Erased and verified"
        HELD = "held", "Kept for a legal ground"
        FAILED = "failed", "Needs a person"
        CANCELLED = "cancelled", "Cancelled"

    order = models.ForeignKey(PurgeOrder, on_delete=models.PROTECT, related_name="steps")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    since = models.DateTimeField(null=True, blank=True, help_text="Only what was recorded from then on; empty: from the beginning")
    until = models.DateTimeField(null=True, blank=True, help_text="Only what was recorded before; empty: to this day")
    spared = models.JSONField(default=list, help_text="What holds kept out of its last pass; empty in a held step: everything")
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    purge_pass = models.ForeignKey(PurgePass, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps")
    rows_before = models.BigIntegerField(null=True, blank=True)
    rows_erased = models.BigIntegerField(default=0)
    rows_after = models.BigIntegerField(null=True, blank=True)
    rows_held = models.BigIntegerField(null=True, blank=True, help_text="What a legal hold keeps, as last counted")
    inferred = models.BooleanField(default=False)
    method = models.CharField(max_length=20, blank=True)
    layers = models.JSONField(default=dict)
    reason = models.CharField(max_length=30, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    counted_rows = models.BigIntegerField(null=True, blank=True, help_text="What was counted and shown before an approval")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    checks_done = models.PositiveIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One step per order and dataset; the two questions of the sweep are indexed."""

        ordering: ClassVar = ["dataset__store__name", "dataset__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "dataset"], name="step_once_per_dataset"),
            models.CheckConstraint(
                condition=models.Q(state__in=["due", "running", "erased", "verified", "held", "failed", "cancelled"]),
                name="step_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True) | models.Q(until__isnull=True) | models.Q(since__lt=models.F("until")),
                name="step_period_forward",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["dataset", "state", "due_at"], name="step_due"),
            models.Index(
                fields=["next_check_at"],
                condition=models.Q(next_check_at__isnull=False),
                name="step_to_check",
            ),
            models.Index(fields=["dataset"], condition=models.Q(state="held"), name="step_held"),
        ]

    def __str__(self) -> str:
        """Read as its place."""
        return f"step {self.pk}"

    @property
    def within(self) -> Window | None:
        """The stretch of recording time that the order is about; None for everything."""
        return None if self.since is None and self.until is None else Window(since=self.since, until=self.until)

    @property
    def spares(self) -> tuple[Window, ...]:
        """The stretches that holds kept out of its last pass."""
        return windows.unpacked(self.spared)


class ParkedItem(models.Model):
    """A file or object that could not be read; the rest went on. Shown to officers only: a path can name a person."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="parked")
    item = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open row per item."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dataset", "item"],
                condition=models.Q(cleared_at__isnull=True),
                name="parked_once",
            ),
        ]

    def __str__(self) -> str:
        """Read as the reason."""
        return self.reason
