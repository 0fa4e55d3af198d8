"""Tests of a dataset's deletion: a planted canary, and what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from people.models import Person
from stores.models import Dataset


class PurgeTest(Governed):
    """One test purge of a dataset with a planted canary: what proves that its mapping finds and erases (R67, R68)."""

    class State(models.TextChoices):
        """Running until a worker says how it went; one that dies is failed by the sweep."""

        RUNNING = "running", "Running"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.RUNNING: frozenset({State.PASSED, State.FAILED}),
        State.PASSED: frozenset(),
        State.FAILED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="purge_tests")
    mapping = models.CharField(max_length=64, help_text="SHA-256 of what decides the mapping (purges.mapping), in hex")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    canary = models.CharField(max_length=64, blank=True, help_text="The made-up subject; it names nobody")
    prepared = models.CharField(max_length=64, blank=True, help_text="The made-up subject whose row was put there by hand")
    reason = models.CharField(max_length=30, blank=True)
    explanation = models.CharField(max_length=300, blank=True, help_text="No personal data, no file names")
    planted = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(null=True, blank=True, help_text="Counted at the end; empty where nobody could count")

    class Meta(Governed.Meta):
        """Newest first; one at a time per dataset; passed means one in, one found, one out, none left."""

        verbose_name = "deletion test"
        ordering: ClassVar = ["-started_at", "-ref"]
        indexes: ClassVar = [models.Index(fields=["dataset", "-started_at"], name="purge_test_by_dataset")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=models.Q(state="running"),
                name="one_running_purge_test",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "failed"])
                | models.Q(state="passed", planted=1, found=1, erased=1, left=0),
                name="purge_test_passed_whole",
            ),
        ]

    def __str__(self) -> str:
        """Read as its short ref."""
        return f"deletion test {str(self.ref)[:8]}"
