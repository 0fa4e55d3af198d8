"""The ledger's tables: entries, their leaves in the tree, full tiles, checkpoints, and what waits to be sequenced.

No foreign keys on purpose: nothing can cascade into the ledger or out of it. Rows are only ever added; `Pending` is the one
exception, and its rows may go only when their leaf is there.
"""

from typing import Any, NoReturn

from django.db import models

from audit.errors import UnprovableWriteError


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses to change or delete."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise UnprovableWriteError(_FIXED)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise UnprovableWriteError(_FIXED)

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


_FIXED = "The ledger is append-only; a correction is a new entry."


class AppendOnly(models.Model):
    """The base of the ledger's tables."""

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_permissions = ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise UnprovableWriteError(_FIXED)


class Entry(AppendOnly):
    """One leaf's bytes, and its head as columns to find it by. The payload is final: it is never serialised again."""

    id = models.UUIDField(primary_key=True)
    batch = models.UUIDField(null=True)
    event = models.CharField(max_length=128)
    at = models.DateTimeField()
    actor = models.CharField(max_length=128, null=True)  # noqa: DJ001 - None is "no actor", as in the payload
    subject = models.CharField(max_length=128, null=True)  # noqa: DJ001 - None is "no subject"
    ref = models.CharField(max_length=128, null=True)  # noqa: DJ001 - None is "no ref"
    payload = models.BinaryField()

    class Meta(AppendOnly.Meta):
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=["subject"], name="audit_entry_subject"),
            models.Index(fields=["ref"], name="audit_entry_ref"),
            models.Index(fields=["at"], name="audit_entry_at"),
        )

    def __str__(self) -> str:
        """Name the entry."""
        return f"{self.event} {self.id}"


class Pending(models.Model):
    """An entry that waits for its index (PostgreSQL only; on SQLite the leaf is written at once)."""

    id = models.BigAutoField(primary_key=True)
    entry = models.UUIDField(unique=True)

    class Meta:
        verbose_name_plural = "pending"
        default_permissions = ()

    def __str__(self) -> str:
        """Name the entry."""
        return str(self.entry)


class Leaf(AppendOnly):
    """The place of an entry in the tree: indexes are contiguous from 0."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    hash = models.BinaryField()

    class Meta(AppendOnly.Meta):
        verbose_name_plural = "leaves"

    def __str__(self) -> str:
        """Name the place."""
        return f"{self.index} {self.entry}"


class Tile(AppendOnly):
    """A full tile of 256 hashes, and its root: one hash of the level above."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta(AppendOnly.Meta):
        constraints = (models.UniqueConstraint(fields=["level", "number"], name="audit_tile_place"),)

    def __str__(self) -> str:
        """Name the place."""
        return f"{self.level}/{self.number}"


class Checkpoint(AppendOnly):
    """A signed tree head as a note, and the peaks at the tree's right edge from which appending goes on."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    peaks = models.BinaryField()
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        """Name the size."""
        return f"checkpoint {self.size}"
