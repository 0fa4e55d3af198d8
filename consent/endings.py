"""Brings choices to their end in chunks: after a change of the program, at their time, and of people who are gone.

The gate says no from the moment of the cause on (`consent.standing`); here rows, history, ledger and people's inboxes follow.
Rows are the queue: a chunk is one transaction, and a worker that dies leaves the rest to the next one.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from audit import bulk
from audit.values import Ref
from consent import outbox, queries
from consent.events import ConsentEvent
from consent.models import Consent, Ending, Program, Prompt
from people import queries as people
from people.actions import send_many

State = Consent.State
Cause = Ending.Cause
BY = "system:endings"
CHUNK = 5_000
LEASE_SECONDS = 60
CHUNKS_PER_SWEEP = 40
STATES = {Cause.CHANGE: State.EXPIRED, Cause.END: State.REVOKED, Cause.INVALID: State.INVALIDATED}
REASONS = {"change": "STALE_NOTICE", "end": "PROGRAM_ENDED", "invalid": "EXPIRED", "left": "OFFBOARDED"}
"""The gate's reason by cause; EXPIRED for the others."""


class Ended(NamedTuple):
    """One choice that ended."""

    person: uuid.UUID
    program: uuid.UUID
    signal: str
    version: int
    notice: int
    record: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """The state that choices end in, the cause (it becomes the row's `control`), and what the ledger says of it."""

    state: str
    cause: str
    event: ConsentEvent
    by: Ref = BY
    subject: Ref = None
    ref: Ref = None
    facts: dict[str, Any] = field(default_factory=dict)


def run(ref: uuid.UUID) -> None:
    """Carry out an ending to its last row; nothing where another worker holds it or it is finished."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    mine: dt.datetime | None = _lease()
    if Ending.objects.filter(free, pk=ref, finished_at__isnull=True).update(lease_until=mine):
        while mine is not None:
            mine = _next_chunk(ref, mine)


def expire_over() -> int:
    """End every yes whose time is over, and ask at most once per expiry (R33); return how many."""
    how = How(state=State.EXPIRED, cause="time", event=ConsentEvent.EXPIRED)
    return _sweep(Consent.objects.filter(state__in=Consent.HOLDING, valid_until__lte=timezone.now()), how, _tell_of_expiry)


def end_of_gone() -> int:
    """End every yes of people who left or were switched off behind the actions' back (R109); return how many."""
    how = How(state=State.EXPIRED, cause="left", event=ConsentEvent.EXPIRED)
    gone = Q(person__left_at__isnull=False) | Q(person__is_active=False)
    return _sweep(Consent.objects.filter(gone, state__in=Consent.HOLDING), how, _tell_nobody)


def _sweep(some: QuerySet[Consent], how: How, tell: Callable[[list[Ended]], None]) -> int:
    """End these in chunks of a transaction each; what is too much for one sweep is left to the next."""
    done = 0
    for _ in range(CHUNKS_PER_SWEEP):
        with transaction.atomic():
            ended = _end_some(some.all(), how, before=done)
            tell(ended or [])
        if not ended:
            break
        done += len(ended)
    return done


def _tell_nobody(_: list[Ended]) -> None:
    """Who is gone reads no messages here."""


def end_of_person(person: uuid.UUID, *, cause: str, by: Ref) -> list[Ended]:
    """End every yes of one person, in the transaction of the cause."""
    how = How(state=State.EXPIRED, cause=cause, event=ConsentEvent.EXPIRED, by=by, subject=person)
    return _end_some(Consent.objects.filter(person=person, state__in=Consent.HOLDING), how, before=0) or []


def _lease() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)


@transaction.atomic
def _next_chunk(ref: uuid.UUID, mine: dt.datetime) -> dt.datetime | None:
    """End one chunk under the lease; return the renewed lease, or None where nothing is left or the lease was lost."""
    ending = Ending.objects.select_for_update(of=("self",)).select_related("program").get(pk=ref)
    if ending.lease_until != mine or ending.finished_at is not None:
        return None
    facts = {"notice": ending.notice_below}
    state = STATES[Cause(ending.cause)]
    how = How(state=state, cause=ending.cause, event=ConsentEvent.ENDED, ref=ending.program_id, facts=facts)
    held = Consent.objects.filter(program=ending.program, state__in=Consent.HOLDING)
    ended = _end_some(held.filter(notice__version__lt=ending.notice_below), how, before=ending.done)
    if ended is None:
        ending.finished_at, ending.total = timezone.now(), ending.done
    else:
        ending.done += len(ended)
        ending.told += _tell(ending.program, {one.person for one in ended}, ending)
    # Rows that somebody else changed meanwhile are looked for again by the sweep's next ring.
    ending.lease_until = _lease() if ended else None
    ending.save()
    return ending.lease_until


