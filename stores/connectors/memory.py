"""A store in this process's memory: what fast tests and drills use. It can be told to misbehave."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from stores.connectors import canary
from stores.connectors.period import Period, whenever
from stores.connectors.progress import Progress, every, refuse_above
from stores.contract import (
    Ceiling,
    Connector,
    Dataset,
    Journal,
    Location,
    Receipt,
    Refused,
    StoreError,
    Unavailable,
    refuse_bad_subjects,
    untold,
)

Row = dict[str, Any]


class MemoryStore:
    """The rows, and the knobs for tests and drills.

    `away` makes every call raise `Unavailable`. `fail_once(error)` makes the next call raise that error. `held_back`
    names subjects whose rows stay although the receipt says that they went (a store that lies). `calls` lists the verbs
    that were called.
    """

    def __init__(self) -> None:
        """Start empty and well-behaved."""
        self.tables: dict[str, list[Row]] = {}
        self.away = False
        self.held_back: set[str] = set()
        self.calls: list[str] = []
        self.settled: dict[str, bool] = {}
        self._failure: StoreError | None = None

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table, which is made where it is new."""
        self.tables.setdefault(table, []).extend(dict(row) for row in rows)

    def fail_once(self, error: StoreError | None = None) -> None:
        """Let the next call raise `error`, or `Unavailable` where none is given."""
        self._failure = error or Unavailable("The store failed once, as it was told to.", retry_after=1)

    def answer(self, verb: str) -> None:
        """Note the call and misbehave where told to."""
        self.calls.append(verb)
        if self.away:
            msg = "The store is away, as it was told to be."
            raise Unavailable(msg, retry_after=1)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


_stores: dict[str, MemoryStore] = {}


def memory_store(name: str) -> MemoryStore:
    """Give the store of this name in this process; it is made at the first call."""
    return _stores.setdefault(name, MemoryStore())


def forget_memory_stores() -> None:
    """Drop all stores: between two tests."""
    _stores.clear()


class MemoryConnector(Connector):
    """A connection to a `MemoryStore`. Options: `name` (which store), `batch_rows` (rows per batch, 50,000)."""

    kind: ClassVar[str] = "memory"
    label: ClassVar[str] = "In memory"

    @property
    def store(self) -> MemoryStore:
        """The store that the options name."""
        return memory_store(str(self.options.get("name", "default")))

    def inspect(self) -> list[Location]:
        """List the tables with their columns."""
        self.store.answer("inspect")
        return [Location(name=name, columns=_columns(rows)) for name, rows in sorted(self.store.tables.items())]

    def check(self, dataset: Dataset) -> None:
        """Refuse a table or column that does not exist and name the ones that do."""
        self.store.answer("check")
        self._rows(dataset)

    def locate(self, dataset: Dataset, subjects: Collection[str]) -> dict[str, int]:
        """Count row by row; `erase` counts by a table of all values instead."""
        refuse_bad_subjects(subjects)
        self.store.answer("locate")
        rows = self._rows(dataset)
        found = {subject: sum(1 for row in rows if str(row.get(dataset.subject_column)) == subject) for subject in subjects}
        return every(subjects, found)

    def export(self, dataset: Dataset, subject: str) -> Iterator[Row]:
        """Give copies of the subject's rows, one by one."""
        refuse_bad_subjects([subject])
        self.store.answer("export")
        for row in self._rows(dataset):
            if str(row.get(dataset.subject_column)) == subject:
                yield dict(row)

    def erase(
        self,
        dataset: Dataset,
        subjects: Collection[str],
        *,
        journal: Journal,
        ceiling: Ceiling | None = None,
    ) -> Receipt:
        """Erase in batches, each told to the journal first."""
        refuse_bad_subjects(subjects)
        self.store.answer("erase")
        rows = self._rows(dataset)
        counted = Counter(str(row.get(dataset.subject_column)) for row in rows)
        before = {subject: counted[subject] for subject in subjects}
        refuse_above(ceiling, hits=sum(before.values()), total=len(rows))
        progress = Progress(journal, subjects)
        progress.begin(before)
        wanted = set(subjects)
        going = [row for row in rows if str(row.get(dataset.subject_column)) in wanted]
        size = int(self.options.get("batch_rows", 50_000))
        for start in range(0, len(going), size):
            self._erase_batch(dataset, going[start : start + size], progress)
        return progress.receipt(cleared=("rows",), residual=())

    def plant(self, dataset: Dataset, *, announce: Callable[[str], object] = untold) -> str:
        """Add a row with the columns that the table's rows have; a column that holds numbers gets a number."""
        self.store.answer("plant")
        self._rows(whenever(dataset))
        rows = self.store.tables[dataset.location]
        taken = {str(row.get(dataset.subject_column)) for row in rows}
        numbers = _columns(rows).get(dataset.subject_column) == "int"
        subject = next(name for name in iter(canary.number if numbers else canary.text, "") if name not in taken)
        row = {name: _neutral(value) for one in rows for name, value in one.items()} | dict(dataset.where)
        if dataset.time_column:
            row[dataset.time_column] = canary.now().isoformat()
        announce(subject)
        self.store.put(dataset.location, [row | {dataset.subject_column: int(subject) if numbers else subject}])
        return subject

    def outcome(self, token: str) -> bool | None:
        """Look the token up; a token of another process is unknown."""
        self.store.answer("outcome")
        return self.store.settled.get(token)

    def _erase_batch(self, dataset: Dataset, batch: Sequence[Row], progress: Progress) -> None:
        store = self.store
        name = dataset.subject_column
        counts = Counter(str(row[name]) for row in batch)
        token = f"memory:{len(store.settled) + 1}"
        store.settled[token] = False
        progress.intend(counts, token)
        gone = {id(row) for row in batch if str(row[name]) not in store.held_back}
        store.tables[dataset.location] = [row for row in store.tables[dataset.location] if id(row) not in gone]
        store.settled[token] = True
        progress.committed(counts)

    def _rows(self, dataset: Dataset) -> list[Row]:
        rows = self.store.tables.get(dataset.location)
        if rows is None:
            msg = f"There is no table {dataset.location!r}; there are: {', '.join(sorted(self.store.tables))}."
            raise Refused(msg, reason="unknown-location")
        columns = _columns(rows)
        period = Period.of(dataset)
        for name in (dataset.subject_column, *dataset.where, *([dataset.time_column] if period else [])):
            if columns and name not in columns:
                msg = f"There is no column {name!r} in {dataset.location!r}; there are: {', '.join(sorted(columns))}."
                raise Refused(msg, reason="unknown-column")
        return [row for row in rows if _within(row, dataset, period)]


def _columns(rows: Sequence[Row]) -> dict[str, str]:
    return {name: type(value).__name__ for row in rows for name, value in row.items()}


def _neutral(value: object) -> object:
    return type(value)() if isinstance(value, bool | int | float | str) else None


def _within(row: Row, dataset: Dataset, period: Period | None) -> bool:
    if period is not None and not period.counts(row.get(dataset.time_column)):
        return False
    return all(str(row.get(name)) == value for name, value in dataset.where.items())
