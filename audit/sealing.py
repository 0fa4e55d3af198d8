"""From open entries to final leaf bytes, and into the database."""

import json
import logging
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from kombu.exceptions import OperationalError

from audit import binding, bodies, sequencer, tasks, values
from audit.binding import OpenEntry
from audit.bodies import Shape
from audit.errors import LedgerError
from audit.models import Entry, Pending
from audit.tiles import MAX_ENTRY
from common.canonical import canonical_bytes

VERSION = 1
# What `canonical_bytes` does, without looking for floats a second time: `bodies.read` gives none.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
logger = logging.getLogger(__name__)


class _Part:
    """One leaf being filled: groups of encoded rows by table, and how many bytes they take.

    Each row is encoded once; the canonical JSON of the whole is the canonical JSON of its parts, put together.
    """

    def __init__(self) -> None:
        self.groups: list[tuple[Shape, list[bytes]]] = []
        self.size = 0

    def add(self, form: Shape, row: bytes, budget: int) -> bool:
        """Take a row if there is room; always take the first, so that a row that is too large is seen as such."""
        new = not self.groups or self.groups[-1][0] is not form
        cost = len(row) + 1 + (len(_group(form, [])) + 1 if new else 0)
        if self.groups and self.size + cost > budget:
            return False
        if new:
            self.groups.append((form, []))
        self.groups[-1][1].append(row)
        self.size += cost
        return True


def _group(form: Shape, rows: list[bytes]) -> bytes:
    """Encode the rows of one table; the keys stand in their sorted order."""
    columns, key, table = (canonical_bytes(value) for value in (form.columns, form.key, form.table))
    return b'{"columns":%b,"key":%b,"rows":[%b],"table":%b}' % (columns, key, b",".join(rows), table)


def _head(entry: OpenEntry, part: int | None) -> dict[str, values.Json]:
    """Give the payload without rows; `part` None is an entry that needs only one leaf."""
    head: dict[str, values.Json] = {
        "v": VERSION,
        "id": str(entry.id if not part else binding.ordered_uuid()),
        "event": entry.event.value,
        "at": values.moment(entry.at),
        "actor": entry.actor,
        "subject": entry.subject,
        "ref": entry.ref,
        "facts": entry.facts,
        "rows": [],
    }
    if part is not None:
        head |= {"batch": str(entry.id), "part": part}
    return head


def _record(entry: OpenEntry, part: int | None, filled: _Part) -> Entry:
    head = _head(entry, part)
    # Only "subject" and "v" sort after "rows", and neither can hold these bytes: quotes in a string are escaped.
    before, empty, after = canonical_bytes(head).rpartition(b'"rows":[]')
    groups = b",".join(_group(form, rows) for form, rows in filled.groups)
    payload = before + empty[:-1] + groups + b"]" + after
    if len(payload) > MAX_ENTRY:
        msg = f"An entry {entry.event} has one row or facts too large for a leaf of {MAX_ENTRY} bytes."
        raise LedgerError(msg)
    return Entry(
        id=UUID(str(head["id"])),
        batch=entry.id if part is not None else None,
        event=entry.event.value,
        at=entry.at,
        actor=entry.actor,
        subject=entry.subject,
        ref=entry.ref,
        payload=payload,
    )


def _records(entry: OpenEntry, rows: Iterable[tuple[Shape, list[values.Json]]], *, more: bool) -> Iterator[Entry]:
    """Fill leaves with the rows; `more` says that further rows of this entry will follow later."""
    budget = MAX_ENTRY - len(canonical_bytes(_head(entry, 10**9)))
    part = _Part()
    for form, row in rows:
        encoded = _encode(row).encode()
        if not part.add(form, encoded, budget):
            yield _record(entry, entry.parts, part)
            entry.parts += 1
            part = _Part()
            part.add(form, encoded, budget)
    if not part.groups and (more or (entry.parts and entry.facts == entry.stated)):
        return
    yield _record(entry, entry.parts if more or entry.parts else None, part)
    entry.parts += 1
    entry.stated = dict(entry.facts)


def flush(entry: OpenEntry, connection: BaseDatabaseWrapper) -> None:
    """Seal what the entry has collected so far, while its block goes on: keeps memory flat for very many rows."""
    with binding.sealing(connection):
        _store(list(_records(entry, bodies.of_entry(entry, using=connection.alias), more=True)), connection)
    entry.rows.clear()


def seal(entries: Iterable[OpenEntry], connection: BaseDatabaseWrapper) -> None:
    """Write the entries of one outermost block, in the order in which they were opened."""
    with binding.sealing(connection):
        for entry in entries:
            _store(list(_records(entry, bodies.of_entry(entry, using=connection.alias), more=False)), connection)


def _store(records: list[Entry], connection: BaseDatabaseWrapper) -> None:
    Entry.objects.using(connection.alias).bulk_create(records)
    if connection.vendor == "sqlite":
        # Writers are serial, so the leaf goes into the same transaction.
        sequencer.append([(record.id, bytes(record.payload)) for record in records], using=connection.alias)
        return
    Pending.objects.using(connection.alias).bulk_create([Pending(entry=record.id) for record in records])
    if not any(function is ring for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(ring, using=connection.alias)


def ring() -> None:
    """Ring the sequencer's doorbell. A lost ring costs seconds: beat rings again."""
    try:
        tasks.sequence.apply_async(retry=False, expires=60)
    except OperationalError:
        logger.warning("The broker is away; the ledger is sequenced when beat rings or a page waits for its proof.")
