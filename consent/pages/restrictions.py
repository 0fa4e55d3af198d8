"""How a restriction reads to the person whom it is about. Nobody else sees any of this."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from common.signals import Signal
from consent.models import Restriction

_WHILE = {
    # It may be asked for or granted: it holds either way, until an officer lifts it.
    Restriction.Kind.RESTRICTION.value: "{what} is stopped by your request {request} to restrict it.",
    Restriction.Kind.OBJECTION.value: "{what} is stopped while your request {request} is looked at.",
    Restriction.Kind.ERASURE.value: "{what} is stopped while your request {request} is looked at and carried out.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a request of the person stops in one program."""

    text: str
    tone: str = "ok"


def stops(found: Iterable[Restriction], program: uuid.UUID) -> list[Stop]:
    """One line for each restriction in this program, the oldest first."""
    return [Stop(text=_sentence(one, _what(one))) for one in found if one.program_id in (None, program)]


def stop_of(found: Iterable[Restriction], program: uuid.UUID, signal: str) -> str:
    """The sentence of one signal's row; empty where no request stops it."""
    return next((_sentence(one, "Recording") for one in found if one.covers(program, signal)), "")


def _sentence(one: Restriction, what: str) -> str:
    return _WHILE[one.kind].format(what=what, request=one.request_name)


def _what(one: Restriction) -> str:
    labels = [str(Signal(signal).label).lower() for signal in one.signals]
    return f"Recording of {' and '.join(labels)}" if labels else "Recording"
