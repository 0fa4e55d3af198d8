"""Published figures: counted once per period, suppressed, and frozen (R101-R103)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from consent.models.programs import Program


class FrozenFigure(models.Model):
    """How many people's choice about one signal holds, in one group, at the end of one period. Written once.

    `shown` and `total` are what anybody outside the person's own pages may see (rounded to 5), or empty where they are hidden.
    `exact` and `exact_total` are the counts behind them, of the period `counted`: where too little changed since, a later
    period repeats an earlier one. They are needed for the next comparison alone and leave this table by no page.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="figures")
    period = models.DateField(help_text="The first day of the reporting period")
    signal = models.CharField(max_length=20)
    group = models.CharField(max_length=120, help_text="Empty for everybody, else the site's name")
    shown = models.PositiveIntegerField(null=True, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    exact = models.PositiveIntegerField()
    exact_total = models.PositiveIntegerField()
    counted = models.DateField(help_text="The first day of the period whose count is shown")
    frozen_at = models.DateTimeField()

    class Meta:
        """One figure per program, period, signal and group."""

        ordering: ClassVar = ["period", "signal", "group"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "period", "signal", "group"], name="figure_frozen_once"),
        ]

    def __str__(self) -> str:
        """Read as its period."""
        return str(self.period)
