"""Which reports were built, with the digest of their bytes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from people.models import Person


class BuiltReport(Governed):
    """One built report: what, for which period, as of when, how many rows, which bytes (R92). The file itself is not kept."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=10, default="csv", help_text="The kind of file")
    since = models.DateTimeField()
    until = models.DateTimeField()
    built_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-built_at", "-ref"]

    def __str__(self) -> str:
        """Read as its kind."""
        return self.kind
