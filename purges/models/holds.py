"""Legal holds: what must not be erased for now, on which ground, who decided it, and until when it has to be looked at again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from audit.governed import Governed
from people.models import Person
from stores.contract import Window
from stores.models import Dataset

MATTER = r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{0,59}\Z"
"""A code with a digit in it and without spaces, so that nobody writes a name there."""
REVIEW_DAYS = 180
"""No hold goes longer than this without somebody looking whether it is still needed (R76)."""


class Hold(Governed):
    """Keeps what it names from being erased, from the moment it is placed. Its scope never changes: another scope is another hold.

    What is erased is gone, so a hold counts before it is approved; unless a second person approves it in time, it lapses.
    """

    class State(models.TextChoices):
        """Placed and approved holds keep; lifted and lapsed ones don't."""

        PLACED = "placed", "Waiting for approval"
        APPROVED = "approved", "In force"
        LIFTED = "lifted", "Lifted"
        LAPSED = "lapsed", "Lapsed without approval"

    class Category(models.TextChoices):
        """On which ground: the closed list of GDPR 17(3) and CA 1798.105(d) as far as it fits employees' data (R75).

        Free expression, public health and research archives are no grounds for keeping what a program recorded of employees.
        """

        CLAIMS = "claims", "Legal claims"
        AUTHORITY = "authority", "Order of a court or an authority"
        DUTY = "duty", "Duty by law to keep records"
        INVESTIGATION = "investigation", "Internal investigation"
        OWN_CLAIM = "own-claim", "A claim of the person's own"

    ACTIVE: ClassVar[tuple[str, ...]] = (State.PLACED, State.APPROVED)
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.PLACED: frozenset({State.APPROVED, State.LIFTED, State.LAPSED}),
        State.APPROVED: frozenset({State.LIFTED}),
        State.LIFTED: frozenset(),
        State.LAPSED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.CharField(max_length=60, validators=[RegexValidator(MATTER)], help_text="The matter's code; names nobody")
    category = models.CharField(max_length=20, choices=Category.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACED)
    everybody = models.BooleanField(help_text="No person is named: it is about everybody")
    everywhere = models.BooleanField(help_text="Neither program nor dataset is named: it is about all of them")
    since = models.DateTimeField(null=True, blank=True, help_text="Only what was recorded from then on")
    until = models.DateTimeField(null=True, blank=True, help_text="Only what was recorded before")
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField(help_text="The day of placing, or of the last review")
    review_on = models.DateField(help_text="By when it has to be reviewed; it goes on keeping when nobody does")
    alarmed_on = models.DateField(null=True, blank=True, help_text="When an overdue review was last told")
    lift_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Governed.Meta):
        """Newest first. Two people approve and two people lift; a review is at most 180 days away; only ended holds have an end."""

        verbose_name = "hold"
        ordering: ClassVar = ["-placed_at", "-ref"]
        indexes: ClassVar = [models.Index(fields=["state", "review_on"], name="hold_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=["placed", "approved", "lifted", "lapsed"]), name="hold_state_known"),
            models.CheckConstraint(
                condition=Q(category__in=["claims", "authority", "duty", "investigation", "own-claim"]),
                name="hold_category_known",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="hold_period_forward",
            ),
            models.CheckConstraint(condition=~Q(everybody=True, everywhere=True), name="hold_names_something"),
            models.CheckConstraint(
                condition=Q(review_on__gte=F("reviewed_on"), review_on__lte=F("reviewed_on") + dt.timedelta(days=REVIEW_DAYS)),
                name="hold_review_within_180_days",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("placed_by")),
                name="hold_approved_by_another",
            ),
            models.CheckConstraint(condition=~Q(state="approved", approved_by__isnull=True), name="hold_in_force_is_approved"),
            models.CheckConstraint(
                condition=Q(lift_asked_by__isnull=True, lift_asked_at__isnull=True, lifted_by__isnull=True)
                | Q(lift_asked_by__isnull=False, lift_asked_at__isnull=False, lifted_by__isnull=True)
                | Q(lift_asked_by__isnull=False, state="lifted") & ~Q(lifted_by=F("lift_asked_by")),
                name="hold_lifted_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["placed", "approved"], ended_at__isnull=True, lifted_by__isnull=True)
                | Q(state="lifted", ended_at__isnull=False, lifted_by__isnull=False)
                | Q(state="lapsed", ended_at__isnull=False, lifted_by__isnull=True, approved_by__isnull=True),
                name="hold_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        """Read as the matter's code."""
        return self.matter

    @property
    def active(self) -> bool:
        """Keeps now."""
        return self.state in self.ACTIVE

    @property
    def window(self) -> Window:
        """The stretch of recording time that it keeps."""
        return Window(since=self.since, until=self.until)

    @property
    def timed(self) -> bool:
        """It names a stretch of time, so that the rest may go."""
        return self.since is not None or self.until is not None


class HoldPerson(Governed):
    """A person whom the hold names."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")

    class Meta(Governed.Meta):
        """A person once per hold."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hold", "person"], name="hold_person_once")]

    def __str__(self) -> str:
        """Read as the opaque ref."""
        return str(self.person_id)


class HoldProgram(Governed):
    """A program all of whose datasets the hold covers, those too that join it later."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="programs")
    program = models.UUIDField(help_text="The program's ref; the room above knows its datasets")

    class Meta(Governed.Meta):
        """A program once per hold."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hold", "program"], name="hold_program_once")]

    def __str__(self) -> str:
        """Read as the ref."""
        return str(self.program)


class HoldDataset(Governed):
    """A dataset that the hold covers: named by itself, or found as a program's. It stays covered when it leaves the program."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="datasets")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="holds")
    named = models.BooleanField(help_text="Named by itself; else found as a program's")

    class Meta(Governed.Meta):
        """A dataset once per hold."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hold", "dataset"], name="hold_dataset_once")]

    def __str__(self) -> str:
        """Read as the ref."""
        return str(self.dataset_id)


class HoldReview(Governed):
    """Somebody looked at the hold again and found it still needed, until another day."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="reviews")
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    review_on = models.DateField()

    class Meta(Governed.Meta):
        """Newest first."""

        ordering: ClassVar = ["-reviewed_at", "-pk"]

    def __str__(self) -> str:
        """Read as the next day of review."""
        return str(self.review_on)
