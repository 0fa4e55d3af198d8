"""The register behind a program: its declaration in numbered versions, and who approved which text."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.programs import Program
from people.models import Person


class Declaration(models.Model):
    """All that a program declares, kept by the SHA-256 of its canonical JSON; `consent.declarations` knows its sections."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField()

    def __str__(self) -> str:
        """Read as its digest."""
        return self.sha256


class ProgramVersion(Governed):
    """One version of a program's declaration. Editing replaces the digest of a draft; what was in force never changes."""

    class State(models.TextChoices):
        """One version at a time is open (draft, in review, approved), one is live."""

        DRAFT = "draft", "Draft"
        REVIEW = "in-review", "In review"
        APPROVED = "approved", "Approved"
        LIVE = "live", "In force"
        SUPERSEDED = "superseded", "Superseded"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.REVIEW}),
        State.REVIEW: frozenset({State.DRAFT, State.APPROVED}),
        State.APPROVED: frozenset({State.LIVE, State.DRAFT}),
        State.LIVE: frozenset({State.SUPERSEDED}),
        State.SUPERSEDED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="versions")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    material = models.BooleanField(default=True, help_text="Choices under the version before do not carry over (R19)")
    created_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """Newest first."""

        verbose_name = "version"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "number"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["program"],
                condition=models.Q(state__in=["draft", "in-review", "approved"]),
                name="one_open_version_per_program",
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=models.Q(state="live"),
                name="one_live_version_per_program",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in-review", "approved", "live", "superseded"]),
                name="version_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its number."""
        return f"version {self.number}"


class Approval(Governed):
    """One person's signature under one text: it holds only while the digest it names is the one to be launched (R07, R104)."""

    class Kind(models.TextChoices):
        """Who signs, and for what."""

        DPIA = "dpia", "Impact assessment approved"
        OFFICER = "officer", "Approved by a privacy officer"
        SECOND = "second", "Approved by a second privacy officer"
        COUNCIL = "council", "Signed by the works council"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="approvals")
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    digest = models.CharField(max_length=64, help_text="What was signed: the whole declaration, or its material part")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    council = models.CharField(max_length=120, blank=True, help_text="The body that signs")
    agreement = models.CharField(max_length=120, blank=True, help_text="The works agreement's id")
    expires_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-at", "-ref"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["dpia", "officer", "second", "council"]),
                name="approval_kind_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its kind."""
        return self.get_kind_display()
