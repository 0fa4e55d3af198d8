"""Restricting what is recorded and used of a person while a request of theirs is looked at (R63, R64). No choice is touched.

The requests are the room's above, which says who may ask for it and who may end it; here it takes effect. Deny wins: whatever
the person chooses meanwhile is recorded as a choice, and allows nothing before the last restriction is over.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError
from common.signals import Signal
from consent import outbox, queries
from consent.actions.deciding import hold
from consent.events import ConsentEvent
from consent.models import Program, Restriction
from people.actions import Actor, actor_of, send_message
from people.models import Person


@transaction.atomic
def restrict(
    *,
    person: Person,
    program: Program | None,
    signals: Collection[str],
    kind: str,
    origin: uuid.UUID,
    by: Actor,
) -> Restriction:
    """Stop recording these signals of the person in the program, from this commit on; `origin` is the request that asks for it.

    No program means every one, future ones too; no signal means every signal. The same again changes nothing and gives what is
    there; something else under the same request and program is a `Conflict`, because it would silently hold in part only.
    """
    unknown = set(signals) - set(Signal.values)
    if unknown:
        msg = "The request names a signal that nobody records. Nothing was changed."
        raise DomainError(msg)
    # The locks of every decision, in their order: first the program, shared, then the person.
    if program is not None:
        hold(program)
    locked = _locked(person.pk)
    wanted: dict[str, Any] = {"person": locked, "signals": sorted(set(signals)), "kind": Restriction.Kind(kind)}
    there = _under(origin, program, wanted)
    if there is not None:
        return there
    facts: dict[str, Any] = {"kind": wanted["kind"].value, "signals": wanted["signals"]}
    facts |= {"program": program.pk} if program else {}
    with ledger.entry(ConsentEvent.RESTRICTED, actor=actor_of(by), subject=locked.pk, ref=origin, **facts):
        made: Restriction = Restriction.objects.create(program=program, origin=origin, since=timezone.now(), **wanted)
        _tell_gates(locked)
    return made


@transaction.atomic
def end(*, origin: uuid.UUID, cause: str, by: Actor) -> int:
    """End every restriction of this request, with the cause; return how many there were.

    What the person's choices say counts again. Where what was recorded before was restricted too, the person is told before:
    the message is written first, and its time is kept on the restriction (R63, Art. 18(3)).
    """
    why = Restriction.Cause(cause)
    restricted = Restriction.objects.filter(origin=origin, ended_at__isnull=True)
    person = restricted.values_list("person_id", flat=True).first()
    if person is None:
        return 0
    locked = _locked(person)
    # Read behind the lock: somebody else may have ended them while this waited.
    rows = list(restricted.select_related("program"))
    if not rows:
        return 0
    told_at = _tell(locked, rows)
    facts: dict[str, Any] = {"cause": why.value, "programs": sorted(str(row.program_id) for row in rows if row.program_id)}
    with ledger.entry(ConsentEvent.UNRESTRICTED, actor=actor_of(by), subject=locked.pk, ref=origin, told=told_at, **facts):
        for row in rows:
            row.ended_at, row.cause = timezone.now(), why
            row.told_at = told_at if row.kind in Restriction.MARKING else None
            row.save()
        _tell_gates(locked)
    return len(rows)


def _locked(person: uuid.UUID) -> Person:
    """Lock the person's row: a decision, a pause and a restriction of one person come one after the other."""
    found: Person = Person.objects.select_for_update(no_key=True).get(pk=person)
    return found


def _under(origin: uuid.UUID, program: Program | None, wanted: dict[str, Any]) -> Restriction | None:
    """What this request restricts in the program already; `Conflict` where that is another thing, or another person's."""
    found = None
    for one in Restriction.objects.filter(origin=origin, ended_at__isnull=True).select_related("person"):
        here = one.program_id == (program.pk if program else None)
        if one.person != wanted["person"] or (here and any(getattr(one, name) != value for name, value in wanted.items())):
            msg = f"Under {one.request_name} something else is restricted already. Nothing was changed."
            raise Conflict(msg, hint="End that first, or restrict this under a request of its own.")
        found = one if here else found
    return found


def _tell_gates(person: Person) -> None:
    outbox.person_changed(person, paused=queries.open_pause_of(person) is not None)


def _tell(person: Person, rows: Collection[Restriction]) -> dt.datetime | None:
    """Tell the person that it ends now; give the message's time, or None where nothing but an erasure was carried out."""
    marking = [row for row in rows if row.kind in Restriction.MARKING]
    if not marking:
        return None
    program = marking[0].program if len(marking) == 1 else None
    link = f"/me/programs/{program.slug}/" if program else "/me/"
    sent_at: dt.datetime = send_message(person=person, kind="restriction-ends", about=marking[0].request_name, link=link).sent_at
    return sent_at
