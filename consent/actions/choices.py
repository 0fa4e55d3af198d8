"""What a person decides: give, refuse, renew, withdraw, object and lift; `undo` beside it. Nobody decides for them (R31)."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from audit import ledger
from common.errors import Conflict, DomainError
from consent import outbox
from consent.actions import receipts, saying_no
from consent.actions.deciding import (
    Case,
    StaleNotice,
    StatementMissing,
    end_of_a_yes,
    may_turn_on,
    notice_for_a_yes,
    only_the_person,
    open_case,
    record,
    refuse_while_erasing,
    worth_renewing,
)
from consent.actions.saying_no import Shown
from consent.actions.undoing import undo
from consent.events import ConsentEvent
from consent.means import Means
from consent.models import Basis, Consent, Notice, Program
from consent.standing import NO
from people.models import Person
from purges import orders
from purges.models import PurgeOrder

__all__ = [
    "StaleNotice",
    "StatementMissing",
    "give",
    "lift",
    "object_to",
    "refuse",
    "refuse_while_erasing",
    "renew",
    "turn_off",
    "undo",
    "withdraw",
]

State = Consent.State
ENDED_BY_TIME = "time"
"""The `control` of a yes that ended because its time was over (see `consent.endings`)."""


@transaction.atomic
def give(  # noqa: PLR0913 - what the page showed and what was pressed are the evidence, each named
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    notice_version: int,
    by: Person,
    means: Means | None = None,
    language: str = "en",
    program_version: int | None = None,
    explicit: bool = False,
) -> None:
    """Record a yes to these signals under the notice that the person saw, in the language in which they saw it (R30).

    `explicit` says that the person made the second statement (R32). Raises `StaleNotice` where the page showed another notice or
    program version than is in force, `StatementMissing`, `Conflict` where all of it is on already or the old data is still
    being erased, `DomainError` where it is not open to this person.
    """
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="yes"))
    may_turn_on(case, signals, basis=Basis.CONSENT, explicit=explicit)
    notice = notice_for_a_yes(case, version=notice_version, language=language, program_version=program_version)
    datasets = refuse_while_erasing(person=person, program=program, signals=signals)
    new = [signal for signal in sorted(signals) if not case.holds(signal)]
    if not new:
        msg = "This is on already."
        raise Conflict(msg)
    _decide(ConsentEvent.GIVEN, "give", case, new, State.GIVEN, notice)
    orders.stop_checks(person=person, datasets=datasets)


@transaction.atomic
def renew(  # noqa: PLR0913 - as for `give`
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    notice_version: int,
    by: Person,
    means: Means | None = None,
    language: str = "en",
    program_version: int | None = None,
    explicit: bool = False,
) -> None:
    """Give a yes again that ends within 30 days and then lasts longer, or whose time is over under a notice still good (R33)."""
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="renew"))
    may_turn_on(case, signals, basis=Basis.CONSENT, explicit=explicit)
    notice = notice_for_a_yes(case, version=notice_version, language=language, program_version=program_version)
    datasets = refuse_while_erasing(person=person, program=program, signals=signals)
    early = [signal for signal in sorted(signals) if not _renewable(case, signal)]
    if early:
        msg = "Only a yes whose time is over, or that ends within 30 days and would then last longer, can be given again."
        raise Conflict(
            msg, hint="Nothing was recorded. What is on stays on as it is, what is off can be turned on in the usual way."
        )
    _decide(ConsentEvent.RENEWED, "renew", case, sorted(signals), State.RENEWED, notice)
    orders.stop_checks(person=person, datasets=datasets)


@transaction.atomic
def refuse(  # noqa: PLR0913 - as for `give`
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means | None = None,
    notice_version: int | None = None,
    language: str = "en",
    program_version: int | None = None,
) -> None:
    """Record a no to what was never on. The same no a second time is a `Conflict`, and nothing is recorded."""
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="no"))
    if not signals or not set(signals) <= case.offered.keys():
        msg = "This program does not record that signal."
        raise DomainError(msg, hint="Nothing was recorded. Go back to the program's page.")
    if any(case.state(signal) in Consent.TAKEABLE for signal in signals):
        msg = "This was turned on meanwhile, so it has to be turned off."
        raise Conflict(msg, hint="Reload the page. Turning off is one click.")
    new = [one for one in sorted(signals) if case.basis(one) == Basis.CONSENT and saying_no.refusable(case, one)]
    if not new:
        msg = "This is off already, so nothing changed."
        raise Conflict(msg)
    shown = Shown(notice=notice_version, language=language, version=program_version)
    saying_no.refuse(case, new, by=by, shown=shown)


@transaction.atomic
def withdraw(
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means | None = None,
    keep: Collection[str] = (),
) -> PurgeOrder | None:
    """Turn these signals off: at once, without a reason, and order the erasing of what only they covered (R34, R37).

    A signal that is off already is passed over; where all of them are, nothing is ordered twice and `Conflict` says so. A yes
    that ended by itself can be taken back too. `keep` names signals whose data stays, on the other basis that the program names.
    """
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="switch"))
    on = [signal for signal in sorted(signals) if case.state(signal) in Consent.TAKEABLE]
    if not on:
        msg = "This is off already, so nothing changed."
        raise Conflict(msg, hint="If it was on before, what was recorded is erased already or being erased now.")
    saying_no.may_keep(case, on, keep)
    return saying_no.withdraw(case, on, by=by, keep=keep)


@transaction.atomic
def object_to(
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means | None = None,
    keep: Collection[str] = (),
) -> PurgeOrder | None:
    """Object to signals recorded on a legitimate interest: recording ends at once, what was recorded is erased (R04, R64)."""
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="object"))
    if not signals or any(case.basis(signal) != Basis.LEGITIMATE_INTEREST for signal in signals):
        msg = "One can object only to what is recorded on a legitimate interest."
        raise DomainError(msg, hint="Nothing was changed. The program's page says which choice you have.")
    new = [signal for signal in sorted(signals) if saying_no.kind_of_no(case, signal) == "object"]
    if not new:
        msg = "This is off already, so nothing changed."
        raise Conflict(msg, hint="What was recorded before is erased already or being erased now.")
    saying_no.may_keep(case, new, keep)
    return saying_no.object_to(case, new, by=by, keep=keep)


@transaction.atomic
def lift(  # noqa: PLR0913 - as for `give`
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means | None = None,
    notice_version: int | None = None,
    language: str = "en",
    program_version: int | None = None,
) -> None:
    """Take an objection back. Recording still waits until the notice in force was acknowledged, and the erasing is done.

    Raises `StaleNotice` as `give` does: what it turns on again has to be what the page said.
    """
    only_the_person(person, by)
    case = open_case(person, program, signals, means or Means(control="lift"))
    may_turn_on(case, signals, basis=Basis.LEGITIMATE_INTEREST)
    notice = notice_for_a_yes(case, version=notice_version, language=language, program_version=program_version)
    datasets = refuse_while_erasing(person=person, program=program, signals=signals)
    objected = [signal for signal in sorted(signals) if case.state(signal) in NO]
    if not objected:
        msg = "There is no objection to take back."
        raise Conflict(msg)
    _decide(ConsentEvent.LIFTED, "lift", case, objected, State.LIFTED, notice)
    orders.stop_checks(person=person, datasets=datasets)


def turn_off(  # noqa: PLR0913 - as for `give`
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means,
    keep: Collection[str] = (),
    notice_version: int | None = None,
    language: str = "en",
    program_version: int | None = None,
) -> PurgeOrder | None:
    """Say no by whatever kind of no fits each signal: withdraw, object, or refuse what was never asked.

    What the page showed (notice, language, program version) counts for a refusal alone: turning off what is on never fails for
    a page that is out of date.
    """
    only_the_person(person, by)
    shown = Shown(notice=notice_version, language=language, version=program_version)
    return saying_no.turn_off(person=person, program=program, signals=signals, by=by, means=means, keep=keep, shown=shown)


def _decide(event: ConsentEvent, decision: str, case: Case, signals: list[str], to: str, notice: Notice) -> None:
    """Write a decision that turns something on, with its entry, the gate's outbox and its receipt."""
    valid_until = end_of_a_yes(case.program, case.now) if to in Consent.HOLDING else None
    facts: dict[str, Any] = {"signals": signals, "notice": notice.version, "channel": case.means.channel}
    about = {"actor": case.person.pk, "subject": case.person.pk, "ref": case.program.pk}
    with ledger.entry(event, **about, **facts) as entry:
        done = [record(case, signal, to, notice, valid_until=valid_until) for signal in signals]
        outbox.consent_changed(done)
        receipts.write(entry=entry, person=case.person, program=case.program, consents=done, decision=decision)


def _renewable(case: Case, signal: str) -> bool:
    row = case.rows.get(signal)
    if row is None or row.valid_until is None or row.notice.version < case.program.choices_from:
        return False
    if row.state == State.EXPIRED:
        return row.control == ENDED_BY_TIME
    return row.state in Consent.HOLDING and worth_renewing(case.program, row.valid_until, case.now)
