"""What every connector answers, and nothing of Django: a store is known by this file alone.

A **store** is a connection (a database, a folder, a bucket). A **dataset** is one place in it that holds people's data.
A **subject** is the value by which the dataset knows a person (an employee number, an e-mail address, a device id, a ref):
always a non-empty string of at least two characters. Two errors decide everything: `Unavailable` (try again later) and
`Refused` (a person decides).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, ClassVar


class StoreError(Exception):
    """Root of what a connector raises on purpose."""


class Unavailable(StoreError):  # noqa: N818 - the contract's word
    """The store can't be reached or is busy; nothing is wrong with the request. `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: float = 30.0) -> None:
        """Keep the reason (no credentials in it) and the wait in seconds."""
        super().__init__(message)
        self.retry_after = retry_after


class Refused(StoreError):  # noqa: N818 - the contract's word
    """The request can't be carried out as it stands; a person has to decide. `reason` is a short code."""

    def __init__(self, message: str, *, reason: str = "refused") -> None:
        """Keep the sentence and the code (`ceiling`, `unknown-column`, `bad-subject`, `permission`, ...)."""
        super().__init__(message)
        self.reason = reason


_BATCH_RECORDS = 256

CANNOT_PLANT = "cannot-plant"
"""The reason of a `Refused` where no canary can be put into a dataset; its sentence names the column or what is missing."""


class Method(StrEnum):
    """How rows went away (R71). Hashing or masking is not among them on purpose."""

    ERASED = "erased"
    NOT_PRESENT = "not-present"


