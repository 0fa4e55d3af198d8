"""What a person decides: give, withdraw and undo."""

import uuid
from collections.abc import Collection
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import ledger
from common.errors import Conflict, DomainError, NotAllowed
from common.states import move
from consent import outbox, queries
from consent.events import ConsentEvent
from consent.models import Consent, Notice, Program, ProgramSignal
from people.models import Person
from purges import orders
from purges.models import PurgeOrder, Reason

State = Consent.State
CHANNEL = "portal"


class StaleNotice(Conflict):
    """The page showed an older notice than the one in force; nothing was recorded."""

    title = "This program changed"


def give(*, person: Person, program: Program, signals: Collection[str], notice_version: int, by: Person) -> None:
    """Record a yes to these signals under the notice that the person saw. Only the person decides (R31)."""
    _only_the_person(person, by)
    with transaction.atomic():
        # The lock comes first: who waited here for another window has to see what that window ordered.
        current = _locked(person, program, signals)
        program = Program.objects.get(pk=program.pk)
        notice = _current_notice(program, notice_version)
        _offered(program, signals)
        datasets = refuse_while_erasing(person=person, program=program, signals=signals)
        new = [signal for signal in sorted(signals) if not _holds(current.get(signal), program)]
        if not new:
            msg = "This is on already."
            raise Conflict(msg)
        facts = {"signals": new, "notice": notice.version, "channel": CHANNEL}
        with ledger.entry(ConsentEvent.GIVEN, actor=by.pk, subject=person.pk, ref=program.pk, **facts):
            outbox.consent_changed([_say_yes(person, program, notice, signal, current.get(signal)) for signal in new])
        orders.stop_checks(person=person, datasets=datasets)


def refuse_while_erasing(*, person: Person, program: Program, signals: Collection[str]) -> set[uuid.UUID]:
    """A new yes waits for the proof that the old data is gone; return the datasets that these signals are recorded into."""
    datasets = queries.recorded_into(program, signals)
    if orders.unfinished(person=person, datasets=datasets):
        msg = "What was recorded before is still being erased."
        raise Conflict(msg, hint="You can turn this on once that is done. The row shows how far it is.")
    return datasets


def withdraw(*, person: Person, program: Program, signals: Collection[str], by: Person) -> PurgeOrder | None:
    """Turn these signals off: at once, without a reason, and order the erasing of what only they covered (R34, R37).

    A signal that is off already is passed over; where all of them are, nothing is ordered twice and `Conflict` says so.
    """
    _only_the_person(person, by)
    with transaction.atomic():
        current = _locked(person, program, signals)
        on = [consent for _, consent in sorted(current.items()) if consent.state in Consent.HOLDING]
        if not on:
            msg = "This is off already, so nothing changed."
            raise Conflict(msg, hint="If it was on before, what was recorded is erased already or being erased now.")
        off = [consent.signal for consent in on]
        facts = {"signals": off, "notice": on[0].notice.version, "channel": CHANNEL}
        with ledger.entry(ConsentEvent.WITHDRAWN, actor=by.pk, subject=person.pk, ref=program.pk, **facts):
            outbox.consent_changed([_move(consent, State.WITHDRAWN) for consent in on])
            return orders.order(
                person=person,
                reason=Reason.WITHDRAWAL,
                origin=program.pk,
                about=program.name,
                signals=off,
                datasets=queries.uncovered_datasets(person=person, program=program, signals=off),
                by=by,
            )


def undo(*, person: Person, program: Program, signal: str, by: Person) -> None:
    """Take a withdrawal back within the undo time, under the same notice: a new yes, and erasing not begun is cancelled."""
    _only_the_person(person, by)
    with transaction.atomic():
        consent = _locked(person, program, [signal]).get(signal)
        if consent is None or consent.undo_until(settings.UNDO_SECONDS) is None:
            msg = "It is too late to undo this."
            raise Conflict(msg, hint="You can turn it on again in the usual way.")
        _current_notice(program, consent.notice.version)
        datasets = queries.recorded_into(program, [signal])
        facts = {"signals": [signal], "notice": consent.notice.version, "channel": CHANNEL}
        with ledger.entry(ConsentEvent.UNDONE, actor=by.pk, subject=person.pk, ref=program.pk, **facts) as entry:
            outbox.consent_changed([_move(consent, State.GIVEN)])
            owed = partial(queries.still_owed, person, program)
            released = orders.release(person=person, origin=program.pk, datasets=datasets, still_owed=owed, by=by)
            entry.add_facts(steps_released=released)
            if orders.unfinished(person=person, datasets=datasets):
                msg = "Erasing has begun already, so it can't be undone."
                raise Conflict(msg, hint="You can turn it on again once erasing is done. That takes a moment.")
        orders.stop_checks(person=person, datasets=datasets)


def _only_the_person(person: Person, by: Person) -> None:
    if person.pk != by.pk:
        msg = "Only the person can decide about their own data."
        raise NotAllowed(msg)


def _current_notice(program: Program, version: int) -> Notice:
    notice = queries.notice_in_force(program)
    if notice is None or notice.version != version:
        msg = "The notice changed since you opened the page. Nothing was recorded."
        raise StaleNotice(msg, hint="Read the new notice, then choose again.")
    return notice


def _offered(program: Program, signals: Collection[str]) -> None:
    if program.state not in (Program.State.RUNNING, Program.State.PAUSED):
        msg = "This program is not open for choices now."
        raise DomainError(msg)
    offered = set(ProgramSignal.objects.filter(program=program).values_list("signal", flat=True))
    if not signals or not set(signals) <= offered:
        msg = "This program does not record that signal."
        raise DomainError(msg, hint="Nothing was recorded. Go back to the program's page.")


def _locked(person: Person, program: Program, signals: Collection[str]) -> dict[str, Consent]:
    """The person's rows for these signals, locked in one order so that two windows can't deadlock.

    The person's own row is locked first: it also holds off a second first yes, where there is no consent row to lock yet.
    """
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    rows = Consent.objects.select_for_update(of=("self",)).filter(person=person, program=program, signal__in=signals)
    return {row.signal: row for row in rows.select_related("notice").order_by("pk")}


def _holds(consent: Consent | None, program: Program) -> bool:
    """A yes holds until a material change or its own end asks again."""
    return consent is not None and consent.holds(program.choices_from, timezone.now())


def _move(consent: Consent, to: str, **changes: Notice) -> Consent:
    # The version grows with every change, so that a gate can drop what it has overtaken already.
    return move(consent, to, decided_at=timezone.now(), version=consent.version + 1, **changes)


def _say_yes(person: Person, program: Program, notice: Notice, signal: str, current: Consent | None) -> Consent:
    if current is not None:
        return _move(current, State.GIVEN, notice=notice)
    return Consent.objects.create(
        person=person,
        program=program,
        signal=signal,
        state=State.GIVEN,
        notice=notice,
        decided_at=timezone.now(),
    )
