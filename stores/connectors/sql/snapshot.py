"""How rows go from PostgreSQL: counted once in a snapshot, deleted in that same snapshot batch by batch.

A DELETE that sees the very rows that were counted, and deletes as many, has deleted each person's rows as counted: no
second count is needed. The open snapshot also keeps each batch from tidying the pages that the batch before has touched,
which would cost more than the deleting. Where somebody changed one of the rows meanwhile, PostgreSQL says so
(serialization failure), and that batch is counted and deleted again in a snapshot of its own.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from stores.connectors.progress import Progress, packed
from stores.connectors.sql.errors import is_conflict
from stores.connectors.sql.flavour import Flavour, Plan
from stores.connectors.sql.leaves import Leaf
from stores.connectors.sql.target import Key
from stores.contract import Refused, Unavailable

_RANGE_PAGES = 16_384
_FEWEST_PAGES = 1_024
_LAST_PAGE = 2**32 - 2
# Counts per person and range of pages that are kept in memory at most.
_MOST_COUNTS = 500_000
_REPEATS = 5
_NO_SUCH_SNAPSHOT = ("22023", "42704")


class Tid(sa.types.UserDefinedType[str]):
    """PostgreSQL's place of a row: (page, line)."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type."""
        return "tid"


CTID: sa.ColumnClause[Any] = sa.column("ctid", Tid())


@dataclass(frozen=True)
class Part:
    """One batch: whose rows, how many of each, and between which pages ("everywhere" where `first` is None)."""

    counts: Mapping[str, int]
    first: int | None = None
    end: int = _LAST_PAGE


class SnapshotPlan(Plan):
    """All tables that hold rows of the dataset."""

    def __init__(self, leaves: "list[LeafErasure]", subjects: Collection[str]) -> None:
        """Add up what was counted."""
        self.leaves = leaves
        self.before = {subject: sum(leaf.before[subject] for leaf in leaves) for subject in subjects}

    def erase(self, progress: Progress) -> None:
        """Walk the tables."""
        for leaf in self.leaves:
            leaf.erase(progress)


