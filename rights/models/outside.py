"""The way in for former employees and for agents, who have no sign-in: a link to a proven address (R53)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from audit.governed import Governed
from people.models import Message, Person, SealedText
from rights.models.requests import Request


class OutsideAccess(Governed):
    """How somebody outside proved who they are or for whom they act, and until when that opens a person's requests to them."""

    class Role(models.TextChoices):
        """Who comes in by it."""

        FORMER = "former", "The person, who has left"
        AGENT = "agent", "Somebody acting for the person"

    class Proof(models.TextChoices):
        """What the proof was."""

        ADDRESS = "address", "A link to an address on file"
        OFFICER = "officer", "Checked by an officer"
        PERMISSION = "permission", "A signed permission, checked by an officer"

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outside_accesses")
    role = models.CharField(max_length=10, choices=Role.choices)
    proof = models.CharField(max_length=12, choices=Proof.choices)
    file = models.CharField(max_length=60, blank=True, help_text="The number under which a permission is kept; no name")
    request = models.ForeignKey(
        Request,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one request that an agent may follow; none: all of the person's own",
    )
    address = models.ForeignKey(SealedText, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True, help_text="When the link was used")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """Newest first; an agent needs a permission, and sees one request."""

        ordering: ClassVar = ["-made_at", "-ref"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=["former", "agent"]), name="outside_role_known"),
            models.CheckConstraint(
                condition=models.Q(proof__in=["address", "officer", "permission"]),
                name="outside_proof_known",
            ),
            models.CheckConstraint(
                condition=models.Q(role="former") | (models.Q(proof="permission") & ~models.Q(file="")),
                name="outside_agent_with_permission",
            ),
        ]

    def __str__(self) -> str:
        """Read as its opaque ref."""
        return str(self.ref)

    @property
    def is_open(self) -> bool:
        """Neither ended nor over; and a person who can sign in (again) does that instead."""
        living = self.ended_at is None and self.expires_at > timezone.now()
        return living and (self.role == self.Role.AGENT or not self.person.active)

    def opens(self, ref: uuid.UUID | None) -> bool:
        """Say whether it opens this request of its person: an agent has one, and the purge that it led to."""
        if self.role == self.Role.FORMER:
            return True
        request = self.request
        return request is not None and ref is not None and ref in (request.pk, request.order_id)


class OutsideToken(models.Model):
    """The token of one link, as a hash. Ungoverned: no history keeps it. GET shows a page, POST consumes it."""

    access = models.ForeignKey(OutsideAccess, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Read as nothing that opens anything."""
        return f"token {self.pk}"


class LinkAsked(models.Model):
    """Somebody asked for a link, or an officer had one sent: the queue of the mails. A row goes as soon as it is answered.

    Everybody who asks gets such a row, known or not, so that the page does the same work for both.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    access = models.ForeignKey(OutsideAccess, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    box = models.BinaryField(null=True, help_text="The address that was typed, encrypted by the master key")
    asked_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True, blank=True, help_text="A worker sends it now; after that time another one may")

    class Meta:
        """An address that was typed, or a way in that is there already."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(access__isnull=True) ^ models.Q(box__isnull=True),
                name="link_asked_by_address_or_access",
            ),
        ]

    def __str__(self) -> str:
        """Read as its opaque ref."""
        return str(self.ref)


class OutsideNotice(models.Model):
    """Somebody outside was told by mail that this message waits: once each, whichever worker is quicker."""

    access = models.ForeignKey(OutsideAccess, on_delete=models.CASCADE, related_name="notices")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Each message once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["access", "message"], name="outside_told_once")]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.access_id} ← {self.message_id}"
