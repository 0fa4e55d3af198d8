"""Gives entries their place in the tree, and signs the tree's head.

PostgreSQL: entries commit into a pending table; one leader at a time takes what is pending. (Never "id > last": commit order
is not id order.) SQLite: writers are serial, so `append` runs in the writer's own transaction.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from audit import binding, keys
from audit.errors import LedgerError
from audit.merkle import Frontier, leaf_hash, root
from audit.models import Checkpoint, Entry, Leaf, Pending, Tile
from audit.note import Checkpoint as Head
from audit.note import NoteError, open_checkpoint
from audit.tiles import WIDTH

ROUND = 2_000
"""Entries taken in one transaction: bounds its memory and how long the leader's lock is held."""
_LOCK = 0x41535345_4E54  # "ASSENT"


def sequence(using: str = DEFAULT_DB_ALIAS) -> int:
    """Take what is pending until nothing is; give how many leaves were appended."""
    if connections[using].vendor == "sqlite":
        return 0
    total = 0
    while taken := _round(using):
        total += taken
    return total


def _round(using: str) -> int:
    connection = connections[using]
    with transaction.atomic(using=using), binding.sealing(connection):
        with connection.cursor() as cursor:
            # Waiting for the leader is right: it may have looked before our entry was committed.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        waiting = list(Pending.objects.using(using).order_by("id").values_list("id", "entry")[:ROUND])
        if not waiting:
            return 0
        wanted = [entry for _, entry in waiting]
        found = Entry.objects.using(using).filter(id__in=wanted).values_list("id", "payload")
        payloads = {entry: bytes(payload) for entry, payload in found}
        append([(entry, payloads[entry]) for entry in wanted], using=using)
        Pending.objects.using(using).filter(id__in=[number for number, _ in waiting]).delete()
    return len(waiting)


def append(entries: Sequence[tuple[UUID, bytes]], *, using: str) -> int:
    """Append leaves, the tiles that they fill and a signed checkpoint; the caller is the only writer. Gives the new size."""
    last = Checkpoint.objects.using(using).order_by("-size").first()
    if not entries:
        return last.size if last else 0
    if last:
        _refuse_other_key(last.note)
    frontier = Frontier.load(last.size, bytes(last.peaks)) if last else Frontier()
    before = frontier.size
    hashes = [leaf_hash(payload) for _, payload in entries]
    Leaf.objects.using(using).bulk_create(
        Leaf(index=before + at, entry=entry, hash=value) for at, ((entry, _), value) in enumerate(zip(entries, hashes, strict=True))
    )
    frontier.extend(hashes)
    _fill_tiles(before, frontier.size, using)
    signer = keys.signer()
    head = Head(origin=signer.verifier.name, size=frontier.size, root=frontier.root())
    Checkpoint.objects.using(using).create(size=head.size, note=signer.note(head.text()), peaks=frontier.dump(), at=timezone.now())
    return head.size


def _fill_tiles(before: int, after: int, using: str) -> None:
    """Write the tiles that became full, level by level."""
    level = 0
    while after >= WIDTH:
        before, after = before // WIDTH, after // WIDTH
        made = []
        for number in range(before, after):
            hashes = tile_hashes(level, number * WIDTH, WIDTH, using=using)
            made.append(Tile(level=level, number=number, hashes=b"".join(hashes), root=root(hashes)))
        Tile.objects.using(using).bulk_create(made)
        level += 1


def tile_hashes(level: int, start: int, count: int, *, using: str = DEFAULT_DB_ALIAS) -> list[bytes]:
    """Read hashes of a tile level: leaves at level 0, above it the roots of full tiles of the level below."""
    if level == 0:
        found = Leaf.objects.using(using).filter(index__gte=start, index__lt=start + count).order_by("index")
        hashes = [bytes(value) for value in found.values_list("hash", flat=True)]
    else:
        rows = Tile.objects.using(using).filter(level=level - 1, number__gte=start, number__lt=start + count)
        hashes = [bytes(value) for value in rows.order_by("number").values_list("root", flat=True)]
    if len(hashes) != count:
        msg = f"The ledger has {len(hashes)} of {count} hashes at level {level} from {start}; run audit_verify."
        raise LedgerError(msg)
    return hashes


def _refuse_other_key(note: str) -> None:
    """Refuse to go on with a key that didn't sign the last checkpoint: a lost key must not be replaced in silence."""
    verifier = keys.signer().verifier
    try:
        open_checkpoint(note, verifier)
    except NoteError as error:
        msg = f"The last checkpoint wasn't signed by the key in AUDIT_KEY_FILE ({error}). Put the ledger's own key back."
        raise LedgerError(msg) from error
