"""Concerns about a program: anybody may raise one, named or anonymous to everybody but the data protection officer."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models import Declaration, Program
from people.models import Person


class Concern(Governed):
    """One concern. Nothing here, in its history or in the ledger tells who raised it; `ConcernWords` does, under seal."""

    class State(models.TextChoices):
        """Each gets an answer with a date."""

        OPEN = "open", "Waiting for an answer"
        ANSWERED = "answered", "Answered"

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.ANSWERED}),
        State.ANSWERED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(help_text="The officers may know who raised it")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    raised_on = models.DateField(help_text="A day, no time of day: a time could tell who it was")
    answer_by = models.DateField()
    answer = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    shown = models.BooleanField(default=False, help_text="The answer may stand on the program's page: it names and hints at nobody")

    class Meta(Governed.Meta):
        """The longest waiting first; an answer has its text."""

        verbose_name = "concern"
        ordering: ClassVar = ["answer_by", "ref"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=["open", "answered"]), name="concern_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="open") ^ models.Q(answer__isnull=False),
                name="concern_answered_with_text",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["program", "state"], name="concern_by_program")]

    def __str__(self) -> str:
        """Read as its short ref."""
        return self.short_ref

    @property
    def short_ref(self) -> str:
        """The reference that readers use among themselves: C- and the first block of the ref."""
        return f"C-{str(self.ref)[:8].upper()}"


class ConcernWords(models.Model):
    """The words of a concern and who raised it, both encrypted by the master key (AES-256-GCM) and bound to the concern.

    No foreign key to the person, so that no table joins the two. Ungoverned, so that it can be deleted.
    """

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    words = models.BinaryField()
    author = models.BinaryField()
    author_tag = models.CharField(
        max_length=64,
        db_index=True,
        help_text="A keyed hash of the author's ref and the program: lets the author find their own concerns again",
    )

    def __str__(self) -> str:
        """Read as nothing that tells who."""
        return "sealed"


class ConcernLetter(models.Model):
    """An anonymous concern on its way: all of it encrypted, without a time, until it is handed on together with others.

    So neither the concern, its history nor the ledger tells at what moment somebody wrote it. Deleted once it is handed on.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.BinaryField()
    author_tag = models.CharField(max_length=64, db_index=True, help_text="As in `ConcernWords`: the author finds it by this")

    def __str__(self) -> str:
        """Read as nothing that tells who."""
        return "sealed"
