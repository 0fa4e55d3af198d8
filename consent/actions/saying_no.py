"""Every way of saying no, whoever brings it: `choices` lets in the person, `paper` an officer with the person's letter.

A no takes effect at once, needs no reason and no notice in force, and orders the erasing of what only the yes covered (R34, R37).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit import ledger
from audit.binding import OpenEntry
from common.errors import Conflict, DomainError
from consent import outbox, queries
from consent.actions import receipts, recipients
from consent.actions.deciding import Case, notice_shown, open_case, record
from consent.events import ConsentEvent
from consent.means import Means
from consent.models import Basis, Consent, Notice, Program
from consent.standing import BOUND, NO
from people.models import Person
from purges import orders
from purges.models import PurgeOrder, Reason

State = Consent.State
RECEIPT_ON_PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page showed of the program: notice version, language, program version; None where it said nothing."""

    notice: int | None = None
    language: str = "en"
    version: int | None = None


NOTHING_SHOWN = Shown()


@transaction.atomic
def turn_off(
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    by: Person,
    means: Means,
    keep: Collection[str] = (),
    shown: Shown = NOTHING_SHOWN,
    **facts: Any,
) -> PurgeOrder | None:
    """Say no to these signals by whatever kind of no fits each; return the order to erase what a yes covered, if there is one.

    A yes, or one that ended by itself, is withdrawn; recording without consent is objected to; what was never asked is refused.
    What is off by a no already is passed over, and what the law or a contract asks for has no choice: `Conflict` or `DomainError`
    say so where nothing else is left.
    """
    case = open_case(person, program, signals, means)
    kinds = {signal: kind_of_no(case, signal) for signal in sorted(signals)}
    chosen = {kind: [signal for signal, its in kinds.items() if its == kind] for kind in ("withdraw", "object", "refuse")}
    if not any(chosen.values()):
        raise _nothing_left(kinds)
    may_keep(case, chosen["withdraw"] + chosen["object"], keep)
    ordered = None
    if chosen["withdraw"]:
        ordered = withdraw(case, chosen["withdraw"], by=by, keep=keep, **facts)
    if chosen["object"]:
        ordered = object_to(case, chosen["object"], by=by, keep=keep, **facts) or ordered
    if chosen["refuse"]:
        refuse(case, chosen["refuse"], by=by, shown=shown, **facts)
    return ordered


def withdraw(case: Case, signals: Sequence[str], *, by: Person, keep: Collection[str], **facts: Any) -> PurgeOrder | None:
    """Take back the yes to these signals, which all have one, or had one that ended by itself."""
    rows = {signal: case.rows[signal] for signal in signals}
    said = facts | _kept(signals, keep) | _said(case, signals, rows[signals[0]].notice)
    about = {"actor": by.pk, "subject": case.person.pk, "ref": case.program.pk}
    with ledger.entry(ConsentEvent.WITHDRAWN, **about, **said) as entry:
        # The notice and the end of the yes stay on the row: an undo brings back that yes, or none.
        done = [record(case, signal, State.WITHDRAWN, row.notice, valid_until=row.valid_until) for signal, row in rows.items()]
        return _follow_up(case, done, entry, by=by, keep=keep, reason=Reason.WITHDRAWAL)


def object_to(case: Case, signals: Sequence[str], *, by: Person, keep: Collection[str], **facts: Any) -> PurgeOrder | None:
    """Object to recording that asks for no consent: the same effect and the same ease as a withdrawal (R04, R64)."""
    # Turning off sends nothing but the signal: the page showed the notice in the person's language.
    notice = queries.notice_in_force(case.program, case.person.language)
    if notice is None:
        msg = "This program was never launched, so there is nothing to object to."
        raise DomainError(msg)
    said = facts | _kept(signals, keep) | _said(case, signals, notice)
    about = {"actor": by.pk, "subject": case.person.pk, "ref": case.program.pk}
    with ledger.entry(ConsentEvent.OBJECTED, **about, **said) as entry:
        done = [record(case, signal, State.OBJECTED, notice, valid_until=None) for signal in signals]
        return _follow_up(case, done, entry, by=by, keep=keep, reason=Reason.OBJECTION)


