"""Reads of recipients and of what each was told: what is due, who sees what."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.rights import Right
from consent.models import Consent, Declaration, Program, Recipient, RecipientDelivery
from consent.queries import former
from people import queries as people
from people.models import Person

State = RecipientDelivery.State
OVERDUE = dt.timedelta(hours=24)
"""Undelivered for so long, a delivery becomes an officer's task (R38)."""


def to_tell(person: Person, program: Program) -> QuerySet[Recipient]:
    """The recipients that may hold something of the person: each to whom it was passed on has to hear (GDPR 19).

    These are the ones that the declaration in force names, and those that it no longer names but did while the person was
    recorded, for as long as anything of that time is kept.
    """
    named = Q(ended_at__isnull=True)
    since = former.recorded_since(person, [program.pk]).get(program.pk)
    if since is not None:
        named |= Q(ended_at__gt=max(since, timezone.now() - dt.timedelta(days=program.retention_days)))
    return Recipient.objects.filter(named, program=program).order_by("key")


def recipients_due() -> list[uuid.UUID]:
    """Recipients with a system that has to be told something now, the longest waiting first."""
    due = RecipientDelivery.objects.filter(state=State.WAITING, attempt__next_at__lte=timezone.now())
    found = due.exclude(recipient__endpoint="").order_by("attempt__next_at").values_list("recipient_id", flat=True)
    return list(dict.fromkeys(found[:10_000]))


def due(recipient: uuid.UUID) -> QuerySet[RecipientDelivery]:
    """What this recipient's system has to be told now, the longest waiting first."""
    waiting = RecipientDelivery.objects.filter(recipient=recipient, state=State.WAITING)
    ready = waiting.exclude(recipient__endpoint="").filter(attempt__next_at__lte=timezone.now())
    return ready.select_related("recipient__program", "attempt").order_by("attempt__next_at", "ref")


def ordered_by(decisions: Collection[uuid.UUID]) -> list[RecipientDelivery]:
    """What was ordered with these decisions (each a choice's `record`), locked with its tries until the transaction ends."""
    entries = Consent.history.filter(record__in=decisions).values("history_entry")
    locked = RecipientDelivery.objects.select_for_update(of=("self", "attempt")).filter(entry__in=entries, attempt__isnull=False)
    return list(locked.select_related("recipient", "attempt").order_by("ref"))


def to_alarm() -> QuerySet[RecipientDelivery]:
    """Deliveries that officers have to hear of and have not: overdue, or to a recipient without a system of its own."""
    waiting = RecipientDelivery.objects.filter(needs_a_person(), attempt__told_officers_at__isnull=True)
    return waiting.select_related("recipient__program").order_by("created_at", "ref")


def needs_a_person() -> Q:
    """The condition for a delivery that waits for an officer (R38)."""
    late = Q(created_at__lte=timezone.now() - OVERDUE)
    return Q(state=State.WAITING) & (late | Q(recipient__endpoint=""))


def deliveries_for(person: Person) -> QuerySet[RecipientDelivery]:
    """The deliveries of the programs that an officer oversees: never about themself, never about their own reports (law 8)."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        raise PermissionDenied
    overseen = people.scopes_of(person, "oversee_program")
    found = RecipientDelivery.objects.filter(recipient__program__in=overseen)
    hidden = people.below(person) | {person.pk}
    return found.exclude(person__in=hidden).select_related("recipient__program", "attempt", "confirmed_by")


def delivery_for(person: Person, ref: uuid.UUID) -> RecipientDelivery:
    """One delivery that an officer may see, or 404."""
    return get_object_or_404(deliveries_for(person), pk=ref)


def narrowed(deliveries: QuerySet[RecipientDelivery], state: str) -> QuerySet[RecipientDelivery]:
    """Narrow to `waiting`, to `attention` (waits for an officer) or to `told`; anything else narrows nothing."""
    if state == "attention":
        return deliveries.filter(needs_a_person())
    if state == State.WAITING:
        return deliveries.filter(state=State.WAITING)
    return deliveries.filter(state__in=(State.DELIVERED, State.BY_HAND)) if state == "told" else deliveries


def told_of(person: Person, program: Program) -> QuerySet[RecipientDelivery]:
    """Which recipients were or are being told of this person's decisions in this program, newest first (R77)."""
    told = RecipientDelivery.objects.filter(person=person, recipient__program=program).exclude(state=State.UNDONE)
    return told.select_related("recipient")


def note_of(delivery: RecipientDelivery) -> dict[str, str]:
    """What an officer noted about telling by hand: the day and the reference; empty for what a system answered."""
    if delivery.state != State.BY_HAND:
        return {}
    kept = Declaration.objects.filter(pk=delivery.answer_sha256).first()
    return dict(kept.body) if kept else {}
