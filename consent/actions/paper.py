"""A no that came on paper: the one decision that somebody else may write down, audited, and never a yes (R31, R43)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from common import days
from common.errors import Conflict, DomainError, NotAllowed
from common.signals import Signal
from consent.actions import saying_no
from consent.actions.deciding import open_case
from consent.means import Means
from consent.models import Program
from consent.queries import paper as queries
from consent.queries import pausing
from people import queries as people
from people.actions import send_message
from people.models import Person
from purges.models import PurgeOrder

PAPER = Means(control="paper", channel="paper", client="none")
OLDEST_MONTHS = 24


@transaction.atomic
def withdraw_on_paper(
    *,
    person: Person,
    program: Program,
    signals: Collection[str],
    received_at: dt.datetime,
    by: Person,
    file: str = "",
) -> PurgeOrder | None:
    """Write down that the person said no to these signals in a letter received at this instant; return the order to erase.

    `file` is the number under which the letter is kept, without spaces: the ledger names it, so it holds no name of a person.

    Only an officer who oversees the program, never about themself or somebody who reports to them. The person gets a message
    and a receipt. Raises `Conflict` where all of it is off already, or where the person said yes themself after the letter came;
    `DomainError` for a date that can't be right.
    """
    _may_write(person, program, by)
    now = timezone.now()
    if received_at > now:
        msg = "The letter can't have been received in the future. Nothing was recorded."
        raise DomainError(msg, hint="Give the day and time at which the company received it.")
    if received_at < days.months_after(now, -OLDEST_MONTHS):
        msg = f"The letter was received more than {OLDEST_MONTHS} months ago. Nothing was recorded."
        raise DomainError(msg, hint="Ask the person whether the no is still meant for this program.")
    # The person's decisions wait from here on, so that none comes between this question and what follows from it.
    open_case(person, program, signals, PAPER)
    not_overtaken(person=person, program=program, signals=signals, received_at=received_at)
    facts: dict[str, Any] = {"received": received_at} | ({"file": file} if file else {})
    ordered = saying_no.turn_off(person=person, program=program, signals=sorted(set(signals)), by=by, means=PAPER, **facts)
    send_message(person=person, kind="withdrawn-on-paper", about=program.name, link=f"/me/programs/{program.slug}/")
    return ordered


def not_overtaken(*, person: Person, program: Program, signals: Collection[str], received_at: dt.datetime) -> None:
    """Refuse a letter where the person said yes themself on a later day: only they decide, and their last word stands (R31)."""
    if newer := queries.decided_since(person, program, signals, received_at):
        named = ", ".join(str(Signal(signal).label) for signal in newer)
        msg = f"{named}: the person said yes themself after this paper came, and their last word stands. Nothing was recorded."
        raise Conflict(msg, hint="Take it out, or correct the day. If the no is meant now, they turn it off or sign a newer paper.")


def _may_write(person: Person, program: Program, by: Person) -> None:
    """Refuse in the same words whatever is the reason, so that the refusal tells nothing about anybody."""
    if not pausing.oversees(by, program) or person.pk == by.pk or by.pk in people.above(person.pk):
        msg = "Only an officer who oversees this program can do that, and never about themself or their own reports."
        raise NotAllowed(msg)
