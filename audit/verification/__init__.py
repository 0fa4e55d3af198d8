"""Recomputes everything that the ledger claims: payloads, tree, checkpoints, history rows, their chains, and the guards."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from audit import guards, sequencer
from audit.note import Checkpoint
from audit.verification.leaves import Leaves
from audit.verification.rows import Rows
from audit.verification.said import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification found. `size` entries and `rows` sealed rows were looked at; no `problems` means all held."""

    size: int
    rows: int
    body_only: int
    at: dt.datetime
    problems: list[str]
    more: bool

    @property
    def verified(self) -> bool:
        """Nothing was found wrong."""
        return not self.problems


def verify(*, since: int = 0, elsewhere: Checkpoint | None = None, using: str = DEFAULT_DB_ALIAS) -> Report:
    """Verify the ledger from entry `since` on; `elsewhere` is a checkpoint that was kept by somebody else."""
    sequencer.sequence(using)
    problems = Problems()
    at = timezone.now()
    with _snapshot(using):
        rows = Rows(problems, using=using)
        leaves = Leaves(problems, using=using, elsewhere=elsewhere)
        for index, entry in leaves.run(since):
            rows.check(f"entry {index}", entry)
        for entry in leaves.pending():
            rows.check(f"pending entry {entry['id']}", entry)
        rows.finish(whole=not leaves.started_at)
        for text in guards.problems(using):
            problems.add(text)
    return Report(
        size=leaves.size,
        rows=rows.count,
        body_only=rows.body_only,
        at=at,
        problems=problems.found,
        more=problems.more,
    )


@contextmanager
def _snapshot(using: str) -> Iterator[None]:
    """See one state of the database while writers go on."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        # Django would begin IMMEDIATE and so stop every writer; a deferred transaction only reads.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
