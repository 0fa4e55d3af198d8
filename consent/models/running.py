"""Work that goes on for a while, and what was asked of people: both tell a page how far things are."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from consent.models.programs import Program
from people.models import Person


class Ending(models.Model):
    """Ending many choices at once, after a material change, a program's end or a decision that they are invalid.

    The gate refuses from the commit of the cause on; this brings every row, its history and the ledger along.
    """

    class Cause(models.TextChoices):
        """Why choices end, which decides the state they get."""

        CHANGE = "change", "The program changed"
        END = "end", "The program ended"
        INVALID = "invalid", "Declared invalid"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="endings")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    notice_below = models.PositiveIntegerField(help_text="Choices under notices older than this end")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-started_at", "-ref"]

    def __str__(self) -> str:
        """Read as its cause."""
        return self.get_cause_display()


class Prompt(models.Model):
    """A person was asked about a program: once per material notice, never within 12 months of a no (R33, R42, D16)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="prompts")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="prompts")
    about = models.CharField(max_length=40, help_text="What it is about: notice-<version>, expiry-<record>")
    sent_at = models.DateTimeField()

    class Meta:
        """One prompt per person, program and matter."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "program", "about"], name="asked_once")]

    def __str__(self) -> str:
        """Read as its matter."""
        return self.about
