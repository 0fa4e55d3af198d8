"""The gate's outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DecisionChange(models.Model):
    """The gate's outbox: one row for every change of what a collector may do, written in the change's transaction.

    A relay (one leader) will number rows into `seq` within an `epoch` and publish them; row ids are not commit order and are
    never read as one. `scope` says what changed: a person's choice, a program's state, a collector's rights. `version` grows
    per (scope, person, program, signal, collector), so that a gate can drop what it has already overtaken.
    """

    class Scope(models.TextChoices):
        """What the change is about."""

        CONSENT = "consent", "A person's choice"
        PERSON = "person", "A person as a whole"
        PROGRAM = "program", "A program as a whole"
        COLLECTOR = "collector", "A collector"

    scope = models.CharField(max_length=10, choices=Scope.choices)
    person = models.UUIDField(null=True, blank=True)
    program = models.UUIDField(null=True, blank=True)
    signal = models.CharField(max_length=20, blank=True)
    collector = models.UUIDField(null=True, blank=True)
    allow = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField()
    notice_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    epoch = models.UUIDField(null=True, blank=True)
    seq = models.BigIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Waiting rows are found by a small partial index; numbers are never given twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["epoch", "seq"], name="decision_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(scope__in=["consent", "person", "program", "collector"]),
                name="decision_scope_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(seq__isnull=True), name="decision_waiting"),
            models.Index(fields=["person", "version"], condition=models.Q(scope="person"), name="decision_by_person"),
        ]

    def __str__(self) -> str:
        """Read as its verdict."""
        return "allow" if self.allow else f"deny {self.reason}"
