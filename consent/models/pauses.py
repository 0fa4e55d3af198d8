"""Pauses: a person's own, and a program's. Neither changes a choice."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.programs import Program
from consent.models.versions import Declaration
from people.models import Person


class PersonPause(Governed):
    """A person stops all recording of them, for an hour, for today or until they resume (R108). No end means: until I resume."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One open pause per person."""

        verbose_name = "pause"
        ordering: ClassVar = ["-started_at", "-ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_pause_per_person",
            ),
        ]

    def __str__(self) -> str:
        """Read as its beginning."""
        return str(self.started_at)


class ProgramPause(Governed):
    """An officer stopped a program. The reason comes afterwards; resuming needs a cause, a fix and two people (R41)."""

    class Reason(models.TextChoices):
        """Why, in one word for pages and the ledger; the words themselves are kept by digest."""

        UNSAID = "unsaid", "Not said yet"
        EXPOSURE = "exposure", "Data was readable by others"
        COMPLAINT = "complaint", "A complaint or concern"
        FAULT = "fault", "A technical fault"
        AUTHORITY = "authority", "An authority or court asked"
        OTHER = "other", "Another reason"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="pauses")
    paused_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paused_at = models.DateTimeField()
    told = models.PositiveIntegerField(default=0, help_text="How many people got the message")
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.UNSAID)
    reason_text = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    repair_text = models.ForeignKey(
        Declaration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Cause and fix, as asked for resuming",
    )
    resume_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resume_asked_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resumed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One open pause per program; newest first."""

        verbose_name = "pause"
        ordering: ClassVar = ["-paused_at", "-ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["program"],
                condition=models.Q(resumed_at__isnull=True),
                name="one_open_pause_per_program",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["unsaid", "exposure", "complaint", "fault", "authority", "other"]),
                name="program_pause_reason_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its reason."""
        return self.get_reason_display()
