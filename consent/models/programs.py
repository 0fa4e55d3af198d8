"""Programs, as they are in force: what the gate and the pages read. The declaration behind them is in `versions`."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from common import days
from common.signals import Signal
from people.models import Person, Site
from stores.models import Dataset


class Basis(models.TextChoices):
    """The legal basis of one purpose (GDPR 6(1), R01); it decides what choice people have."""

    CONSENT = "consent", "Consent"
    LEGITIMATE_INTEREST = "legitimate-interest", "Legitimate interest"
    LEGAL_OBLIGATION = "legal-obligation", "Legal obligation"
    CONTRACT = "contract", "Contract"


class Program(Governed):
    """One data-collection program. Nothing is recorded unless it runs, has a notice, and the person said yes."""

    class State(models.TextChoices):
        """A program collects in `running` only."""

        DRAFT = "draft", "Draft"
        REVIEW = "in-review", "In review"
        APPROVED = "approved", "Approved"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.REVIEW}),
        State.REVIEW: frozenset({State.DRAFT, State.APPROVED}),
        State.APPROVED: frozenset({State.RUNNING, State.DRAFT}),
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
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="programs_owned")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="Counts changes that gates must know of")
    live_version = models.PositiveIntegerField(default=0, help_text="The number of the declaration in force; 0 for none")
    choices_from = models.PositiveIntegerField(default=1, help_text="Choices under an older notice than this no longer hold (R19)")
    validity_months = models.PositiveSmallIntegerField(default=12, help_text="How long a yes holds (R33)")
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Governed.Meta):
        """Alphabetical; officers are scoped by django-guardian."""

        ordering: ClassVar = ["name"]
        permissions: ClassVar = [("oversee_program", "Oversees this program as a privacy officer")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in-review", "approved", "running", "paused", "ended"]),
                name="program_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name

    @property
    def over(self) -> bool:
        """Say whether it has ended, or its last day is past: then it records nothing and asks nobody, before its row follows."""
        return self.state == self.State.ENDED or (self.ends_on is not None and self.ends_on < days.today())


class ProgramSignal(Governed):
    """A signal that a program may record, for the one purpose it serves there (R27: one purpose, one control)."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="signals")
    signal = models.CharField(max_length=20, choices=Signal.choices)
    description = models.CharField(max_length=200)
    necessity = models.CharField(max_length=300, blank=True)
    purpose = models.CharField(max_length=60, default="main", help_text="The key of its purpose in the declaration")
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.CONSENT)
    explicit = models.BooleanField(default=False, help_text="A yes needs a second statement: GDPR 9(2)(a) is its condition (R32)")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Governed.Meta):
        """In the program's own order, the same on every page (D10)."""

        ordering: ClassVar = ["position", "signal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "signal"], name="signal_once_per_program"),
            models.CheckConstraint(condition=models.Q(signal__in=Signal.values), name="program_signal_known"),
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="program_signal_basis_known"),
        ]

    def __str__(self) -> str:
        """Read as its label."""
        return self.get_signal_display()


class ProgramDataset(Governed):
    """A dataset that a program records into; `kept_for` names the other basis on which its data may be kept (R37)."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="dataset_links")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="program_links")
    kept_for = models.CharField(max_length=200, blank=True)

    class Meta(Governed.Meta):
        """One link per pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "dataset"], name="dataset_once_per_program"),
        ]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.program_id} → {self.dataset_id}"


class ProgramSite(Governed):
    """A site whose people the program may record; people elsewhere are out of its scope. No row at all: every site."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="site_links")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="program_links")

    class Meta(Governed.Meta):
        """One link per pair."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "site"], name="site_once_per_program")]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.program_id} → {self.site_id}"
