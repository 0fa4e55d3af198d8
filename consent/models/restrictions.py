"""Restrictions: what is neither recorded nor used of a person while a request of theirs is looked at. No choice is touched."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.programs import Program
from people.models import Person


class Restriction(Governed):
    """Nothing of these signals is recorded of the person in this program (R63, R64); none named means every one, later ones too."""

    class Kind(models.TextChoices):
        """On what it rests."""

        RESTRICTION = "restriction", "Restriction asked for (Art. 18)"
        OBJECTION = "objection", "Objection that is looked at (Art. 21(1))"
        ERASURE = "erasure", "Erasing that is carried out (Art. 17)"

    class Cause(models.TextChoices):
        """Why it ended; the whole list."""

        LIFTED = "lifted", "The reason for it is gone"
        UPHELD = "upheld", "The objection stands"
        OVERRULED = "overruled", "The objection does not stand"
        REFUSED = "refused", "The request was refused"
        WITHDRAWN = "withdrawn", "The person took the request back"
        ERASED = "erased", "What was asked for is erased"

    MARKING: ClassVar[frozenset[str]] = frozenset({Kind.RESTRICTION, Kind.OBJECTION})
    """These restrict what was recorded before as well (Art. 18(1)), so the person is told before they end (Art. 18(3))."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    program = models.ForeignKey(
        Program,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="restrictions",
        help_text="None: every program, future ones too",
    )
    signals = models.JSONField(default=list, blank=True, help_text="Empty: every signal")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    origin = models.UUIDField(help_text="The request that asks for it")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the person was told that it ends")
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)

    class Meta(Governed.Meta):
        """One open restriction per request and program; no end without its cause, nor before the person was told."""

        ordering: ClassVar = ["since", "ref"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "program"],
                condition=models.Q(ended_at__isnull=True),
                name="restriction_once_per_program",
            ),
            # To a database no value equals no value, so "every program" needs a constraint of its own.
            models.UniqueConstraint(
                fields=["origin"],
                condition=models.Q(ended_at__isnull=True, program__isnull=True),
                name="restriction_once_of_all",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["restriction", "objection", "erasure"]),
                name="restriction_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, cause="")
                | models.Q(
                    ended_at__isnull=False,
                    cause__in=["lifted", "upheld", "overruled", "refused", "withdrawn", "erased"],
                ),
                name="restriction_end_has_a_cause",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="erasure")
                | models.Q(ended_at__isnull=True)
                | models.Q(told_at__isnull=False, told_at__lte=models.F("ended_at")),
                name="restriction_told_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        """Read as its kind."""
        return self.get_kind_display()

    @property
    def request_name(self) -> str:
        """The request's short reference, as people read it."""
        return f"R-{self.origin.hex[:8].upper()}"

    def covers(self, program: uuid.UUID, signal: str) -> bool:
        """Say whether it is about this signal of this program."""
        return self.program_id in (None, program) and (not self.signals or signal in self.signals)
