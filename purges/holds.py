"""What legal holds keep of whom: the one function that decides it, for passes, checks, pages and previews alike.

Holds are read at one moment (`Holds`). A pass asks again before each commit in the store (`Guard`), so that a hold placed
meanwhile wins (R76).
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from purges import windows
from purges.models import Hold, HoldPerson, PurgeStep
from stores.contract import Window
from stores.models import Dataset

DatasetsOf = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Collection[uuid.UUID]]]
NamesOf = Callable[[], Mapping[uuid.UUID, str]]
RecordedNow = Callable[[uuid.UUID], Collection[uuid.UUID]]


class HoldPlaced(Exception):  # noqa: N818 - says what happened
    """A hold came while a pass was under way; whatever the pass has not committed yet is rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What holds keep of one person in one dataset: nothing, some stretches of time, or all of it."""

    holds: tuple[Hold, ...] = ()
    whole: bool = False
    spared: tuple[Window, ...] = ()

    @property
    def free(self) -> bool:
        """Nothing is kept."""
        return not self.holds

    @property
    def leading(self) -> Hold | None:
        """The hold whose review comes last: the one that is named where only one can be."""
        return max(self.holds, key=lambda hold: (hold.review_on, str(hold.pk)), default=None)

    def keeps_as(self, step: PurgeStep) -> bool:
        """Say whether a step that was held keeps what holds keep now: all of it, or the same stretches."""
        return self.whole if not step.spares else not self.whole and self.spared == step.spares


FREE = Verdict()


class Programs:
    """What the room above knows of programs: their datasets, derived ones included, and their names."""

    def __init__(self) -> None:
        """Know no program until somebody registers."""
        self.datasets_of: DatasetsOf = lambda refs: dict.fromkeys(refs, ())
        self.names: NamesOf = dict
        self.recorded_now: RecordedNow = lambda _: ()


programs = Programs()


def register_programs(*, datasets_of: DatasetsOf, names: NamesOf, recorded_now: RecordedNow) -> None:
    """Say how to find programs: `datasets_of(refs)` gives each one's datasets, `names()` all programs' names by ref.

    `recorded_now(person)` gives the datasets into which something of a person is recorded as their choices stand.
    """
    programs.datasets_of, programs.names, programs.recorded_now = datasets_of, names, recorded_now


class Holds:
    """The holds in force, as read at one moment, for these people. Six queries at most, however many people and datasets."""

    def __init__(self, people: Collection[uuid.UUID], *, besides: Collection[uuid.UUID] = ()) -> None:
        """Read them, leaving out the holds `besides`."""
        found = Hold.objects.filter(state__in=Hold.ACTIVE).exclude(pk__in=besides)
        self.all: list[Hold] = list(found.prefetch_related("datasets", "programs").order_by("placed_at", "pk"))
        self._named: dict[uuid.UUID, set[uuid.UUID]] = {}
        self._there: dict[uuid.UUID, list[Hold]] = {}
        if any(not hold.everybody for hold in self.all):
            rows = HoldPerson.objects.filter(hold__in=[hold.pk for hold in self.all], person__in=people)
            for hold, person in rows.values_list("hold_id", "person_id"):
                self._named.setdefault(person, set()).add(hold)

    @property
    def refs(self) -> frozenset[uuid.UUID]:
        """Which holds these are."""
        return frozenset(hold.pk for hold in self.all)

    def verdict(self, person: uuid.UUID, dataset: Dataset, within: Window | None = None) -> Verdict:
        """Say what is kept of this person there, of what was recorded within this stretch of time."""
        named = self._named.get(person, set())
        timed = dataset.time_column and dataset.subject_column
        holds = tuple(
            hold
            for hold in self._covering(dataset.pk)
            if (hold.everybody or hold.pk in named) and (not timed or windows.meets(hold.window, within))
        )
        if not holds:
            return FREE
        spared = windows.joined(hold.window for hold in holds)
        if not timed or windows.covers(spared, within):
            return Verdict(holds=holds, whole=True)
        return Verdict(holds=holds, spared=spared)

    def of_step(self, step: PurgeStep) -> Verdict:
        """The verdict for one step, with its order and dataset."""
        return self.verdict(step.order.person_id, step.dataset, step.within)

    def _covering(self, dataset: uuid.UUID) -> list[Hold]:
        if dataset not in self._there:
            self._there[dataset] = [hold for hold in self.all if self._covers(hold, dataset)]
        return self._there[dataset]

    def _covers(self, hold: Hold, dataset: uuid.UUID) -> bool:
        rows = hold.datasets.all()
        if hold.everywhere or any(row.dataset_id == dataset for row in rows):
            return True
        # A dataset that joined a program since: the sweep adds it to the hold; until then it is asked for here.
        if any(row.named for row in rows):
            return False
        return any(dataset in self._of_programs.get(row.program, ()) for row in hold.programs.all())

    @cached_property
    def _of_programs(self) -> Mapping[uuid.UUID, Collection[uuid.UUID]]:
        refs = {row.program for hold in self.all for row in hold.programs.all()}
        return programs.datasets_of(refs) if refs else {}


def holds_on(steps: Iterable[PurgeStep]) -> Holds:
    """The holds in force, for the people of these steps (with their orders)."""
    return Holds({step.order.person_id for step in steps})


class Guard:
    """Watches while a pass erases: whether a hold was placed since that keeps something of it."""

    def __init__(self, known: Holds, steps: Collection[PurgeStep], dataset: Dataset) -> None:
        """Keep which holds the pass knows of, and whom it erases."""
        self._known = known.refs
        self._steps = steps
        self._dataset = dataset

    def look(self) -> None:
        """Raise `HoldPlaced` where a new hold concerns this pass. One small query as long as none was placed."""
        if not Hold.objects.filter(state__in=Hold.ACTIVE).exclude(pk__in=self._known).exists():
            return
        new = Holds({step.order.person_id for step in self._steps}, besides=self._known)
        if any(not new.verdict(step.order.person_id, self._dataset, step.within).free for step in self._steps):
            msg = "A legal hold was placed on what this pass erases."
            raise HoldPlaced(msg)
