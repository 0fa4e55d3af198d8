"""Tiles and entry bundles of c2sp.org/tlog-tiles, and proofs computed from tiles. No Django."""

import struct
from collections.abc import Callable, Iterator, Sequence

from audit.merkle import HASH_BYTES, ProofError, node_hash, root

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_ENTRY = 65_535

Read = Callable[[int, int, int], Sequence[bytes]]
"""`read(level, start, count)`: hashes `start` to `start + count` of a tile level; never across the end of a tile."""


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Give `tile/<L>/<N>[.p/<W>]`; the level of entry bundles is `entries`."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    suffix = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{suffix}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Give (level, number, width) of every tile of a tree of `size` leaves, leaves first."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        for number in range(full):
            yield level, number, WIDTH
        if rest:
            yield level, full, rest
        level, size = level + 1, full


def split_hashes(data: bytes) -> list[bytes]:
    """Cut a tile into its hashes."""
    if len(data) % HASH_BYTES:
        msg = f"A tile of {len(data)} bytes is no sequence of hashes."
        raise ProofError(msg)
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each with its length as big-endian uint16 before it."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unpack_bundle(data: bytes) -> list[bytes]:
    """Read an entry bundle; a cut-off one is refused."""
    entries, at = [], 0
    while at < len(data):
        if at + 2 > len(data):
            msg = "The entry bundle is cut off."
            raise ProofError(msg)
        (length,) = struct.unpack_from(">H", data, at)
        at += 2
        if at + length > len(data):
            msg = "The entry bundle is cut off."
            raise ProofError(msg)
        entries.append(data[at : at + length])
        at += length
    return entries


def range_root(read: Read, start: int, end: int) -> bytes:
    """Give MTH(D[start:end]) from tiles, RFC 6962 section 2.1; `start` must be where such a subtree can begin."""
    width = end - start
    power = 1 << (width - 1).bit_length() if width > 1 else 1
    if power == width:
        level = (width.bit_length() - 1) // HEIGHT
        return root(read(level, start >> (HEIGHT * level), width >> (HEIGHT * level)))
    middle = start + (power >> 1)
    return node_hash(range_root(read, start, middle), range_root(read, middle, end))


def inclusion_path(read: Read, index: int, size: int) -> list[bytes]:
    """Give PATH(index, D[size]), RFC 6962 section 2.1.1, from the leaf's sibling up to the root's child."""
    if not 0 <= index < size:
        msg = f"Index {index} is outside a tree of {size} leaves."
        raise ProofError(msg)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start = middle
    return path[::-1]


def consistency_path(read: Read, first: int, second: int) -> list[bytes]:
    """Give PROOF(first, D[second]), RFC 6962 section 2.1.2."""
    if not 0 < first <= second:
        msg = f"Sizes {first} and {second} can't be compared."
        raise ProofError(msg)
    path, start, end, whole = [], 0, second, True
    while first != end:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if first <= middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(range_root(read, start, end))
    return path[::-1]
