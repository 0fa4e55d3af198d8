"""A request of a person, what it is about, and the clocks that run for it. Nobody edits a due date (law 10)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from audit.governed import Governed
from consent.models import Program
from people.models import Person, SealedText
from purges.models import PurgeOrder


class Request(Governed):
    """What a person asks for about their own data. It says no reason: none is asked (R51)."""

    class Kind(models.TextChoices):
        """What is asked for, by the article of the GDPR that gives the right."""

        ACCESS = "access", "See my data"
        PORTABILITY = "portability", "Take my data with me"
        ERASURE = "erasure", "Erase my data"
        RECTIFICATION = "rectification", "Correct my data"
        RESTRICTION = "restriction", "Restrict the use of my data"
        OBJECTION = "objection", "Object to the use of my data"
        COMPLAINT = "complaint", "Make a complaint"
        QUESTION = "question", "Ask the data protection officer"

    class Channel(models.TextChoices):
        """How it reached the company: any way counts (R43)."""

        PORTAL = "portal", "In the portal"
        OUTSIDE = "outside", "By a link sent to a person outside"
        LETTER = "letter", "By letter"
        MAIL = "mail", "By e-mail or chat"
        SPOKEN = "spoken", "By word of mouth"
        AGENT = "agent", "By somebody acting for the person"

    class State(models.TextChoices):
        """One to one the request statuses of DPV 2.3 (R56, `rights.vocabulary`)."""

        INITIATED = "initiated", "Waiting for proof of who asks"
        ACKNOWLEDGED = "acknowledged", "Received"
        REQUIRES_ACTION = "requires-action", "Waiting for the person"
        ACTION_PERFORMED = "action-performed", "Answered by the person"
        DELAYED = "delayed", "Extended"
        ACCEPTED = "accepted", "Approved, being carried out"
        REJECTED = "rejected", "Refused"
        FULFILLED = "fulfilled", "Done"
        UNFULFILLED = "unfulfilled", "Closed without an answer"

    class Outcome(models.TextChoices):
        """How it ended."""

        NONE = "none", "Not ended yet"
        GRANTED = "granted", "Carried out in full"
        PARTLY = "partly", "Carried out in part"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn by the person"
        UNPROVEN = "unproven", "Nobody proved to be the person"

    CLOSED: ClassVar[frozenset[str]] = frozenset({State.REJECTED, State.FULFILLED, State.UNFULFILLED})
    UNDECIDED: ClassVar[frozenset[str]] = frozenset(
        {State.ACKNOWLEDGED, State.REQUIRES_ACTION, State.ACTION_PERFORMED, State.DELAYED},
    )
    _FROM_UNDECIDED: ClassVar = frozenset({State.ACCEPTED, State.REJECTED, State.FULFILLED, State.UNFULFILLED})
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        State.INITIATED: frozenset({State.ACKNOWLEDGED, State.UNFULFILLED}),
        State.ACKNOWLEDGED: _FROM_UNDECIDED | {State.REQUIRES_ACTION, State.DELAYED},
        State.REQUIRES_ACTION: _FROM_UNDECIDED | {State.ACTION_PERFORMED, State.DELAYED},
        State.ACTION_PERFORMED: _FROM_UNDECIDED | {State.REQUIRES_ACTION, State.DELAYED},
        State.DELAYED: _FROM_UNDECIDED | {State.REQUIRES_ACTION},
        # Withdrawn before anything was carried out, or carried out.
        State.ACCEPTED: frozenset({State.FULFILLED, State.UNFULFILLED}),
        # A later check found rows again, or a hold ended: what was done in part goes on.
        State.FULFILLED: frozenset({State.ACCEPTED}),
        State.REJECTED: frozenset(),
        State.UNFULFILLED: frozenset(),
    }

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    state = models.CharField(max_length=20, choices=State.choices, default=State.ACKNOWLEDGED)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NONE)
    form_token = models.UUIDField(unique=True, help_text="Made with the form: the same form sent twice is one request")
    received_at = models.DateTimeField(help_text="When the company received it, whoever wrote it down and when (R43)")
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.CharField(max_length=60, blank=True, help_text="The number under which a letter is kept; no name")
    signals = models.JSONField(default=list, blank=True, help_text="Signals it is about; none named: all")
    since = models.DateField(null=True, blank=True, help_text="The first day of recordings it is about")
    until = models.DateField(null=True, blank=True, help_text="The last day of recordings it is about")
    words = models.ForeignKey(SealedText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(help_text="The last day to answer, of the earliest clock")
    due_at = models.DateTimeField(help_text="The end of that day where the controller is, in UTC")
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(max_length=12, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When an officer first opened it")
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.ForeignKey(PurgeOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="Its first end: the answer that the last day is about. Taking it up again leaves it alone"
    )
    answered_as = models.CharField(max_length=10, blank=True, help_text="The outcome of that first end")

    class Meta(Governed.Meta):
        """Newest first; the queue's questions are indexed."""

        verbose_name = "request"
        ordering: ClassVar = ["-received_at", "-ref"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-received_at"], name="request_by_person"),
            models.Index(fields=["state", "due_at"], name="request_by_state"),
            models.Index(
                fields=["due_at", "ref"],
                condition=~models.Q(state__in=["rejected", "fulfilled", "unfulfilled"]),
                name="request_open_by_due",
            ),
            models.Index(
                fields=["kind", "due_at", "ref"],
                condition=~models.Q(state__in=["rejected", "fulfilled", "unfulfilled"]),
                name="request_open_by_kind",
            ),
            models.Index(fields=["assignee", "due_at"], name="request_by_assignee"),
            models.Index(fields=["-received_at", "-ref"], name="request_by_receipt"),
            models.Index(
                fields=["order"],
                condition=models.Q(order__isnull=False),
                name="request_by_order",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "initiated",
                        "acknowledged",
                        "requires-action",
                        "action-performed",
                        "delayed",
                        "accepted",
                        "rejected",
                        "fulfilled",
                        "unfulfilled",
                    ],
                ),
                name="request_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "access",
                        "portability",
                        "erasure",
                        "rectification",
                        "restriction",
                        "objection",
                        "complaint",
                        "question",
                    ],
                ),
                name="request_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["portal", "outside", "letter", "mail", "spoken", "agent"]),
                name="request_channel_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["none", "granted", "partly", "refused", "withdrawn", "unproven"]),
                name="request_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(extension_reason__in=["", "complexity", "number"]),
                name="request_extension_reason_known",
            ),
            models.CheckConstraint(
                condition=models.Q(extended_at__isnull=True) ^ ~models.Q(extension_reason=""),
                name="request_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) ^ models.Q(state__in=["rejected", "fulfilled", "unfulfilled"]),
                name="request_closed_with_time",
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True) | models.Q(until__isnull=True) | models.Q(since__lte=models.F("until")),
                name="request_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Read as its short ref."""
        return self.short_ref

    @property
    def short_ref(self) -> str:
        """The reference that people get and may say on the phone: R- and the first block of the ref."""
        return f"R-{str(self.ref)[:8].upper()}"

    @property
    def is_open(self) -> bool:
        """Not ended yet."""
        return self.state not in self.CLOSED

    @property
    def undecided(self) -> bool:
        """An officer still has to decide, or has to hear from the person."""
        return self.state in self.UNDECIDED


