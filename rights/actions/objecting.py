"""An objection that stands: recording ends for good and what was recorded is erased (GDPR 21(1), 17(1)(c); R64)."""

from typing import Any

from audit import ledger
from common.errors import DomainError
from consent.actions import saying_no
from consent.means import Means
from consent.models import Program
from people.actions import Actor, actor_of
from people.models import Person
from rights.actions import effects
from rights.events import RightsEvent
from rights.models import Request
from rights.queries import objecting as queries
from rights.queries import scope

REQUEST = Means(control="request", channel="portal", client="none")


def uphold(*, request: Request, by: Actor) -> bool:
    """Turn off for the person whatever the request objects to, then end the stop that held until now. Always done at once.

    The erasing that this orders is the program's own purge, which the person follows like that of a withdrawal. `DomainError` where
    all of it is recorded because the law or a contract asks for it: nothing would be turned off, so it does not stand.
    """
    free, bound = queries.recorded_for(request)
    if bound and not free:
        msg = "The law or a contract asks for all that this is about, so an objection does not reach it. Nothing was decided."
        raise DomainError(msg, hint="Refuse the request with its reason.")
    programs = list(scope.programs_of(request)) or list(scope.programs_open_to(request.person))
    facts: dict[str, Any] = {"programs": sorted(str(program.pk) for program in programs)}
    facts |= {"bound": sorted(bound)} if bound else {}
    with ledger.entry(RightsEvent.OBJECTION_STANDS, actor=actor_of(by), subject=request.person_id, ref=request.pk, **facts):
        for program in programs:
            _turn_off(request.person, program, request.signals, by)
        # Last, so that there is no moment in which neither the stop nor the objection holds.
        effects.end_stop(request, cause="upheld", by=by)
    return False


def _turn_off(person: Person, program: Program, signals: list[str], by: Actor) -> None:
    """Say the no that fits each signal; what is off already, or has no choice, stays as it is."""
    offered = list(program.signals.values_list("signal", flat=True))
    named = [signal for signal in offered if not signals or signal in signals]
    try:
        saying_no.turn_off(
            person=person,
            program=program,
            signals=named,
            by=by if isinstance(by, Person) else person,
            means=REQUEST,
        )
    except DomainError:
        # Nothing was left to turn off in this program.
        return
