"""The answer to an access request: one encrypted file, built dataset by dataset, fetched by a link that works once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from people.models import Person
from rights.models.requests import Request
from stores.models import Dataset


class Package(models.Model):
    """The file of one request. It holds nothing in clear; its key is wrapped by the master key and goes with it.

    Ungoverned: its progress changes by the second. That it was built, fetched and destroyed are entries of the ledger.
    """

    class State(models.TextChoices):
        """Ready only when every part is in it, or when an officer released it with what is missing named."""

        WAITING = "waiting", "Waiting to be built"
        BUILDING = "building", "Being built"
        HALTED = "halted", "Waits for a store"
        READY = "ready", "Ready to download"
        EXPIRED = "expired", "Expired and destroyed"
        FAILED = "failed", "Needs a person"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="package")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fence = models.PositiveIntegerField(default=0, help_text="Grows with each worker that takes it; an older one is refused")
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    explanation = models.CharField(max_length=300, blank=True)
    wrapped_key = models.BinaryField(null=True)
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    released_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The officer who let it go out although a part is missing; the package says which",
    )
    created_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="The first download")

    class Meta:
        """A destroyed package has no key."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "building", "halted", "ready", "expired", "failed"]),
                name="package_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="expired") | models.Q(wrapped_key__isnull=True),
                name="expired_package_has_no_key",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | models.Q(wrapped_key__isnull=False, built_at__isnull=False, expires_at__isnull=False),
                name="ready_package_has_a_key_and_an_end",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_try_at"], name="package_to_build")]

    def __str__(self) -> str:
        """Read as its opaque ref."""
        return str(self.ref)


class PackagePart(models.Model):
    """One dataset's part of a package: rows and the digest over them, or why it is missing."""

    class State(models.TextChoices):
        """A part that is not there is never passed over in silence."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being read"
        DONE = "done", "Read"
        AWAY = "away", "The store can't be reached"
        REFUSED = "refused", "The store refuses"
        WITHHELD = "withheld", "Withheld, with a reason"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="parts")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    expected = models.BigIntegerField(null=True, blank=True, help_text="How many rows a count found before")
    rows = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    released = models.BooleanField(default=False, help_text="An officer agreed that the package goes out without it")

    class Meta:
        """One per dataset, in a fixed order."""

        ordering: ClassVar = ["dataset__store__name", "dataset__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "dataset"], name="part_once_per_package"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "away", "refused", "withheld"]),
                name="part_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Read as its state."""
        return self.get_state_display()


class DownloadLink(models.Model):
    """A link to fetch a package once, within 15 minutes, from the session that asked for it. Only the token's hash is kept."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Read as nothing that opens anything."""
        return f"link {self.pk}"
