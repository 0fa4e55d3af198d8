"""Passes and their batches: who works on a dataset now, and what each batch was about to commit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from stores.models import Dataset


class PurgePass(models.Model):
    """One worker's pass over one dataset for many people. The row is the lease, its key the fence."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="passes")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    rows_before = models.BigIntegerField(default=0)
    rows_erased = models.BigIntegerField(default=0)
    spared = models.JSONField(default=list, help_text="The stretches of time that holds kept out of it (purges.windows)")
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        """One living pass per dataset."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=models.Q(ended_at__isnull=True),
                name="one_living_pass_per_dataset",
            ),
        ]

    def __str__(self) -> str:
        """Read as its number."""
        return f"pass {self.pk}"


class PassBatch(models.Model):
    """Counts written before the store commits a batch; after a crash they tell what really happened."""

    class State(models.TextChoices):
        """An intent becomes committed or rolled back; nothing in between."""

        INTENT = "intent", "About to be committed"
        COMMITTED = "committed", "Committed"
        ROLLED_BACK = "rolled-back", "Rolled back"

    purge_pass = models.ForeignKey(PurgePass, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    counts = models.JSONField(help_text="Step key to rows")
    token = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=State.choices, default=State.INTENT)
    inferred = models.BooleanField(default=False)

    class Meta:
        """One row per batch."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purge_pass", "number"], name="batch_once_per_pass"),
        ]

    def __str__(self) -> str:
        """Read as its place."""
        return f"{self.purge_pass} batch {self.number}"
