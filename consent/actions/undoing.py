"""Taking a no back within the undo time: what it had brought about is stopped, and whoever heard of it hears of this too."""

import uuid
from collections.abc import Collection
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict
from common.signals import Signal
from consent import outbox, queries
from consent.actions import receipts
from consent.actions.deciding import Case, StaleNotice, may_turn_on, only_the_person, open_case, record
from consent.actions.recipients import take_back_deliveries
from consent.events import ConsentEvent
from consent.means import Means
from consent.models import Basis, Consent, Program
from consent.queries.undoing import undoings
from people import queries as people
from people.models import Person
from purges import orders

State = Consent.State


@transaction.atomic
def undo(*, person: Person, program: Program, signal: str, by: Person, means: Means | None = None) -> None:
    """Take a withdrawal or an objection back within the undo time: what was on is on again, and erasing not begun is cancelled.

    It brings back that yes and no other: not under a newer material notice, nor after a move (R109), and never one that had ended.
    Only what the same press turned off comes back with it, where what was recorded of both is being erased in one place.
    """
    only_the_person(person, by)
    case = open_case(person, program, Signal.values, means or Means(control="undo"))
    _undoable(case, signal)
    signals = undoings(person, {case.program.pk: case.rows})[case.program.pk].along(signal)
    before = [_undoable(case, one) for one in signals]
    records = [row.record for row in before]
    datasets = queries.erasable(person, program, signals)
    facts = {"signals": signals, "notice": before[0].notice.version, "channel": case.means.channel}
    with ledger.entry(ConsentEvent.UNDONE, actor=by.pk, subject=person.pk, ref=program.pk, **facts) as entry:
        to = State.LIFTED if before[0].state == State.OBJECTED else State.GIVEN
        done = [record(case, row.signal, to, row.notice, valid_until=row.valid_until) for row in before]
        outbox.consent_changed(done)
        receipts.write(entry=entry, person=case.person, program=case.program, consents=done, decision="undo")
        take_back_deliveries(decisions=records, signals=signals, entry_id=entry.id)
        owed = partial(queries.still_owed, person, program)
        released = orders.release(person=person, origin=program.pk, datasets=datasets, still_owed=owed, by=by)
        entry.add_facts(steps_released=released)
        if orders.unfinished(person=person, datasets=datasets):
            raise _in_the_way(person, datasets)
    orders.stop_checks(person=person, datasets=queries.recorded_into(program, signals))


def _in_the_way(person: Person, datasets: Collection[uuid.UUID]) -> Conflict:
    """Say the truth about what is still to be erased there: it has begun, or something else asks for it."""
    if any(step.attempts for step in orders.unfinished_steps(person=person, datasets=datasets)):
        msg = "Erasing has begun already, so it can't be undone."
        return Conflict(msg, hint="You can turn it on again once erasing is done. That takes a moment.")
    msg = "What was recorded lies together with something else that is being erased, so this can't be undone by itself."
    return Conflict(msg, hint="You can turn it on again once erasing is done. That takes a moment.")


def _undoable(case: Case, signal: str) -> Consent:
    """The row of a no that can be taken back now; else why not."""
    row = case.rows.get(signal)
    if row is not None and row.state in Consent.HOLDING | {State.LIFTED}:
        msg = "This is on again already, so nothing changed."
        raise Conflict(msg)
    if row is None or row.undo_until(settings.UNDO_SECONDS) is None or people.moved_since(case.person, row.decided_at):
        msg = "It is too late to undo this."
        raise Conflict(msg, hint="You can turn it on again in the usual way.")
    may_turn_on(case, [signal], basis=Basis.LEGITIMATE_INTEREST if row.state == State.OBJECTED else Basis.CONSENT)
    if row.notice.version < case.program.choices_from:
        raise StaleNotice(case.program, queries.notice_in_force(case.program))
    if row.valid_until is not None and row.valid_until <= timezone.now():
        msg = "It had ended by itself before you turned it off, so an undo can't turn it on."
        raise Conflict(msg, hint="You can turn it on again in the usual way, once erasing is done.")
    return row
