"""Verifies an exported ledger directory (c2sp.org/tlog-tiles) without Django and without the portal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.merkle import Frontier, ProofError, leaf_hash, root
from audit.note import Checkpoint, NoteError, Verifier, open_checkpoint
from audit.tiles import WIDTH, split_hashes, tile_path, tiles_of, unpack_bundle

CHECKPOINT = "checkpoint"
KEY = "key"


class TrailError(ValueError):
    """The exported ledger doesn't hold; `str(error)` names the first bad thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the directory has proved."""

    checkpoint: Checkpoint
    key: str
    rows: int


def verify(folder: Path, key: str | None = None) -> Verified:
    """Check the checkpoint's signature, every entry, every tile, the root, and every object's chain of rows.

    `key` is the verifier key where the reader has it from elsewhere; the one in the directory proves only that it is whole.
    """
    try:
        verifier = Verifier.parse(key or _read(folder / KEY).decode())
        checkpoint = open_checkpoint(_read(folder / CHECKPOINT).decode(), verifier)
        rows = _check(folder, checkpoint)
    except (NoteError, ProofError, UnicodeDecodeError) as error:
        raise TrailError(str(error)) from error
    return Verified(checkpoint=checkpoint, key=str(verifier), rows=rows)


def _check(folder: Path, checkpoint: Checkpoint) -> int:
    frontier, chains, rows = Frontier(), _Chains(), 0
    levels: list[list[bytes]] = [[]]
    for level, number, width in tiles_of(checkpoint.size):
        if level == 0:
            entries = unpack_bundle(_read(folder / tile_path("entries", number, width)))
            hashes = [leaf_hash(entry) for entry in entries]
            if len(entries) != width:
                msg = f"The bundle from entry {number * WIDTH} on holds {len(entries)} entries, not {width}."
                raise TrailError(msg)
            frontier.extend(hashes)
            for at, entry in enumerate(entries, start=number * WIDTH):
                rows += chains.add(at, entry)
        else:
            hashes = levels[level - 1][number * WIDTH : number * WIDTH + width]
        _check_tile(folder, level, number, hashes)
        if len(levels) <= level + 1:
            levels.append([])
        if width == WIDTH:
            levels[level].append(root(hashes))
    chains.finish()
    if frontier.root() != checkpoint.root:
        msg = f"The {checkpoint.size} entries don't give the checkpoint's root."
        raise TrailError(msg)
    return rows


def _check_tile(folder: Path, level: int, number: int, hashes: list[bytes]) -> None:
    kept = split_hashes(_read(folder / tile_path(level, number, len(hashes))))
    if kept == hashes:
        return
    if level == 0 and len(kept) == len(hashes):
        wrong = next(at for at, (one, other) in enumerate(zip(kept, hashes, strict=True)) if one != other)
        msg = f"Entry {number * WIDTH + wrong} doesn't give the hash in its tile."
        raise TrailError(msg)
    msg = f"Tile {level}/{number} doesn't hold the hashes of the level below."
    raise TrailError(msg)


class _Chains:
    """Follows every object through the sealed rows: each row names the one before it, so a hole shows.

    The links are checked at the end, for rows of nested entries stand after later rows of the entry around them.
    """

    def __init__(self) -> None:
        self._sealed: dict[str, set[int]] = {}
        self._wanted: dict[tuple[str, int], tuple[int, int]] = {}
        self._lowest: dict[tuple[str, str], int] = {}
        self._first: dict[tuple[str, str], int] = {}

    def add(self, index: int, entry: bytes) -> int:
        """Take one entry's rows; give how many."""
        try:
            return sum(self._follow(index, *row) for row in _rows(entry))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            if isinstance(error, TrailError):
                raise
            msg = f"Entry {index} is not well-formed: {error}"
            raise TrailError(msg) from error

    def _follow(self, index: int, table: str, key: str, number: int, previous: int | None) -> int:
        sealed = self._sealed.setdefault(table, set())
        if number in sealed:
            msg = f"Entry {index} seals history row {number} of {table} a second time."
            raise TrailError(msg)
        sealed.add(number)
        self._wanted.pop((table, number), None)
        self._lowest[table, key] = min(number, self._lowest.get((table, key), number))
        if previous is None:
            self._first[table, key] = number
        elif previous not in sealed:
            self._wanted[table, previous] = (index, number)
        return 1

    def finish(self) -> None:
        """Check that every link leads to a sealed row and that every object has its first row."""
        for (table, previous), (index, number) in self._wanted.items():
            msg = f"Entry {index}, history row {number} of {table}: row {previous} before it was never sealed."
            raise TrailError(msg)
        for place, lowest in self._lowest.items():
            if self._first.get(place) != lowest:
                msg = f"Object {place[1]} of {place[0]}: its history doesn't begin with its first row."
                raise TrailError(msg)


def _rows(entry: bytes) -> Iterator[tuple[str, str, int, int | None]]:
    """Give (table, key, history id, previous history id) of every row in the entry."""
    for group in json.loads(entry)["rows"]:
        columns = group["columns"]
        key, number, previous = (columns.index(name) for name in (group["key"], "history_id", "history_previous"))
        for row in group["rows"]:
            yield group["table"], str(row[key]), row[number], row[previous]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}."
        raise TrailError(msg) from error
