"""What a request brings about at once: recording stops while it is examined (R63, R64), and goes on when it ends otherwise."""

from consent.actions import restricting
from consent.models import Program, Restriction
from people.actions import Actor
from rights.models import Request
from rights.queries import scope

STOPS = {
    Request.Kind.RESTRICTION: Restriction.Kind.RESTRICTION,
    Request.Kind.OBJECTION: Restriction.Kind.OBJECTION,
    Request.Kind.ERASURE: Restriction.Kind.ERASURE,
}
"""The kinds of request that stop recording as soon as they are filed, and as what (suppress before erasing: purges.md 2)."""


def on_filed(request: Request, *, by: Actor) -> None:
    """Stop recording where the kind of request asks for it. Called inside the entry of the filing."""
    kind = STOPS.get(Request.Kind(request.kind))
    if kind is None:
        return
    programs: list[Program | None] = list(scope.programs_of(request)) or [None]
    for program in programs:
        restricting.restrict(
            person=request.person,
            program=program,
            signals=request.signals,
            kind=kind,
            origin=request.pk,
            by=by,
        )


def on_refused(request: Request, *, by: Actor) -> int:
    """End what the request stopped because it was refused; an objection that is refused was overruled."""
    return end_stop(request, cause="overruled" if request.kind == Request.Kind.OBJECTION else "refused", by=by)


def end_stop(request: Request, *, cause: str, by: Actor) -> int:
    """End what `on_filed` stopped: from now on the person's choices decide again. Returns how many restrictions ended."""
    return restricting.end(origin=request.pk, cause=cause, by=by)
