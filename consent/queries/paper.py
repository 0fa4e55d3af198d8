"""Finding the person whose withdrawal came on paper, for an officer; whoever may not act for them finds nobody."""

import datetime as dt
from collections.abc import Collection

from common import days
from consent.models import Basis, Consent, Program, ProgramSignal
from people import queries as people
from people.models import Identifier, IdentifierKind, Person

TURNED_ON = Consent.HOLDING | {Consent.State.LIFTED}


def person_for(officer: Person, known_as: str) -> Person | None:
    """The person of this e-mail address or employee number, in any case; None where there is none, or not for this officer.

    Not for themself (R31), and not for anybody below them in the reporting line (R100). Leavers are found: their data may
    still be there.
    """
    value = known_as.strip()
    found = Person.objects.filter(email__iexact=value).first() or _by_number(value)
    if found is None or found.pk == officer.pk or found.pk in people.below(officer):
        return None
    return found


def _by_number(value: str) -> Person | None:
    numbers = Identifier.objects.filter(kind=IdentifierKind.EMPLOYEE_NUMBER, value__iexact=value).select_related("person")[:2]
    found = [one.person for one in numbers]
    # Two numbers that differ in their case alone name nobody for sure.
    return found[0] if len(found) == 1 else None


def decided_since(person: Person, program: Program, signals: Collection[str], received_at: dt.datetime) -> list[str]:
    """Those of these signals that the person themself turned on, or left on, on a later day than a paper of theirs came."""
    rows = Consent.objects.filter(person=person, program=program, signal__in=signals, state__in=TURNED_ON).order_by("signal")
    return [row.signal for row in rows if days.day_of(row.decided_at) > days.day_of(received_at)]


def stoppable(program: Program) -> list[ProgramSignal]:
    """The program's signals to which a person can say no, in the program's order."""
    with_choice = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)
    return list(ProgramSignal.objects.filter(program=program, basis__in=with_choice).order_by("position", "signal"))
