"""What a file format has to do, and which names belong to which format."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, BinaryIO, Self

from stores.connectors.period import Period
from stores.contract import Dataset, Refused

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,19}")


@dataclass(frozen=True)
class Wanted:
    """Whose records are looked for, and in which column; `where` narrows, and `period` by what the `time` column tells."""

    column: str
    where: Mapping[str, str]
    subjects: Collection[str]
    period: Period | None = None
    time: str = ""

    @classmethod
    def of(cls, dataset: Dataset, subjects: Collection[str]) -> Self:
        """Look for these subjects in a dataset; a period that no column can tell is refused."""
        period = Period.of(dataset)
        return cls(dataset.subject_column, dataset.where, subjects, period, dataset.time_column if period else "")

    @cached_property
    def columns(self) -> list[str]:
        """The columns that decide, the person's first."""
        return list(dict.fromkeys([self.column, *self.where, *filter(None, [self.time])]))

    @cached_property
    def narrows(self) -> bool:
        """Whether some records of the file may be none of the dataset."""
        return bool(self.where) or self.period is not None

    @cached_property
    def texts(self) -> dict[str, str]:
        """Subjects by the text that names them."""
        return {subject: subject for subject in self.subjects}

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Subjects by the whole number that names them, for columns that hold numbers."""
        found: dict[int, str] = {}
        for subject in self.texts:
            if _WHOLE_NUMBER.fullmatch(subject):
                if int(subject) in found:
                    msg = "Two subjects mean the same value of the column."
                    raise Refused(msg, reason="bad-subject")
                found[int(subject)] = subject
        return found

    def owner(self, value: object) -> str:
        """Give the subject that a value names, "" where it is none of the wanted."""
        if isinstance(value, str):
            return self.texts.get(value, "")
        if isinstance(value, int) and not isinstance(value, bool):
            return self.numbers.get(value, "")
        return ""

    def within(self, record: Mapping[str, Any]) -> bool:
        """Say whether the record lies within `where` and the period."""
        if not all(name in record and as_text(record[name]) == value for name, value in self.where.items()):
            return False
        return self.period is None or self.period.counts(record.get(self.time))


@dataclass(frozen=True, slots=True)
class Counted:
    """What one file holds: all records of the dataset, and how many of them each subject has."""

    total: int
    hits: Counter[str]


class Format(ABC):
    """Reads and rewrites files of one format. Raises `Damaged` where a file can't be read as it should be."""

    @abstractmethod
    def columns(self, source: BinaryIO, name: str) -> dict[str, str]:
        """Name the columns with their types, from the head of the file."""

    @abstractmethod
    def count(self, source: BinaryIO, name: str, wanted: Wanted) -> Counted:
        """Count by the path that `rewrite` takes."""

    @abstractmethod
    def scan(self, source: BinaryIO, name: str, wanted: Wanted) -> Counter[str]:
        """Count by another path than `count`."""

    @abstractmethod
    def rewrite(self, source: BinaryIO, target: IO[bytes], name: str, wanted: Wanted) -> Counter[str]:
        """Write everything but the subjects' records to `target`; count what was left out."""

    @abstractmethod
    def records(self, source: BinaryIO, name: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Stream the subjects' records."""

    @abstractmethod
    def sample(self, target: IO[bytes], name: str, like: BinaryIO | None, row: Mapping[str, object]) -> None:
        """Write a file with one record: `row` (text, or a moment) in the types that the file `like` has for it."""

    @abstractmethod
    def all_records(self, source: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
        """Stream every record of a file that is one person's."""


def as_text(value: object) -> str:
    """Write a value as `where` compares it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
