"""Governed models with one field of every type that rooms use."""

import uuid

from django.db import models

from audit.governed import Governed


class Widget(Governed):
    """A row with a UUID key, as consents and orders have."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField()
    state = models.CharField(max_length=20, default="made")
    note = models.TextField(blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, default="0.00")
    span = models.DurationField(null=True)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    extra = models.JSONField(default=dict)
    on = models.BooleanField(default=False)

    class Meta(Governed.Meta):
        """Keep the guarded base manager."""

    def __str__(self) -> str:
        """Read as the ref."""
        return str(self.ref)


class Gear(Governed):
    """A row with a numbered key and a relation to another governed row."""

    widget = models.ForeignKey(Widget, on_delete=models.PROTECT, related_name="gears")
    teeth = models.PositiveIntegerField(default=8)

    class Meta(Governed.Meta):
        """Keep the guarded base manager."""

    def __str__(self) -> str:
        """Read as the number of teeth."""
        return str(self.teeth)


class Plain(models.Model):
    """Not governed: it may change whenever it likes."""

    name = models.CharField(max_length=20)

    def __str__(self) -> str:
        """Read as the name."""
        return self.name