class RequestProgram(Governed):
    """A program that the request is about. No row at all: every program."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="program_links")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")

    class Meta(Governed.Meta):
        """One link per pair."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "program"], name="program_once_per_request")]

    def __str__(self) -> str:
        """Read as an arrow."""
        return f"{self.request_id} → {self.program_id}"


class RequestClock(Governed):
    """The deadlines of one regime for one request, computed by `rights.deadlines` and by nothing else (R45, R46).

    A recomputation (a suspension that ended, another calendar) is a new row of its history, so the old value stays.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="clocks")
    regime = models.CharField(max_length=10)
    calendar_id = models.CharField(max_length=60, help_text="Country, subdivision and version of the calendar of holidays")
    zone = models.CharField(max_length=40)
    received_on = models.DateField()
    acknowledge_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    due_at = models.DateTimeField(help_text="The exclusive end of the last day, in UTC")
    extended_on = models.DateField(help_text="The last day once it was extended")
    extended_at = models.DateTimeField(help_text="The exclusive end of that day, in UTC")
    target_on = models.DateField(help_text="The internal target: never after the last day")
    suspended_days = models.PositiveSmallIntegerField(default=0)

    class Meta(Governed.Meta):
        """One per request and regime, the earliest first."""

        ordering: ClassVar = ["due_at", "regime"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "regime"], name="clock_once_per_regime"),
            models.CheckConstraint(condition=models.Q(regime__in=["gdpr", "uk-gdpr", "ccpa"]), name="clock_regime_known"),
            models.CheckConstraint(condition=models.Q(due_on__lte=models.F("extended_on")), name="clock_in_order"),
        ]

    def __str__(self) -> str:
        """Read as its regime."""
        return self.regime
