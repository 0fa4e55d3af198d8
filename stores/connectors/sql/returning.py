"""Erasing by `DELETE ... RETURNING` in batches: MariaDB and SQLite, whose answers make the counts exact."""

import time
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from stores.connectors.progress import Progress, packed
from stores.connectors.sql.errors import is_conflict
from stores.connectors.sql.flavour import Flavour, Plan, batches
from stores.connectors.sql.target import Key, Target

_REPEATS = 5


class ReturningFlavour(Flavour):
    """A database that answers a DELETE with the rows that went. It can't tell later whether a transaction committed."""

    @abstractmethod
    def writing(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Open a short write transaction; it commits at the end and rolls back on an error."""

    @abstractmethod
    def at_most(self, target: Target, condition: sa.ColumnElement[bool], rows: int) -> sa.Delete:
        """Delete at most `rows` of the rows that match."""

    def outcome(self, connection: Connection, token: str) -> bool | None:
        """Say that it is unknown: these databases keep no answer to that."""
        del connection, token
        return None

    @contextmanager
    def planned(self, engine: Engine, target: Target, keys: Mapping[Key, str], rows: int) -> Iterator[Plan]:
        """Count; what goes is counted again by what each DELETE returns."""
        with engine.connect() as connection:
            found = self.count(connection, target, keys)
        yield ReturningPlan(self, engine, target, keys, rows, {keys[key]: count for key, count in found.items()})


@dataclass(frozen=True)
class ReturningPlan(Plan):
    """Packs of people; without an index one scan serves as many people as a statement takes."""

    flavour: ReturningFlavour
    engine: Engine
    target: Target
    keys: Mapping[Key, str]
    rows: int
    before: Mapping[str, int]

    def erase(self, progress: Progress) -> None:
        """Erase pack by pack; one may have grown since, and one person may have more rows than a batch holds."""
        key_of = {subject: key for key, subject in self.keys.items()}
        for some in self._packs():
            wanted = [key_of[subject] for subject in some]
            while self._batch(wanted, progress) == self.rows:
                pass

    def _packs(self) -> Iterator[list[str]]:
        most = self.flavour.most_values
        if self.target.has_index:
            for pack in packed(self.before, self.rows):
                yield from batches(pack, most)
        else:
            yield from batches([subject for subject, count in self.before.items() if count], most)

    def _batch(self, wanted: list[Key], progress: Progress) -> int:
        flavour = self.flavour
        condition = flavour.matches(self.target, wanted)
        statement = flavour.at_most(self.target, condition, self.rows).returning(flavour.exact(self.target.column))
        number = progress.number
        for attempt in range(_REPEATS):
            try:
                return self._delete(statement, progress)
            except DBAPIError as error:
                # The next intent would say that this batch was committed, so after its intent it is not repeated.
                if progress.number != number or not is_conflict(error) or attempt == _REPEATS - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError  # the loop returns or raises

    def _delete(self, statement: sa.Executable, progress: Progress) -> int:
        with self.flavour.writing(self.engine) as connection:
            gone = Counter(self.keys[key] for key in connection.execute(statement).scalars())
            if gone:
                progress.intend(gone, "-")
        progress.committed(gone)
        return gone.total()
