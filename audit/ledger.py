"""The ledger's front door: open an entry around a change, and prove it afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from audit import binding, keys, sealing, sequencer, tiles
from audit.binding import OpenEntry
from audit.errors import LedgerError
from audit.models import Checkpoint, Entry, Leaf
from audit.proof import Proof
from audit.values import Ref
from audit.vocabulary import Event

_POLL = 0.02
_PATIENCE = 0.5

sequence = sequencer.sequence


@contextmanager
def entry(
    event: Event,
    *,
    actor: Ref,
    subject: Ref = None,
    ref: Ref = None,
    **facts: Any,
) -> Iterator[OpenEntry]:
    """Open a transaction (a savepoint when nested) and an entry in it; history rows made inside are sealed into it.

    Entries are written when the outermost block ends, in the order in which they were opened; one whose savepoint was rolled
    back isn't. Callbacks of `on_commit` run with no entry open.
    """
    opened = binding.begin(event, actor=actor, subject=subject, ref=ref, facts=facts)
    connection = transaction.get_connection()
    family = binding.family(connection)
    with transaction.atomic():
        family.open.append(opened)
        family.all.append(opened)
        try:
            yield opened
        except BaseException:
            _leave(family, opened)
            if not family.open:
                family.all.clear()
            raise
        _leave(family, opened)
        if family.open:
            # Django drops this callback when a savepoint around it is rolled back; that is how we see it later.
            transaction.on_commit(_Mark(opened))
            return
        written, family.all = family.all, []
        sealing.seal(_surviving(written, opened, connection), connection)


class _Mark:
    """A callback that does nothing: while it is registered, the nested entry's savepoint stands."""

    def __init__(self, opened: OpenEntry) -> None:
        self.opened = opened

    def __call__(self) -> None:
        """Do nothing."""


def _leave(family: binding.Family, opened: OpenEntry) -> None:
    if family.open[-1] is not opened:
        msg = f"Entries must close in the reverse order of their opening; {opened.event} is not the innermost."
        raise LedgerError(msg)
    family.open.pop()
    opened.finished = True


def _surviving(entries: list[OpenEntry], outermost: OpenEntry, connection: BaseDatabaseWrapper) -> list[OpenEntry]:
    marks = {function.opened.id for _, function, *_ in connection.run_on_commit if isinstance(function, _Mark)}
    return [one for one in entries if one is outermost or one.id in marks]


def index(entry_id: UUID) -> int | None:
    """Give the entry's place in the tree, or None while it waits."""
    return Leaf.objects.filter(entry=entry_id).values_list("index", flat=True).first()


def wait(entry_id: UUID, timeout: float = 5.0) -> int:
    """Wait until the entry is sequenced and give its index. Nobody sequencing for a while: take it on ourselves."""
    started = time.monotonic()
    while (found := index(entry_id)) is None:
        waited = time.monotonic() - started
        if waited > timeout:
            msg = f"The entry {entry_id} was not sequenced within {timeout} seconds."
            raise TimeoutError(msg)
        if waited > min(_PATIENCE, timeout / 2):
            sequence()
        time.sleep(_POLL)
    return found


def proof(entry_id: UUID) -> str:
    """Give the entry's proof as a c2sp.org/tlog-proof@v1 text; sequences what is pending where that is needed."""
    if (place := index(entry_id)) is None:
        sequence()
        place = wait(entry_id)
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None or place >= checkpoint.size:
        msg = f"No checkpoint covers entry {place}; run audit_verify."
        raise LedgerError(msg)
    path = tiles.inclusion_path(sequencer.tile_hashes, place, checkpoint.size)
    return Proof(index=place, path=path, checkpoint=checkpoint.note).text()


def payload(entry_id: UUID) -> bytes:
    """Give the leaf's bytes, exactly as they are hashed."""
    return bytes(Entry.objects.values_list("payload", flat=True).get(id=entry_id))


def sign(data: bytes) -> bytes:
    """Sign with the audit key (plain Ed25519): for the certificates of other rooms."""
    return keys.signer().sign(data)


def verifier_key() -> str:
    """Give the public half of the audit key, as c2sp.org/signed-note writes it."""
    return str(keys.signer().verifier)