@dataclass
class LeafErasure:
    """One table with rows of its own, in one pass."""

    flavour: Flavour
    engine: Engine
    leaf: Leaf
    keys: Mapping[Key, str]
    rows: int
    snapshot: str
    before: Counter[str] = field(default_factory=Counter)
    parts: list[Part] = field(default_factory=list)

    def count(self, holder: Connection) -> Self:
        """Count and decide: by people where an index finds their rows, by ranges of pages where it would not pay.

        Without an index there is no other way. With one, rows that lie all over the table would make each batch of
        people visit most pages again, so from half a row a page on the table is read once instead.
        """
        if self.leaf.has_index and self.leaf.scattered * len(self.keys) * 2 <= self.leaf.pages:
            self.before = Counter(self._count(holder, self.keys))
            self.parts = [Part({one: self.before[one] for one in some}) for some in packed(self.before, self.rows)]
        else:
            self.parts = list(self._ranges(holder))
            self.before = sum((Counter(part.counts) for part in self.parts), Counter())
        return self

    def erase(self, progress: Progress) -> None:
        """Erase batch by batch; one person with more rows than a batch holds goes in several."""
        key_of = {subject: key for key, subject in self.keys.items()}
        for part in self.parts:
            wanted = [key_of[subject] for subject in part.counts]
            if part.first is None and len(wanted) == 1 and sum(part.counts.values()) > self.rows:
                self._one_person(wanted[0], progress)
            else:
                self._part(part, wanted, progress)

    def _part(self, part: Part, wanted: list[Key], progress: Progress) -> None:
        within = _between(part.first, part.end) if part.first is not None else ()

        def delete(connection: Connection, attempt: int) -> Mapping[str, int]:
            counts = part.counts
            if attempt:
                counts = self._count(connection, wanted, *within)
            else:
                self._import(connection)
            gone = connection.execute(self._deleting().where(self._matching(wanted), *within)).rowcount
            if gone != sum(counts.values()):
                msg = f"The store deleted {gone:,} of {sum(counts.values()):,} rows: a trigger or rule keeps the others."
                raise Refused(msg, reason="rows-kept")
            return counts

        self._settle(delete, progress)

    def _one_person(self, key: Key, progress: Progress) -> None:
        table = self.leaf.target.table
        picked = sa.select(CTID).select_from(table).with_hint(table, "ONLY").where(self._matching([key]))
        here = sa.any_(sa.func.array(picked.limit(self.rows).scalar_subquery())) == CTID

        def delete(connection: Connection, attempt: int) -> Mapping[str, int]:
            del attempt
            return {self.keys[key]: connection.execute(self._deleting().where(here)).rowcount}

        while self._settle(delete, progress) == self.rows:
            pass

    def _settle(self, delete: Callable[[Connection, int], Mapping[str, int]], progress: Progress) -> int:
        """Run one batch: the intent is written after the rows went and before the store commits."""
        engine = self.engine.execution_options(isolation_level="REPEATABLE READ")
        number = progress.number
        for attempt in range(_REPEATS):
            try:
                with engine.connect() as connection, connection.begin():
                    counts = delete(connection, attempt)
                    if any(counts.values()):
                        token = connection.execute(sa.text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one()
                        progress.intend(counts, f"xid:{token}")
            except DBAPIError as error:
                # The next intent would say that this batch was committed, so after its intent it is not repeated.
                if progress.number != number or not is_conflict(error) or attempt == _REPEATS - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
            else:
                progress.committed(counts)
                return sum(counts.values())
        raise AssertionError  # the loop returns or raises

    def _import(self, connection: Connection) -> None:
        name: sa.BindParameter[str] = sa.bindparam("name", self.snapshot, literal_execute=True)
        try:
            connection.execute(sa.text("SET TRANSACTION SNAPSHOT :name").bindparams(name))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") in _NO_SUCH_SNAPSHOT:
                msg = "The store closed the connection that held the pass's snapshot."
                raise Unavailable(msg) from None
            raise

    def _count(self, connection: Connection, keys: Collection[Key], *within: sa.ColumnElement[bool]) -> dict[str, int]:
        value = self.flavour.exact(self.leaf.target.column).label("value")
        query = sa.select(value, sa.func.count()).where(self._matching(keys), *within).group_by(value)
        return {self.keys[key]: count for key, count in connection.execute(self._only(query))}

    def _ranges(self, holder: Connection) -> Iterator[Part]:
        """Count per person and range of pages, then join neighbours to batches; the last range has no end."""
        size = max(_FEWEST_PAGES, min(_RANGE_PAGES, self.leaf.pages * len(self.keys) // _MOST_COUNTS))
        counts = self._count_by_range(holder, size)
        first, load = 0, Counter[str]()
        for place in sorted(counts):
            page = place * size
            too_long = page + size - first > max(_RANGE_PAGES, size)
            if load and (too_long or load.total() + counts[place].total() > self.rows):
                yield Part(load, first, page)
                first, load = page, Counter()
            load = load + counts[place]
        if load:
            yield Part(load, first)

    def _count_by_range(self, holder: Connection, size: int) -> dict[int, Counter[str]]:
        bounds = [f"({page},0)" for page in range(size, self.leaf.pages, size)]
        place: sa.ColumnElement[Any] = sa.literal(0)
        if bounds:
            places = sa.cast(sa.bindparam(None, bounds, postgresql.ARRAY(sa.Text())), postgresql.ARRAY(Tid()))
            place = sa.func.width_bucket(CTID, places)
        value = self.flavour.exact(self.leaf.target.column).label("value")
        query = sa.select(place.label("place"), value, sa.func.count()).where(self._matching(self.keys))
        found: dict[int, Counter[str]] = {}
        for where, key, count in holder.execute(self._only(query.group_by("place", value))):
            found.setdefault(where, Counter())[self.keys[key]] = count
        return found

    def _only(self, query: sa.Select[Any]) -> sa.Select[Any]:
        return query.select_from(self.leaf.target.table).with_hint(self.leaf.target.table, "ONLY")

    def _matching(self, keys: Collection[Key]) -> sa.ColumnElement[bool]:
        return self.flavour.matches(self.leaf.target, keys)

    def _deleting(self) -> sa.Delete:
        return sa.delete(self.leaf.target.table).with_hint("ONLY", dialect_name="postgresql")


def _between(first: int, end: int) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    low, high = (sa.cast(sa.literal(f"({page},0)", sa.Text()), Tid()) for page in (first, end))
    return low <= CTID, high > CTID
