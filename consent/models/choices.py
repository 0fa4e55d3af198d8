"""The choice of each person about each signal: consent where that is the basis, objection where it is legitimate interest."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from audit.governed import Governed
from common.signals import Signal
from consent.models.notices import Notice
from consent.models.programs import Program
from people.models import Person


class Consent(Governed):
    """One person's current choice about one signal of one program. No row means: never asked, so no. Its history is the record."""

    class State(models.TextChoices):
        """The states of rules.md 3.4 that a row can be in (DPV 2.3); only `given` and `renewed` allow recording.

        Without a row the state is unknown, or requested where a prompt was sent. The last two are the objection model's.
        """

        GIVEN = "given", "Given"
        RENEWED = "renewed", "Given again"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Ended with the program"
        INVALIDATED = "invalidated", "Declared invalid"
        OBJECTED = "objected", "Objected"
        LIFTED = "lifted", "Objection taken back"

    HOLDING: ClassVar[frozenset[str]] = frozenset({State.GIVEN, State.RENEWED})
    TAKEABLE: ClassVar[frozenset[str]] = HOLDING | {State.EXPIRED, State.REVOKED, State.INVALIDATED}
    """A yes, or one that ended by itself: it may be taken back, so that what was recorded under it is erased (R37)."""
    _ENDS: ClassVar = frozenset({State.WITHDRAWN, State.EXPIRED, State.REVOKED, State.INVALIDATED})
    # Objected and lifted may follow, and be followed by, the others where a new version has another basis.
    _AFTER_YES: ClassVar = _ENDS | {State.GIVEN, State.RENEWED, State.OBJECTED}
    _AFTER_END: ClassVar = frozenset({State.GIVEN, State.RENEWED, State.WITHDRAWN, State.OBJECTED})
    # A no is said again only under a newer notice.
    _AFTER_NO: ClassVar = frozenset({State.GIVEN, State.REFUSED, State.LIFTED})
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        # Given again under a newer notice.
        State.GIVEN: _AFTER_YES,
        State.RENEWED: _AFTER_YES,
        State.REFUSED: _AFTER_NO,
        State.WITHDRAWN: _AFTER_NO,
        State.EXPIRED: _AFTER_END,
        State.REVOKED: _AFTER_END,
        State.INVALIDATED: _AFTER_END,
        State.OBJECTED: _AFTER_NO,
        State.LIFTED: frozenset({State.OBJECTED, State.GIVEN, State.REFUSED}),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="consents")
    signal = models.CharField(max_length=20, choices=Signal.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="consents")
    decided_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # The evidence of R30, beside person, notice (text and language), state and time above; the actor is the history row's.
    record = models.UUIDField(default=uuid.uuid4, help_text="This decision's own id; the receipt's record")
    prior = models.UUIDField(null=True, blank=True, help_text="The record of the decision before")
    program_version = models.PositiveIntegerField(default=0)
    purpose = models.CharField(max_length=60, default="main")
    control = models.CharField(max_length=40, blank=True, help_text="What was pressed: yes, no, switch, undo, paper, ...")
    channel = models.CharField(max_length=20, default="portal")
    client = models.CharField(max_length=20, blank=True, help_text="The class of client: desktop, phone, none")
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """One current row per person, program and signal."""

        verbose_name = "choice"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "program", "signal"], name="consent_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "given",
                        "renewed",
                        "refused",
                        "withdrawn",
                        "expired",
                        "revoked",
                        "invalidated",
                        "objected",
                        "lifted",
                    ],
                ),
                name="consent_state_known",
            ),
            models.CheckConstraint(condition=models.Q(signal__in=Signal.values), name="consent_signal_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["program", "state"], name="consent_by_program"),
            models.Index(
                fields=["valid_until"],
                condition=models.Q(state__in=["given", "renewed"]),
                name="consent_to_expire",
            ),
        ]

    def __str__(self) -> str:
        """Read as its state."""
        return self.get_state_display()

    def holds(self, choices_from: int, now: dt.datetime) -> bool:
        """Say whether this is a yes under a notice still good, and not past its end (R19, R33)."""
        ended = self.valid_until is not None and self.valid_until <= now
        return self.state in self.HOLDING and self.notice.version >= choices_from and not ended

    def undo_until(self, seconds: int) -> dt.datetime | None:
        """Until when a withdrawal or an objection can be undone in its row; None where it can't."""
        end = self.decided_at + dt.timedelta(seconds=seconds)
        undoable = self.state in (self.State.WITHDRAWN, self.State.OBJECTED)
        return end if undoable and end > timezone.now() else None
