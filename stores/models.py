"""Stores and datasets: where recordings of people lie, and by which column a person is known there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from common.signals import Signal
from people.models import IdentifierKind
from stores import contract
from stores.connectors import registry


class Store(Governed):
    """A connection to one place that holds recordings. The credential is a reference or encrypted, never in clear."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    credential_reference = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Governed.Meta):
        """Alphabetical; stewards are scoped by django-guardian."""

        ordering: ClassVar = ["name"]
        permissions: ClassVar = [("steward_store", "Looks after this store")]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return registry.KINDS[self.kind].label


class StoreSecret(models.Model):
    """A store's credential, encrypted by the master key. Ungoverned on purpose: no history keeps old secrets."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE, primary_key=True, related_name="secret")
    sealed = models.BinaryField()
    set_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """Never the value."""
        return "stored encrypted"


class StoreHealth(models.Model):
    """The last connection test of a store."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE, primary_key=True, related_name="health")
    ok = models.BooleanField()
    message = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """Read as the verdict."""
        return "Answers" if self.ok else self.message


class Dataset(Governed):
    """One place in a store that holds people's data: a table, or a group of files."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="datasets")
    name = models.CharField(max_length=120)
    location = models.CharField(max_length=300)
    subject_column = models.CharField(max_length=120, blank=True)
    identifier_kind = models.CharField(max_length=20, choices=IdentifierKind.choices)
    where = models.JSONField(default=dict, blank=True)
    time_column = models.CharField(max_length=120, blank=True)
    signals = models.JSONField(default=list)
    retention_days = models.PositiveIntegerField(default=90)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Governed.Meta):
        """A name once per store; only known kinds of identifier."""

        ordering: ClassVar = ["store__name", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "name"], name="dataset_named_once_per_store"),
            models.CheckConstraint(
                condition=models.Q(identifier_kind__in=IdentifierKind.values),
                name="dataset_identifier_kind_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name

    @property
    def signal_labels(self) -> list[str]:
        """Its signals in words."""
        return [Signal(code).label for code in self.signals]

    def as_contract(self) -> contract.Dataset:
        """The same dataset as connectors know it."""
        return contract.Dataset(
            name=self.name,
            location=self.location,
            subject_column=self.subject_column,
            where=self.where,
            time_column=self.time_column,
        )


class Lineage(Governed):
    """`derived` was made from `source`, so it is purged with it."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="derived_links")
    derived = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="source_links")

    class Meta(Governed.Meta):
        """One link per pair; nothing derives from itself."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "derived"], name="lineage_link_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("derived")), name="lineage_not_to_itself"),
        ]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.source_id} → {self.derived_id}"
