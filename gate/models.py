"""Collectors: enrolled agents and ingest gateways, each with a hashed key and a scope."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from common.signals import Signal
from consent.models import Program


class Collector(Governed):
    """An agent or gateway that may ask, and must obey. Its key was shown once; only a hash is kept."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="collectors")
    key_hash = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Governed.Meta):
        """Alphabetical."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class CollectorSignal(Governed):
    """A signal that the collector may record for its program."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collector = models.ForeignKey(Collector, on_delete=models.PROTECT, related_name="signals")
    signal = models.CharField(max_length=20, choices=Signal.choices)

    class Meta(Governed.Meta):
        """One row per signal."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collector", "signal"], name="collector_signal_once"),
            models.CheckConstraint(condition=models.Q(signal__in=Signal.values), name="collector_signal_known"),
        ]

    def __str__(self) -> str:
        """Read as its label."""
        return self.get_signal_display()


class CollectorContact(models.Model):
    """When a collector last asked. Ungoverned: it changes with every question."""

    collector = models.OneToOneField(Collector, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        """Read as the time."""
        return str(self.asked_at)