def refuse(case: Case, signals: Sequence[str], *, by: Person, shown: Shown, **facts: Any) -> None:
    """Record a no where nothing was on: nothing is erased, and nobody asks again for a year (R42)."""
    notice = notice_shown(case, version=shown.notice, language=shown.language, program_version=shown.version)
    said = facts | _said(case, signals, notice)
    about = {"actor": by.pk, "subject": case.person.pk, "ref": case.program.pk}
    with ledger.entry(ConsentEvent.REFUSED, **about, **said) as entry:
        done = [record(case, signal, State.REFUSED, notice, valid_until=None) for signal in signals]
        outbox.consent_changed(done)
        decision = RECEIPT_ON_PAPER if case.means.channel == RECEIPT_ON_PAPER else "refuse"
        receipts.write(entry=entry, person=case.person, program=case.program, consents=done, decision=decision)


def refusable(case: Case, signal: str) -> bool:
    """Say whether a no would say something new: there is none yet, or only one from before a material change.

    A no under the newest notice stays said, even where choices under that notice were declared invalid (D24).
    """
    if case.state(signal) in ("", State.LIFTED):
        return True
    if case.state(signal) not in NO or case.rows[signal].notice.version >= case.program.choices_from:
        return False
    newest = queries.notice_in_force(case.program)
    return newest is not None and case.rows[signal].notice.version < newest.version


def _follow_up(
    case: Case, done: list[Consent], entry: OpenEntry, *, by: Person, keep: Collection[str], reason: Reason
) -> PurgeOrder | None:
    """What a no brings about, in its entry: the gate's outbox, the receipt, the recipients, the purge."""
    signals = [row.signal for row in done]
    decision = "withdraw" if reason is Reason.WITHDRAWAL else "object"
    on_paper = case.means.channel == RECEIPT_ON_PAPER
    outbox.consent_changed(done)
    person, program = case.person, case.program
    receipts.write(entry=entry, person=person, program=program, consents=done, decision=RECEIPT_ON_PAPER if on_paper else decision)
    recipients.order_deliveries(person=person, program=program, signals=signals, decision=decision, entry_id=entry.id)
    erased = [signal for signal in signals if signal not in keep]
    return orders.order(
        person=person,
        reason=reason,
        origin=program.pk,
        about=program.name,
        signals=erased,
        datasets=queries.uncovered_datasets(person=person, program=program, signals=erased) if erased else set(),
        by=by,
    )


def kind_of_no(case: Case, signal: str) -> str:
    """Which no fits: withdraw, object, refuse; "off" where it is said already, "bound" where there is no choice.

    "over" where the program has ended: it asks nobody any more, so there is nothing to refuse.
    """
    state, basis = case.state(signal), case.basis(signal)
    if basis == Basis.LEGITIMATE_INTEREST:
        return "off" if state in NO else "object"
    if state in Consent.TAKEABLE:
        return "withdraw"
    if basis in BOUND:
        return "bound"
    if not basis and not state:
        msg = "This program does not record that signal."
        raise DomainError(msg, hint="Nothing was recorded. Go back to the program's page.")
    if not basis or not refusable(case, signal):
        return "off"
    return "over" if case.program.over else "refuse"


def _nothing_left(kinds: dict[str, str]) -> DomainError:
    if not kinds:
        msg = "No signal was named, so nothing changed."
        return DomainError(msg)
    if set(kinds.values()) == {"bound"}:
        msg = "This is recorded because the law or your contract asks for it, so it can't be turned off here."
        return DomainError(msg, hint="The program's page says which law, and whom you can ask.")
    if "over" in kinds.values():
        msg = "This program has ended and asks nobody any more, so there is nothing to refuse. Nothing was recorded."
        return Conflict(msg, hint="It records nothing. What it recorded before can be erased from its page.")
    msg = "This is off already, so nothing changed."
    return Conflict(msg, hint="If it was on before, what was recorded is erased already or being erased now.")


def may_keep(case: Case, signals: Collection[str], keep: Collection[str]) -> None:
    """Keeping what was recorded is a choice of its own, and needs a basis that the program named beforehand (R37)."""
    bare = [signal for signal in keep if signal not in signals or not queries.kept_for(case.person, case.program, signal)]
    if bare:
        msg = "The program names no other basis on which this could be kept. Nothing was changed."
        raise DomainError(msg, hint="Turn it off without keeping: what was recorded is then erased.")


def _kept(signals: Collection[str], keep: Collection[str]) -> dict[str, Any]:
    kept = sorted(set(signals) & set(keep))
    return {"kept": kept} if kept else {}


def _said(case: Case, signals: Sequence[str], notice: Notice) -> dict[str, Any]:
    return {"signals": list(signals), "notice": notice.version, "channel": case.means.channel}
