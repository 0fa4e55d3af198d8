"""A person's own pause: all recording of them stops at once, for as long as they like (R108). No choice is touched."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict, DomainError
from consent import outbox, queries
from consent.actions.deciding import only_the_person
from consent.events import ConsentEvent
from consent.models import PersonPause
from consent.queries import endings
from people.models import Person

HOUR, TODAY, OPEN = LENGTHS = ("hour", "today", "open")


@transaction.atomic
def pause(*, person: Person, length: str, by: Person) -> PersonPause:
    """Stop all recording of the person for an `hour`, for `today`, or until they resume (`open`); it replaces one that is on.

    A day ends at midnight of the company's time zone. Raises `DomainError` for a length that is none of these.
    """
    only_the_person(person, by)
    if length not in LENGTHS:
        msg = "Pause for an hour, for today, or until you resume. Nothing was changed."
        raise DomainError(msg)
    now = timezone.now()
    until = {HOUR: now + dt.timedelta(hours=1), TODAY: days.end_of(days.today()), OPEN: None}[length]
    locked = _locked(person)
    facts: dict[str, Any] = {"until": until}
    with ledger.entry(ConsentEvent.PERSON_PAUSED, actor=by.pk, subject=person.pk, **facts):
        _end(person, now)
        outbox.person_changed(locked, paused=True)
        made: PersonPause = PersonPause.objects.create(person=person, started_at=now, until=until)
    return made


@transaction.atomic
def resume(*, person: Person, by: Person) -> None:
    """End the person's pause: what they had turned on is recorded again. `Conflict` where nothing is paused."""
    only_the_person(person, by)
    locked = _locked(person)
    if queries.open_pause_of(person) is None:
        msg = "You have not paused anything, so nothing changed."
        raise Conflict(msg, hint="What you turned on is recorded; what is off stays off.")
    with ledger.entry(ConsentEvent.PERSON_RESUMED, actor=by.pk, subject=person.pk):
        _end(person, timezone.now())
        outbox.person_changed(locked, paused=False)


def end_all_over() -> None:
    """Close the pauses whose time is over, so that gates hear of it."""
    for row in endings.pauses_over():
        _end_over(row.person)


@transaction.atomic
def _end_over(person: Person) -> None:
    locked = _locked(person)
    # Somebody may have closed it, or paused anew, while this waited for the lock.
    if not endings.pauses_over().filter(person=person).exists():
        return
    with ledger.entry(ConsentEvent.PERSON_RESUMED, actor="system:pauses", subject=person.pk):
        _end(person, timezone.now())
        outbox.person_changed(locked, paused=False)


def _locked(person: Person) -> Person:
    """Lock the person's row: two windows pause one after the other."""
    found: Person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return found


def _end(person: Person, now: dt.datetime) -> None:
    """End the open pause, at its own end where that is past."""
    for row in PersonPause.objects.filter(person=person, ended_at__isnull=True):
        row.ended_at = min(now, row.until or now)
        row.save()
