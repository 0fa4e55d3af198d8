"""Receipts: what a person keeps of each decision."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from consent.models.programs import Program
from people.models import Person


class Receipt(models.Model):
    """The statement of one decision, and the ledger entry that holds its digest. Never edited: a later decision replaces it.

    One decision may cover several signals. `statement` is the JSON-LD receipt (ISO/IEC TS 27560 by DPV 2.3) as it was signed.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="receipts")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="receipts")
    signals = models.JSONField(default=list)
    decision = models.CharField(max_length=20, help_text="give, refuse, withdraw, undo, renew, object, lift, paper")
    statement = models.JSONField()
    entry = models.UUIDField(unique=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    made_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-ref"]
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"], name="receipt_by_person")]

    def __str__(self) -> str:
        """Read as its ref."""
        return str(self.ref)
