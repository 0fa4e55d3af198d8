"""Erasing by `DELETE ... RETURNING` in batches: MariaDB and SQLite, whose answers make the counts exact."""

import time
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from stores.connectors.progress import Progress, packed
from stores.connectors.sql.errors import is_conflict
from stores.connectors.sql.flavour import Flavour, batches
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

    def erase(self, engine: Engine, target: Target, keys: Mapping[Key, str], progress: Progress, rows: int) -> None:
        """Pack people into batches; without an index one scan serves as many people as a statement takes."""
        key_of = {subject: key for key, subject in keys.items()}
        for some in self._groups(target, progress.before, rows):
            wanted = [key_of[subject] for subject in some]
            # A batch may have grown since it was counted, and one person may have more rows than a batch holds.
            while self._erase_batch(engine, target, wanted, keys, progress, rows) == rows:
                pass

    def _groups(self, target: Target, before: Mapping[str, int], rows: int) -> Iterator[list[str]]:
        if target.has_index:
            for group in packed(before, rows):
                yield from batches(group, self.most_values)
        else:
            yield from batches([subject for subject, count in before.items() if count], self.most_values)

    def _erase_batch(  # noqa: PLR0913, PLR0917 - one batch needs all of the pass
        self, engine: Engine, target: Target, wanted: list[Key], keys: Mapping[Key, str], progress: Progress, rows: int
    ) -> int:
        statement = self.at_most(target, self.matches(target, wanted), rows).returning(self.exact(target.column))
        number = progress.number
        for attempt in range(_REPEATS):
            try:
                return self._delete(engine, statement, keys, progress)
            except DBAPIError as error:
                # The next intent would say that this batch was committed, so after its intent it is not repeated.
                if progress.number != number or not is_conflict(error) or attempt == _REPEATS - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError  # the loop returns or raises

    def _delete(self, engine: Engine, statement: Any, keys: Mapping[Key, str], progress: Progress) -> int:  # noqa: ANN401
        with self.writing(engine) as connection:
            gone = Counter(keys[key] for key in connection.execute(statement).scalars())
            if gone:
                progress.intend(gone, "-")
        progress.committed(gone)
        return gone.total()
