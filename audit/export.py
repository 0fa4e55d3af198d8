"""Writes the ledger as a c2sp.org/tlog-tiles directory: tiles and bundles first, the checkpoint last."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS

from audit import keys, sequencer
from audit.errors import LedgerError
from audit.models import Checkpoint, Entry, Leaf
from audit.tiles import WIDTH, pack_bundle, tile_path, tiles_of
from audit.trail import CHECKPOINT, KEY


def export(folder: Path, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write what isn't there yet; a second export into the same folder adds only what is new. Gives the tree's size."""
    sequencer.sequence(using)
    last = Checkpoint.objects.using(using).order_by("-size").first()
    if last is None:
        msg = "The ledger is empty; there is nothing to export."
        raise LedgerError(msg)
    for level, number, width in tiles_of(last.size):
        path = folder / tile_path(level, number, width)
        if not path.exists():
            _write(path, b"".join(sequencer.tile_hashes(level, number * WIDTH, width, using=using)))
        if level == 0 and not (path := folder / tile_path("entries", number, width)).exists():
            _write(path, pack_bundle(_payloads(number * WIDTH, width, using)))
    _write(folder / KEY, f"{keys.signer().verifier}\n".encode())
    _write(folder / CHECKPOINT, last.note.encode())
    return int(last.size)


def _payloads(start: int, count: int, using: str) -> list[bytes]:
    leaves = Leaf.objects.using(using).filter(index__gte=start, index__lt=start + count).order_by("index")
    order = list(leaves.values_list("entry", flat=True))
    found = dict(Entry.objects.using(using).filter(id__in=order).values_list("id", "payload"))
    return [bytes(payload) for payload in _in_order(order, found)]


def _in_order(order: list[object], found: dict[object, bytes]) -> Iterable[bytes]:
    for entry in order:
        if entry not in found:
            msg = f"Ledger entry {entry} is missing; run audit_verify."
            raise LedgerError(msg)
        yield found[entry]


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)  # noqa: PTH105 - the same call, and plainer than Path.replace here
