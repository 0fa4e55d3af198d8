"""What legal holds, a room below, have to know of programs: where each records to, derived data too, and what it is called."""

import uuid
from collections.abc import Collection

from consent.models import Program
from consent.queries.choices import recorded_into
from consent.queries.former import ever_linked
from consent.queries.mine import programs_of
from people.models import Person
from stores.queries import Derivations


def datasets_of_programs(refs: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Where each program records into or did before, and everything derived from it. Two queries for any number of programs."""
    recorded: dict[uuid.UUID, set[uuid.UUID]] = {ref: set() for ref in refs}
    for program, dataset in ever_linked(refs):
        recorded[program].add(dataset)
    derivations = Derivations()
    return {program: derivations.below(datasets) for program, datasets in recorded.items()}


def names_of_programs() -> dict[uuid.UUID, str]:
    """What every program is called, by its ref, in the order of the names."""
    return dict(Program.objects.order_by("name").values_list("pk", "name"))


def recorded_now(person: uuid.UUID) -> set[uuid.UUID]:
    """The datasets into which something of the person is recorded by their choices as they stand, derived ones included."""
    found: set[uuid.UUID] = set()
    for one in programs_of(Person.objects.get(pk=person)):
        on = [signal for signal, standing in one.standings.items() if standing.on]
        if on:
            found |= recorded_into(one.program, on)
    return found
