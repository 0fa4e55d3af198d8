"""Stores and datasets: where recordings of people lie, by which column a person is known there, what was trained on them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from audit.governed import Governed
from common.signals import Signal
from people.models import IdentifierKind, Person
from stores import contract
from stores.connectors import registry

if TYPE_CHECKING:
    from collections.abc import Sequence


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

    def as_contract(
        self,
        *,
        within: contract.Window | None = None,
        spared: Sequence[contract.Window] = (),
    ) -> contract.Dataset:
        """The same dataset as connectors know it, narrowed to a period and without what a hold keeps."""
        return contract.Dataset(
            name=self.name,
            location=self.location,
            subject_column=self.subject_column,
            where=self.where,
            time_column=self.time_column,
            within=within,
            spared=tuple(spared),
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


class Snapshot(Governed):
    """One building of a training set from a dataset: who was allowed into it is kept as keyed hashes alone (R39)."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="snapshots")
    program = models.UUIDField(help_text="The ref of the program whose choices decided who is in")
    name = models.CharField(max_length=120)
    salt = models.CharField(max_length=64, help_text="Random, of this snapshot alone: hashes of two snapshots can't be matched")
    made_at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-ref"]
        indexes: ClassVar = [models.Index(fields=["program", "-made_at"], name="snapshot_by_program")]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class SnapshotSubject(models.Model):
    """One person in a snapshot, as a keyed hash. Ungoverned: history would only repeat the hashes."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="subjects")
    subject = models.CharField(max_length=64, help_text="HMAC-SHA256 of the person's ref, see `stores.subjects`")

    class Meta:
        """A person once per snapshot."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["snapshot", "subject"], name="subject_once_per_snapshot")]

    def __str__(self) -> str:
        """Read as nothing that tells who."""
        return f"subject {self.pk}"


class ModelRun(Governed):
    """One training of a model, made from snapshots. From then on its snapshots are closed."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.UUIDField(help_text="The ref of the program that its snapshots belong to")
    name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-registered_at", "-ref"]
        indexes: ClassVar = [models.Index(fields=["program", "-registered_at"], name="model_run_by_program")]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class ModelRunSnapshot(Governed):
    """The model run was made from this snapshot."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ModelRun, on_delete=models.PROTECT, related_name="sources")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="runs")

    class Meta(Governed.Meta):
        """One link per pair."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "snapshot"], name="snapshot_once_per_run")]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.snapshot_id} → {self.run_id}"


class ModelRunLook(models.Model):
    """How many people in the run's snapshots have said no since, as of the last look. Ungoverned: a figure, made afresh."""

    run = models.OneToOneField(ModelRun, on_delete=models.CASCADE, primary_key=True, related_name="look")
    people = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        """Read as when it was."""
        return str(self.looked_at)


class AffectedModel(Governed):
    """A model run with people in it who said no since, listed until officers decided what becomes of the model (R39)."""

    class Decision(models.TextChoices):
        """What becomes of the model. To retain it as it is takes two officers."""

        NONE = "none", "Not decided yet"
        RETRAIN = "retrain", "Train again without them"
        FILTER = "filter", "Filter what the model gives out"
        RETAIN = "retain", "Keep as it is"

    run = models.OneToOneField(ModelRun, on_delete=models.PROTECT, primary_key=True, related_name="affected")
    since = models.DateTimeField(help_text="When the first of them was found")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.NONE)
    people = models.PositiveIntegerField(default=0, help_text="How many they were when it was decided")
    reasons = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the words")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Governed.Meta):
        """Longest waiting first; two officers are two people."""

        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decision__in=["none", "retrain", "filter", "retain"]),
                name="affected_decision_known",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("decided_by")),
                name="affected_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        """Read as the decision."""
        return self.get_decision_display()

    @property
    def standing(self) -> str:
        """Which decision for which reasons stands now: what a page says it has shown."""
        return f"{self.decision}.{self.reasons}"

    @property
    def settled(self) -> bool:
        """Decided; where the model is kept as it is, by two people."""
        if self.decision == self.Decision.RETAIN:
            return self.agreed_by_id is not None
        return self.decision != self.Decision.NONE
