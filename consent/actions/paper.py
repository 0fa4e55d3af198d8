"""A no that came on paper: the one decision that somebody else may write down, audited, and never a yes (R31, R43)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from common import days
from common.errors import DomainError, NotAllowed
from consent.actions import saying_no
from consent.means import Means
from consent.models import Program
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
    and a receipt. Raises `Conflict` where all of it is off already, `DomainError` for a date that can't be right.
    """
    _may_write(person, program, by)
    now = timezone.now()
    if received_at > now:
        msg = "The letter can't have been received in the future. Nothing was recorded."
        raise DomainError(msg, hint="Give the day and time at which the company received it.")
    if received_at < days.months_after(now, -OLDEST_MONTHS):
        msg = f"The letter was received more than {OLDEST_MONTHS} months ago. Nothing was recorded."
        raise DomainError(msg, hint="Ask the person whether the no is still meant for this program.")
    facts: dict[str, Any] = {"received": received_at} | ({"file": file} if file else {})
    ordered = saying_no.turn_off(person=person, program=program, signals=sorted(set(signals)), by=by, means=PAPER, **facts)
    send_message(person=person, kind="withdrawn-on-paper", about=program.name, link=f"/me/programs/{program.slug}/")
    return ordered


def _may_write(person: Person, program: Program, by: Person) -> None:
    """Refuse in the same words whatever is the reason, so that the refusal tells nothing about anybody."""
    if not pausing.oversees(by, program) or person.pk == by.pk or by.pk in people.above(person.pk):
        msg = "Only an officer who oversees this program can do that, and never about themself or their own reports."
        raise NotAllowed(msg)
