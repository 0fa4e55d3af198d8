"""Checks the ledger itself: every payload, every leaf, the whole tree, every tile and every checkpoint."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from audit import keys, values
from audit.merkle import Frontier, ProofError, leaf_hash, root
from audit.models import Checkpoint, Entry, Leaf, Pending, Tile
from audit.note import Checkpoint as Head
from audit.note import NoteError, open_checkpoint
from audit.tiles import WIDTH, split_hashes, tiles_of
from audit.verification.said import Problems


class Leaves:
    """One run over the leaves in order, a tile's width at a time."""

    def __init__(self, problems: Problems, *, using: str, elsewhere: Head | None = None) -> None:
        """Collect into `problems`; `elsewhere` is one more tree head that this tree has to contain."""
        self._problems = problems
        self._using = using
        self._elsewhere = elsewhere
        self._frontier = Frontier()
        self._checked = 0
        self._broken = False
        self.started_at = 0
        self.size = 0

    def run(self, since: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Check everything from the last checkpoint at or before `since`; give each entry whose payload holds."""
        self._start(since)
        last = Leaf.objects.using(self._using).aggregate(last=Max("index"))["last"]
        heads = Checkpoint.objects.using(self._using)
        covered = heads.aggregate(last=Max("size"))["last"] or 0
        self.size = max(covered, 0 if last is None else last + 1)
        at = self.started_at
        while at < self.size:
            end = min(at - at % WIDTH + WIDTH, self.size)
            yield from self._stretch(at, end)
            at = end
        for index in range(covered, self.size):
            self._problems.add(f"ledger entry {index} was added: no checkpoint covers it")
        if self._elsewhere and self._elsewhere.size > self.size:
            kept = self._elsewhere.size
            self._problems.add(
                f"the checkpoint kept elsewhere has {kept} entries, the ledger only {self.size}: the newest are gone"
            )
        self._check_upper_tiles()
        self._check_strays()

    def pending(self) -> Iterator[dict[str, Any]]:
        """Give the entries that wait for their index."""
        waiting = Pending.objects.using(self._using).filter(entry=OuterRef("id"))
        for entry in Entry.objects.using(self._using).filter(Exists(waiting)).iterator(chunk_size=WIDTH):
            if (found := self._payload(f"pending entry {entry.id}", entry)) is not None:
                yield found

    def _start(self, since: int) -> None:
        if since <= 0:
            return
        found = Checkpoint.objects.using(self._using).filter(size__lte=since).order_by("-size").first()
        if found and (head := self._head(found)):
            try:
                self._frontier = Frontier.load(found.size, bytes(found.peaks))
            except ProofError as error:
                self._problems.add(f"checkpoint {found.size}: {error}")
                return
            if self._frontier.root() != head.root:
                self._problems.add(f"checkpoint {found.size}: its peaks don't give its root")
            self.started_at = self._checked = found.size

    def _stretch(self, start: int, end: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Check the leaves of one tile (or its rest) and the checkpoints that end in it."""
        leaves = {leaf.index: leaf for leaf in self._leaves(start, end)}
        ids = [leaf.entry for leaf in leaves.values()]
        entries = {entry.id: entry for entry in Entry.objects.using(self._using).filter(id__in=ids)}
        hashes = []
        for index in range(start, end):
            leaf = leaves.get(index)
            hashes.append(bytes(leaf.hash) if leaf else b"\0" * 32)
            found = self._entry(index, leaf, entries)
            if found is not None:
                yield index, found
        self._check_tile(start, end, hashes)
        self._check_heads(start, end, hashes)

    def _leaves(self, start: int, end: int) -> Iterator[Leaf]:
        yield from Leaf.objects.using(self._using).filter(index__gte=start, index__lt=end).order_by("index")

    def _entry(self, index: int, leaf: Leaf | None, entries: dict[UUID, Entry]) -> dict[str, Any] | None:
        if leaf is None:
            self._problems.add(f"ledger entry {index} is missing: it has no leaf any more")
            return None
        entry = entries.get(leaf.entry)
        if entry is None:
            self._problems.add(f"ledger entry {index} ({leaf.entry}) is missing: only its leaf is left")
            return None
        if leaf_hash(bytes(entry.payload)) != bytes(leaf.hash):
            self._problems.add(f"ledger entry {index} ({entry.id}) was changed: its payload doesn't give its leaf's hash")
            return None
        return self._payload(f"ledger entry {index}", entry)

    def _payload(self, name: str, entry: Entry) -> dict[str, Any] | None:
        """Read the payload and compare the columns by which entries are found."""
        try:
            found = json.loads(bytes(entry.payload))
            stated = [found[key] for key in ("id", "event", "at", "actor", "subject", "ref")] + [found.get("batch")]
            complete = {"rows", "facts"} <= found.keys()
        except (ValueError, KeyError, TypeError):
            complete = False
        if not complete:
            self._problems.add(f"{name} ({entry.id}) holds no entry")
            return None
        batch = str(entry.batch) if entry.batch else None
        at = values.moment(entry.at)
        stored = [str(entry.id), entry.event, at, entry.actor, entry.subject, entry.ref, batch]
        names = ("id", "event", "at", "actor", "subject", "ref", "batch")
        for column, one, other in zip(names, stated, stored, strict=True):
            if one != other:
                self._problems.add(f"{name} ({entry.id}): column {column} differs from its payload")
        return dict(found)

    def _check_tile(self, start: int, end: int, hashes: list[bytes]) -> None:
        if end % WIDTH or start % WIDTH:
            return
        tile = Tile.objects.using(self._using).filter(level=0, number=start // WIDTH).first()
        if tile is None:
            self._problems.add(f"tile 0/{start // WIDTH} of the ledger is missing")
            return
        kept = split_hashes(bytes(tile.hashes))
        for at, (one, other) in enumerate(zip(kept, hashes, strict=False)):
            if one != other:
                self._problems.add(f"ledger entry {start + at} was changed: its leaf differs from tile 0/{tile.number}")
        if root(kept) != bytes(tile.root) or len(kept) != WIDTH:
            self._problems.add(f"tile 0/{tile.number} of the ledger was changed: its root isn't that of its hashes")

    def _check_heads(self, start: int, end: int, hashes: list[bytes]) -> None:
        """Extend the tree from checkpoint to checkpoint; equal roots all the way are consistency of each with the one before."""
        heads = Checkpoint.objects.using(self._using).filter(size__gt=start, size__lte=end).order_by("size")
        wanted = [(kept.size, self._head(kept), f"checkpoint {kept.size}") for kept in heads]
        if self._elsewhere and start < self._elsewhere.size <= end:
            wanted.append((self._elsewhere.size, self._elsewhere, "the checkpoint kept elsewhere"))
            wanted.sort(key=lambda one: one[0])
        at = start
        for size, head, name in wanted:
            self._frontier.extend(hashes[at - start : size - start])
            at = size
            if head is None or self._broken:
                continue
            if head.root != self._frontier.root():
                # From here on every root differs; one sentence says it.
                self._broken = True
                self._problems.add(f"{name} doesn't fit the ledger: something in entries {self._checked} to {size - 1} was changed")
            self._checked = size
        self._frontier.extend(hashes[at - start : end - start])

    def _head(self, kept: Checkpoint) -> Head | None:
        try:
            head = open_checkpoint(kept.note, keys.signer().verifier)
        except NoteError as error:
            self._problems.add(f"checkpoint {kept.size}: {error}")
            return None
        if head.size != kept.size:
            self._problems.add(f"checkpoint {kept.size} was changed: its note says {head.size}")
            return None
        return head

    def _check_upper_tiles(self) -> None:
        """Check the tiles above the leaves, and that there are no others."""
        tiles = Tile.objects.using(self._using)
        expected = 0
        for level, number, width in tiles_of(self.size):
            if width < WIDTH:
                continue
            expected += 1
            if level == 0:
                continue
            below = tiles.filter(level=level - 1, number__gte=number * WIDTH, number__lt=(number + 1) * WIDTH)
            hashes = [bytes(value) for value in below.order_by("number").values_list("root", flat=True)]
            tile = tiles.filter(level=level, number=number).first()
            if tile is None or bytes(tile.hashes) != b"".join(hashes) or bytes(tile.root) != root(hashes):
                self._problems.add(f"tile {level}/{number} of the ledger is missing or was changed")
        if (found := tiles.count()) > expected:
            self._problems.add(f"the ledger has {found} full tiles where {self.size} entries give {expected}")

    def _check_strays(self) -> None:
        """Find entries that are neither in the tree nor waiting for it, and waiting ones that are gone."""
        leaves = Leaf.objects.using(self._using).filter(entry=OuterRef("id"))
        waiting = Pending.objects.using(self._using).filter(entry=OuterRef("id"))
        strays = Entry.objects.using(self._using).filter(~Exists(leaves), ~Exists(waiting))
        for entry in strays.only("id", "event")[:100]:
            self._problems.add(f"ledger entry {entry.id} ({entry.event}) was added: it has no leaf")
        entries = Entry.objects.using(self._using).filter(id=OuterRef("entry"))
        for gone in Pending.objects.using(self._using).filter(~Exists(entries))[:100]:
            self._problems.add(f"ledger entry {gone.entry} is missing: it was never sequenced")
