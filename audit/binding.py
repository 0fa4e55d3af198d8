"""The entries that are open on a connection, and the history rows made inside each.

The open entry belongs to its connection, and Django's connections belong to their threads: another thread, or code that
holds a copied context, has no entry open and is refused.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from audit import values
from audit.errors import LedgerError, OutsideEntryError
from audit.vocabulary import Event, registered

if TYPE_CHECKING:
    import datetime as dt


def ordered_uuid() -> UUID:
    """Give a UUID version 7 (RFC 9562 section 5.7): ordered by time, so that indexes stay dense."""
    stamp = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    return UUID(int=(stamp << 80) | (7 << 76) | ((tail >> 68) << 64) | (0b10 << 62) | (tail & ((1 << 62) - 1)))


@dataclass(slots=True, kw_only=True, eq=False)
class OpenEntry:
    """One entry while its block runs. `id` is final from the start and stays valid when the block was left.

    `parts` counts the leaves already written for it, `stated` holds the facts that the last of them states.
    """

    event: Event
    actor: str | None
    subject: str | None
    ref: str | None
    id: UUID = field(default_factory=ordered_uuid)
    at: "dt.datetime" = field(default_factory=timezone.now)
    facts: dict[str, values.Json] = field(default_factory=dict)
    rows: dict[type[models.Model], list[tuple[int, int]]] = field(default_factory=dict)
    parts: int = 0
    stated: dict[str, values.Json] | None = None
    finished: bool = False

    def add_facts(self, **facts: Any) -> None:
        """State what became known while the block ran."""
        if self.finished:
            msg = f"The entry {self.event} is closed; its facts can't change any more."
            raise LedgerError(msg)
        if unknown := facts.keys() - self.event.facts:
            msg = f"{self.event} has no fact named {', '.join(sorted(unknown))}; its events.py says which it has."
            raise LedgerError(msg)
        self.facts.update({name: values.fact(value) for name, value in facts.items()})

    def collect(self, history: type[models.Model], low: int, high: int) -> None:
        """Remember that history rows `low` to `high` were made inside this entry."""
        self.rows.setdefault(history, []).append((low, high))


@dataclass(slots=True)
class Family:
    """The entries of one outermost block, in the order of their opening."""

    open: list[OpenEntry] = field(default_factory=list)
    all: list[OpenEntry] = field(default_factory=list)
    sealing: bool = False


def family(connection: BaseDatabaseWrapper) -> Family:
    """Give the connection's family of entries; an empty one where nothing is open."""
    found = getattr(connection, "audit_family", None)
    if not isinstance(found, Family):
        found = Family()
        connection.audit_family = found  # type: ignore[attr-defined]
    return found


def is_open(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the connection may write governed tables or the ledger now; SQLite's triggers ask this."""
    now = family(connection)
    return bool(now.open) or now.sealing


def current(using: str) -> OpenEntry:
    """Give the innermost open entry of the connection, or refuse."""
    opened = family(connections[using]).open
    if not opened:
        msg = "No ledger entry is open here."
        raise OutsideEntryError(msg)
    return opened[-1]


def require(model: type[models.Model], using: str) -> None:
    """Refuse a change of a governed model before it is written, unless an entry is open on its connection."""
    if not family(connections[using]).open:
        msg = (
            f"{model._meta.label} is governed: change it inside `with ledger.entry(event, actor=...)`. "  # noqa: SLF001 - Django's documented API
            "No entry is open on this thread's connection."
        )
        raise OutsideEntryError(msg)


def begin(
    event: Event,
    *,
    actor: values.Ref,
    subject: values.Ref,
    ref: values.Ref,
    facts: dict[str, Any],
) -> OpenEntry:
    """Check an entry's head and its first facts."""
    if registered.get(event) is not event:
        msg = f"{event!r} is no declared event; declare it in the room's events.py."
        raise LedgerError(msg)
    if event.retired:
        msg = f"{event} is retired; old entries keep it, new ones can't use it."
        raise LedgerError(msg)
    entry = OpenEntry(
        event=event,
        actor=values.actor(actor),
        subject=values.ref(subject),
        ref=values.ref(ref),
    )
    entry.add_facts(**facts)
    return entry


@contextmanager
def sealing(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the ledger's own tables be written while the block runs."""
    now = family(connection)
    before, now.sealing = now.sealing, True
    try:
        yield
    finally:
        now.sealing = before
