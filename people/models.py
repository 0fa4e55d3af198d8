"""Persons, teams, roles, identifiers, sealed text and the inbox.

Names, addresses and words stay in these tables: every other room names a person by `ref` alone.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from audit.governed import Governed


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; the address is the sign-in name."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> Person:
        """Store a person with a hashed password, or none at all (single sign-on, demo)."""
        person = self.model(email=self.normalize_email(email), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Team(models.Model):
    """A part of the company; people in it share a manager."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        """Alphabetical."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name


class Site(models.Model):
    """A place of work: it decides whose law applies, and whether a works council has a say (R20-R22, R104)."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1, such as IE")
    subdivision = models.CharField(max_length=3, blank=True, help_text="The part after the dash of ISO 3166-2, such as NY")
    employer = models.CharField(max_length=200, blank=True, help_text="The legal entity that employs the people here")
    time_zone = models.CharField(
        max_length=40,
        blank=True,
        help_text="Where the employer is established, such as Europe/Dublin; days of deadlines are counted there (R45)",
    )
    council = models.CharField(
        max_length=120,
        blank=True,
        help_text="The works council or other body that has a say here; the sites of one body name the same",
    )

    class Meta:
        """Alphabetical."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Read as its name."""
        return self.name

    @property
    def jurisdiction(self) -> str:
        """The place of law: IE, US-NY."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


class Person(AbstractBaseUser, PermissionsMixin):
    """One human. `ref` is opaque and is all that other rooms, the ledger, logs and queues may hold of a person."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    language = models.CharField(max_length=10, default="en", help_text="Language of the employment contract (R26)")
    manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Found by address in any case; nobody reports to themself."""

        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="person_email_once_in_any_case"),
            models.CheckConstraint(condition=~models.Q(manager=models.F("ref")), name="person_not_own_manager"),
        ]

    def __str__(self) -> str:
        """Read as the opaque ref, so that a stray log line names nobody."""
        return str(self.ref)

    @property
    def active(self) -> bool:
        """Still employed and not switched off."""
        return self.is_active and self.left_at is None


class IdentifierKind(models.TextChoices):
    """By what a store can know a person."""

    REF = "ref", "Assent ref"
    EMPLOYEE_NUMBER = "employee-number", "Employee number"
    EMAIL = "email", "E-mail address"
    DEVICE = "device", "Device id"


class Identifier(models.Model):
    """One value by which some store knows a person. Stays here; purges fetch it at the moment of erasing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind.choices)
    value = models.CharField(max_length=254)

    class Meta:
        """One value names one person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "value"], name="identifier_names_one_person"),
            models.CheckConstraint(condition=models.Q(kind__in=IdentifierKind.values), name="identifier_kind_known"),
        ]

    def __str__(self) -> str:
        """Read as its kind; the value is personal."""
        return self.get_kind_display()


class Role(models.TextChoices):
    """What somebody is in Assent, beside being an employee. `people.roles` says what each may do."""

    PRIVACY_OFFICER = "privacy-officer", "Privacy officer"
    LEGAL = "legal", "Legal"
    WORKS_COUNCIL = "works-council", "Works council"
    PROTECTION_OFFICER = "dpo", "Data protection officer"
    PROGRAM_OWNER = "program-owner", "Program owner"
    ADMINISTRATOR = "administrator", "Administrator"


class RoleGrant(Governed):
    """A person holds a role. Ended grants stay for the record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One open grant per person and role."""

        verbose_name = "role"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="role_held_once",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        """Read as the role."""
        return self.get_role_display()


class PersonKey(models.Model):
    """A person's own key for one purpose, wrapped by the master key. Destroying it destroys the words everywhere."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")
    purpose = models.CharField(max_length=40)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One living key per person and purpose; a destroyed key holds nothing."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(destroyed_at__isnull=True),
                name="one_living_key_per_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) ^ models.Q(wrapped__isnull=True),
                name="destroyed_key_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        """Read as the purpose."""
        return self.purpose


class SealedText(models.Model):
    """Words a person wrote or got, encrypted under that person's key (AES-256-GCM)."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="texts")
    nonce = models.BinaryField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Read as the opaque ref."""
        return str(self.ref)


class Message(models.Model):
    """One message in a person's inbox: a code and a link, and words only under seal."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=200, blank=True)
    words = models.ForeignKey(SealedText, on_delete=models.PROTECT, null=True, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-sent_at", "-ref"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-sent_at"], name="message_by_person"),
            models.Index(fields=["mailed_at"], condition=models.Q(mailed_at__isnull=True), name="message_to_mail"),
        ]

    def __str__(self) -> str:
        """Read as its kind."""
        return self.kind
