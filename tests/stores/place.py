"""Where the contract of connectors is tested: one dataset in one real store, and what is known of it by other means."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from stores.contract import Connector, Dataset

Row = dict[str, Any]


class Place(ABC):
    """One dataset in one real store, empty at first; small batches, so that a few rows need several."""

    # Where the store can say what became of a batch. Where not, `outcome` answers None.
    knows_outcome = True
    # How many rows a batch may hold at most in this place; None where a batch is a file.
    batch_rows: int | None = 10
    # How many rows of one person are many here.
    many = 2_500
    # Which kinds of time column (tests.stores.times.KINDS) a dataset of this place can have; none where a path names the person.
    kinds: tuple[str, ...] = ()

    @abstractmethod
    def put(self, rows: Sequence[Row]) -> None:
        """Write rows."""

    @abstractmethod
    def rows(self) -> list[Row]:
        """Read all rows by other means than the connector."""

    @abstractmethod
    def connector(self) -> Connector:
        """Open the store."""

    @abstractmethod
    def absent(self) -> Connector:
        """Open a store that is not there."""

    @abstractmethod
    def dataset(self, **changes: Any) -> Dataset:
        """Describe the dataset."""

    def everything(self) -> list[Any]:
        """All that the place holds, in an order of its own; a canary is one thing more."""
        return sorted(self.rows(), key=str)

    @abstractmethod
    def timed(self, kind: str, rows: Sequence[Row], **narrowing: Any) -> Dataset:
        """Make another dataset of these rows alone, whose time column `at` is of this kind."""

    @abstractmethod
    def numbers(self, dataset: Dataset) -> set[int]:
        """Read the `n` of all rows of such a dataset by other means than the connector."""

    @abstractmethod
    def heavy(self, person: str, count: int, text: str) -> Dataset | None:
        """Make another dataset of many long rows of one person, in one file; None where rows are in memory anyway."""

    @abstractmethod
    def strict(self) -> tuple[Dataset, str]:
        """Make another dataset that asks for as much as this store can, with three rows of the person who is given."""

    @abstractmethod
    def barren(self) -> tuple[Dataset, str]:
        """Make another dataset that takes no canary, and say which word the refusal has to name."""
