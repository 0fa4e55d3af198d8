"""Reads around an undo: which signals it takes along, and whether what is being erased stands in its way."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.conf import settings

from consent.models import Consent
from consent.queries.coverage import Coverage
from consent.standing import NO
from people.models import Person
from purges import orders
from purges.models import PurgeStep

Step = PurgeStep.State
UNTOUCHED = (Step.DUE, Step.HELD)


def undoings(person: Person, found: Mapping[uuid.UUID, Mapping[str, Consent]]) -> dict[uuid.UUID, "Undoing"]:
    """What an undo meets in each program where a no can still be taken back, in a constant number of queries.

    `found` are the person's rows by program and signal. Where nothing can be taken back, nothing is read.
    """
    undoable = {program: rows for program, rows in found.items() if _undoable(rows)}
    if not undoable:
        return {}
    coverage = Coverage(person, undoable)
    places = {program: {one: coverage.places(program, [one]) for one in _undoable(rows)} for program, rows in undoable.items()}
    everywhere = {place for by_signal in places.values() for where in by_signal.values() for place in where}
    steps = list(orders.unfinished_steps(person=person, datasets=everywhere))
    return {program: Undoing(program, rows, places[program], steps, coverage) for program, rows in undoable.items()}


def _undoable(rows: Mapping[str, Consent]) -> dict[str, Consent]:
    return {signal: row for signal, row in rows.items() if row.undo_until(settings.UNDO_SECONDS) is not None}


class Undoing:
    """What an undo meets in one program."""

    def __init__(
        self,
        program: uuid.UUID,
        rows: Mapping[str, Consent],
        places: Mapping[str, set[uuid.UUID]],
        steps: Iterable[PurgeStep],
        coverage: Coverage,
    ) -> None:
        """Keep the rows whose no can be taken back, where each one's data can be, and what is being erased there."""
        self._program, self._rows, self._places, self._coverage = program, _undoable(rows), places, coverage
        self._off = {signal for signal, row in rows.items() if row.state in NO}
        everywhere = set().union(*places.values())
        self._steps = [step for step in steps if step.dataset_id in everywhere]

    def along(self, signal: str) -> list[str]:
        """The signals that an undo of this one takes back, itself among them.

        What one press turned off comes back one by one, but for signals whose data is being erased in one place: those come
        back only together.
        """
        row, busy = self._rows[signal], {step.dataset_id for step in self._steps}
        pressed = [one for one, its in self._rows.items() if (its.decided_at, its.state) == (row.decided_at, row.state)]
        found, todo = {signal}, [signal]
        while todo:
            shared = self._places[todo.pop()] & busy
            new = [one for one in pressed if one not in found and self._places[one] & shared]
            found.update(new)
            todo += new
        return sorted(found)

    def offers(self) -> dict[str, list[str]]:
        """What each undo would take along, by signal; those that erasing stands in the way of are left out."""
        found = {signal: self.along(signal) for signal in self._rows}
        return {signal: along for signal, along in found.items() if self._nothing_stays(along)}

    def _nothing_stays(self, along: Collection[str]) -> bool:
        """Say whether the undo would stop all that is to be erased of these: nothing has begun, nothing else asks for it."""
        places = set().union(*(self._places[signal] for signal in along))
        steps = [step for step in self._steps if step.dataset_id in places]
        if any(step.order.origin != self._program or step.attempts or step.state not in UNTOUCHED for step in steps):
            return False
        # What else is off in the same order has its data erased there, whatever is undone.
        others = [(step.dataset_id, self._off & set(step.order.signals) - set(along)) for step in steps]
        return not any(place in self._coverage.uncovered(self._program, off) for place, off in others if off)
