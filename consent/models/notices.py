"""Privacy notices: published versions per language, their text kept by digest."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.programs import Program


class NoticeText(models.Model):
    """A notice's text, kept by the SHA-256 of its canonical JSON; history and ledger carry the digest.

    `summary` is the first layer (sentences), `sections` the second (title and paragraphs), `fields` the twelve of GDPR 13.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    summary = models.JSONField()
    sections = models.JSONField()
    fields = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Read as its digest."""
        return self.sha256


class Notice(Governed):
    """One published version of a program's privacy notice in one language. A choice names the notice it was made under."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="notices")
    material = models.BooleanField(default=True, help_text="Choices under the version before do not carry over (R19)")
    program_version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Newest first; in one version, by language."""

        ordering: ClassVar = ["-version", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "version", "language"], name="notice_version_once"),
        ]

    def __str__(self) -> str:
        """Read as its version."""
        return f"version {self.version}"
