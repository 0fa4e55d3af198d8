"""Programs with their signals and notices, the consent of each person, and the outbox that gates will read."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from audit.governed import Governed
from common.signals import Signal
from people.models import Person
from stores.models import Dataset


class Program(Governed):
    """One data-collection program. Nothing is recorded unless it runs, has a notice, and the person said yes."""

    class State(models.TextChoices):
        """A program collects in `running` only."""

        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.RUNNING}),
        State.RUNNING: frozenset({State.PAUSED, State.ENDED}),
        State.PAUSED: frozenset({State.RUNNING, State.ENDED}),
        State.ENDED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    details = models.TextField(blank=True)
    used_by = models.CharField(max_length=200)
    retention_days = models.PositiveIntegerField(default=90)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Governed.Meta):
        """Alphabetical; officers are scoped by django-guardian."""

        ordering: ClassVar = ["name"]
        permissions: ClassVar = [("oversee_program", "Oversees this program as a privacy officer")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "running", "paused", "ended"]),
                name="program_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class ProgramSignal(Governed):
    """A signal that a program may record of those who agreed."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="signals")
    signal = models.CharField(max_length=20, choices=Signal.choices)
    description = models.CharField(max_length=200)
    necessity = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Governed.Meta):
        """In the program's own order, the same on every page (D10)."""

        ordering: ClassVar = ["position", "signal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "signal"], name="signal_once_per_program"),
            models.CheckConstraint(condition=models.Q(signal__in=Signal.values), name="program_signal_known"),
        ]

    def __str__(self) -> str:
        """Read as its label."""
        return self.get_signal_display()


class ProgramDataset(Governed):
    """A dataset that a program records into."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="dataset_links")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="program_links")

    class Meta(Governed.Meta):
        """One link per pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "dataset"], name="dataset_once_per_program"),
        ]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.program_id} → {self.dataset_id}"


class NoticeText(models.Model):
    """A notice's text, kept by the SHA-256 of its canonical JSON; history and ledger carry the digest."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    summary = models.JSONField()
    sections = models.JSONField()

    def __str__(self) -> str:
        """Read as its digest."""
        return self.sha256


class Notice(Governed):
    """One published version of a program's privacy notice. A consent holds under the version it was given under."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="notices")
    published_at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "version", "language"], name="notice_version_once"),
        ]

    def __str__(self) -> str:
        """Read as its version."""
        return f"version {self.version}"


class Consent(Governed):
    """One person's current choice about one signal of one program. No row means: never asked, so no. Its history is the record."""

    class State(models.TextChoices):
        """Only `given` allows."""

        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        # Given again under a newer notice.
        State.GIVEN: frozenset({State.WITHDRAWN, State.GIVEN}),
        State.WITHDRAWN: frozenset({State.GIVEN}),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="consents")
    signal = models.CharField(max_length=20, choices=Signal.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="consents")
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(Governed.Meta):
        """One current row per person, program and signal."""

        verbose_name = "choice"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "program", "signal"], name="consent_once"),
            models.CheckConstraint(condition=models.Q(state__in=["given", "withdrawn"]), name="consent_state_known"),
            models.CheckConstraint(condition=models.Q(signal__in=Signal.values), name="consent_signal_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["program", "state"], name="consent_by_program")]

    def __str__(self) -> str:
        """Read as its state."""
        return self.get_state_display()

    def undo_until(self, seconds: int) -> dt.datetime | None:
        """Until when a withdrawal can be undone in its row; None where it can't."""
        end = self.decided_at + dt.timedelta(seconds=seconds)
        return end if self.state == self.State.WITHDRAWN and end > timezone.now() else None


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
        ]

    def __str__(self) -> str:
        """Read as its verdict."""
        return "allow" if self.allow else f"deny {self.reason}"
