"""Reads around an undo: which signals it takes along, and whether what is being erased stands in its way."""

import uuid
from collections.abc import Collection, Mapping
from functools import cached_property

from django.conf import settings

from consent.models import Consent, Program
from consent.queries.choices import erasable_by_signal, uncovered_datasets
from consent.standing import NO
from people.models import Person
from purges import orders
from purges.models import PurgeStep

Step = PurgeStep.State
UNTOUCHED = (Step.DUE, Step.HELD)


class Undoing:
    """What an undo meets in one program, read once for all the signals whose no can still be taken back."""

    def __init__(self, person: Person, program: Program, rows: Mapping[str, Consent]) -> None:
        """Read it; `rows` are the person's in this program, by signal. Nothing is read where none can be taken back."""
        self._person, self._program = person, program
        self._rows = {signal: row for signal, row in rows.items() if row.undo_until(settings.UNDO_SECONDS) is not None}
        self._places = erasable_by_signal(person, program, self._rows) if self._rows else {}
        everywhere = set().union(*self._places.values())
        self._steps = list(orders.unfinished_steps(person=person, datasets=everywhere)) if everywhere else []
        self._uncovered: dict[str, set[uuid.UUID]] = {}

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
        if any(step.order.origin != self._program.pk or step.attempts or step.state not in UNTOUCHED for step in steps):
            return False
        return not any(step.dataset_id in self._owed(set(step.order.signals) - set(along)) for step in steps)

    def _owed(self, signals: Collection[str]) -> set[uuid.UUID]:
        """Where data of those of the signals that are off has to be erased, whatever is undone."""
        off = self._off & set(signals) if signals else set()
        for signal in off - self._uncovered.keys():
            self._uncovered[signal] = uncovered_datasets(person=self._person, program=self._program, signals=[signal])
        return set().union(*(self._uncovered[signal] for signal in off))

    @cached_property
    def _off(self) -> set[str]:
        rows = Consent.objects.filter(person=self._person, program=self._program, state__in=NO)
        return set(rows.values_list("signal", flat=True))