def _end_some(some: QuerySet[Consent], how: How, *, before: int) -> list[Ended] | None:
    """End some of these choices, those of a person all at once, with history, entry and the gate's outbox.

    Give which, or None where there was none. `before` is how many this cause has ended before.
    """
    first = list(some.order_by("person_id").values_list("person_id", flat=True)[:CHUNK])
    if not first:
        return None
    now = timezone.now()
    those = Q(person_id__gte=first[0], person_id__lte=first[-1])
    changes = {
        "state": how.state,
        "decided_at": now,
        "version": F("version") + 1,
        "control": how.cause,
        "channel": "system",
        "client": "",
        # A yes that ended has its end; so no undo can bring it back.
        "valid_until": Case(When(valid_until__lt=now, then=F("valid_until")), default=now),
    }
    bulk.update(
        some.filter(those),
        event=how.event,
        actor=how.by,
        subject=how.subject,
        ref=how.ref,
        changes=changes,
        cause=how.cause,
        done_before=before,
        **how.facts,
    )
    made = Consent.objects.filter(those, state=how.state, decided_at=now, control=how.cause)
    fields = ("person_id", "program_id", "signal", "version", "notice__version", "record")
    ended = [Ended(*row) for row in made.order_by("person_id", "pk").values_list(*fields)]
    outbox.choices_ended(ended, REASONS.get(how.cause, "EXPIRED"))
    return ended


def _tell(program: Program, ended: Collection[uuid.UUID], ending: Ending) -> int:
    """Tell everybody whose choice ended, once; after a change ask those who may be asked (R42, D16)."""
    if ending.cause != Cause.CHANGE:
        return _send(program, ended, f"choices-ended-{ending.cause}")
    # Where the program ended before a worker came to what its change had ended, that is the news.
    kind = "choices-ended-end" if program.over else f"choices-ended-{ending.cause}"
    about = f"notice-{ending.notice_below}"
    asked = _ask(program, dict.fromkeys(ended, about))
    return _send(program, asked, "choices-ended-ask") + _send(program, set(ended) - asked, kind)


def _tell_of_expiry(ended: Iterable[Ended]) -> None:
    by_program: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for one in ended:
        # What was given together ends together: one prompt, named after one of the records.
        by_program.setdefault(one.program, {}).setdefault(one.person, f"expiry-{one.record.hex}")
    for program in Program.objects.filter(pk__in=by_program):
        abouts = by_program[program.pk]
        asked = _ask(program, abouts)
        _send(program, asked, "choices-expired-ask")
        _send(program, abouts.keys() - asked, "choices-ended-end" if program.over else "choices-expired")


def _ask(program: Program, abouts: dict[uuid.UUID, str]) -> set[uuid.UUID]:
    """Note a prompt for those who may be asked and were not yet asked about this; return them.

    Nobody is asked what they can't answer: about a program that is over, or not about people at their site.
    """
    if program.over:
        return set()
    sites = set(program.site_links.values_list("site_id", flat=True))
    known = Prompt.objects.filter(program=program, person__in=abouts, about__in=set(abouts.values()))
    quiet = queries.said_no_lately(abouts, program.pk) | set(known.values_list("person_id", flat=True))
    there = people.active().filter(site__in=sites) if sites else people.active()
    asked = set(there.filter(pk__in=abouts.keys() - quiet).values_list("pk", flat=True))
    now = timezone.now()
    Prompt.objects.bulk_create(
        (Prompt(person_id=person, program=program, about=abouts[person], sent_at=now) for person in sorted(asked)),
        batch_size=1_000,
        ignore_conflicts=True,
    )
    return asked


def _send(program: Program, to: Collection[uuid.UUID], kind: str) -> int:
    if not to:
        return 0
    return send_many(to=people.active().filter(pk__in=to), kind=kind, about=program.name, link=f"/me/programs/{program.slug}/")