NO_TIME_COLUMN = "no-time-column"
"""The reason of a `Refused` where a period is asked of a dataset whose rows don't say when they were recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open stretch of recording time in UTC: since <= t < until; None is open."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One place in a store that holds people's data.

    `location` is a table ("schema.table" or "table"), or a glob below the folder of a file store ("events/*.parquet", and
    "{subject}/*.jsonl" where the path names the person). `subject_column` is the column or key that names the person; it is
    empty where the path does. `where` narrows to rows whose column equals the value (a table that holds several signals).
    `within` and `spared` narrow by the time of recording, read from `time_column`: only rows inside `within` count, and rows inside
    any of `spared` do not. A row whose time is missing or unreadable is in no `within` and in every `spared`: what might be under a
    hold is kept, and what can't be shown to be of the period is not erased for it.
    """

    name: str
    location: str
    subject_column: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    time_column: str = ""
    within: Window | None = None
    spared: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """What `inspect` found: a table or a group of files, with columns as name -> type."""

    name: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """Stop before the first row where more would go: absolute rows, or percent of all rows of the dataset.

    Of a dataset with a period, percent of the rows of that period.
    """

    rows: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One item that could not be read or rewritten; the rest went on."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one erase pass did. Counts are per subject; subjects with nothing have 0."""

    before: Mapping[str, int]
    erased: Mapping[str, int]
    method: str
    layers_cleared: Sequence[str]
    layers_residual: Sequence[str] = ()
    parked: Sequence[Parked] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The counts of one batch whose commit in the store is about to happen, and how to ask about it afterwards.

    `token` is opaque to the engine (a PostgreSQL transaction id, a file's version); `connector.outcome(token)` reads it.
    """

    number: int
    erased: Mapping[str, int]
    token: str


class Journal(ABC):
    """Where a connector writes its progress; the engine keeps it in the portal's database.

    `begin` is called once with the counts found before; `intend` before each commit in the store. Either raises to stop the
    pass (a lost lease, the stop button); the connector then rolls back what it has not committed and lets the error through.
    """

    @abstractmethod
    def begin(self, before: Mapping[str, int]) -> None:
        """Record the counts per subject found before anything is erased."""

    @abstractmethod
    def intend(self, batch: Batch) -> None:
        """Record that this batch is about to be committed. The batch before it is thereby known to be committed."""


class NullJournal(Journal):
    """Keeps nothing: for tests and for callers that need no progress."""

    def begin(self, before: Mapping[str, int]) -> None:
        """Keep nothing."""

    def intend(self, batch: Batch) -> None:
        """Keep nothing."""


def untold(subject: str) -> None:
    """Tell nobody that a canary is about to be committed: for callers that need no trace of it after a crash."""
    del subject


class Connector(ABC):
    """A connection to one store. Cheap to make; connects at the first call; `close` gives everything back.

    `options` is the store's configuration without secrets; `secret` the resolved credential or None.
    """

    kind: ClassVar[str]
    label: ClassVar[str]

    def __init__(self, *, options: Mapping[str, Any], secret: str | None = None) -> None:
        """Keep the configuration; open nothing yet."""
        self.options = options
        self.secret = secret

    @abstractmethod
    def inspect(self) -> list[Location]:
        """List tables or file groups with their columns and types: for registration, drift and missed-field checks."""

    @abstractmethod
    def check(self, dataset: Dataset) -> None:
        """Raise `Refused` with the columns that do exist where the dataset's columns do not."""

    @abstractmethod
    def locate(self, dataset: Dataset, subjects: Collection[str]) -> dict[str, int]:
        """Count rows per subject, read-only, by another path than `erase` takes. Every subject is in the answer."""

    @abstractmethod
    def export(self, dataset: Dataset, subject: str) -> Iterator[dict[str, Any]]:
        """Stream the subject's records; memory stays flat however many there are.

        Values are what the store's driver gives; `stores.values.plain` writes each in JSON's own types. What is wrong with the
        request is raised when the first record is asked for.
        """

    def export_batches(self, dataset: Dataset, subject: str) -> Iterator[Sequence[dict[str, Any]]]:
        """Stream the same records in lists, none of them empty: quicker than one by one where there are many."""
        records = self.export(dataset, subject)
        while batch := list(islice(records, _BATCH_RECORDS)):
            yield batch

    @abstractmethod
    def erase(
        self,
        dataset: Dataset,
        subjects: Collection[str],
        *,
        journal: Journal,
        ceiling: Ceiling | None = None,
    ) -> Receipt:
        """Erase all rows of many subjects in one pass. Idempotent: erasing what is gone is success with 0."""

    @abstractmethod
    def outcome(self, token: str) -> bool | None:
        """Say whether the batch with this token was committed: yes, no, or None where the store can't tell."""

    def plant(self, dataset: Dataset, *, announce: Callable[[str], object] = untold) -> str:
        """Put one canary row into the dataset under a fresh subject that no row has, commit it, and return that subject.

        It is how a dataset's mapping is tested before anybody depends on it (R67, R68): what `plant` puts in, `locate` has to
        find and `erase` has to take away. A canary is recorded now, whatever the dataset's period is. `announce` hears the
        subject before the store commits, so that a caller who dies knows what to look for; its error goes through and nothing
        is planted. Where no row can be made up (a foreign key, a check, a missing right) this is `Refused` for the reason
        `cannot-plant`, and nothing is left behind.
        """
        del announce
        msg = f"A store of this kind can't hold a canary for {dataset.name!r}, so its deletion can't be tested."
        raise Refused(msg, reason=CANNOT_PLANT)

    def close(self) -> None:  # noqa: B027 - optional by design: most connectors hold nothing
        """Give back connections; calling twice is fine."""


def refuse_bad_subjects(subjects: Collection[str]) -> None:
    """Refuse empty, one-character or non-text selectors: they match far too much or nothing at all."""
    for subject in subjects:
        # Callers outside the type checker's sight may hand over anything.
        if not isinstance(subject, str) or len(subject.strip()) < 2:  # type: ignore[redundant-expr]  # noqa: PLR2004
            msg = "A subject must be text of at least two characters."
            raise Refused(msg, reason="bad-subject")
