"""Acknowledging a notice: another object than a choice. It never becomes a consent (R23)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models.notices import Notice, NoticeText
from people.models import Person


class MonitoringNotice(Governed):
    """The company's electronic-monitoring notice for one jurisdiction: New York (R20), Delaware (R21), Connecticut (R22)."""

    class Jurisdiction(models.TextChoices):
        """Where such a notice has to be acknowledged (ISO 3166-2)."""

        NEW_YORK = "US-NY", "New York"
        DELAWARE = "US-DE", "Delaware"
        CONNECTICUT = "US-CT", "Connecticut"

    class Mode(models.TextChoices):
        """How often (19 Del. C. 705(b) allows either)."""

        ONCE = "once", "Acknowledged once"
        DAILY = "daily", "Shown on each day of access"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jurisdiction = models.CharField(max_length=5, choices=Jurisdiction.choices)
    version = models.PositiveIntegerField()
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.ONCE)
    text = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="monitoring_notices")
    published_at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["jurisdiction", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction", "version"], name="monitoring_notice_version_once"),
            models.CheckConstraint(
                condition=models.Q(jurisdiction__in=["US-NY", "US-DE", "US-CT"]),
                name="monitoring_jurisdiction_known",
            ),
            models.CheckConstraint(condition=models.Q(mode__in=["once", "daily"]), name="monitoring_mode_known"),
        ]

    def __str__(self) -> str:
        """Read as its place and version."""
        return f"{self.jurisdiction} version {self.version}"


class Acknowledgement(Governed):
    """A person confirmed having read a program's notice, or a monitoring notice. It permits nothing by itself."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="acknowledgements")
    monitoring = models.ForeignKey(
        MonitoringNotice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acknowledgements",
    )
    day = models.DateField(help_text="The day it is for; a daily notice counts for that day only")
    at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Of one notice, either kind; once per day."""

        ordering: ClassVar = ["-at", "-ref"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(notice__isnull=True) ^ models.Q(monitoring__isnull=True),
                name="acknowledges_one_notice",
            ),
            models.UniqueConstraint(fields=["person", "notice", "day"], name="notice_acknowledged_once_a_day"),
            models.UniqueConstraint(fields=["person", "monitoring", "day"], name="monitoring_acknowledged_once_a_day"),
        ]

    def __str__(self) -> str:
        """Read as its day."""
        return str(self.day)
