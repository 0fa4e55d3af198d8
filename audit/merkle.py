"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1): hashes, the frontier, and checks of proofs.

Pure Python: nothing of Django and no database. Everything that a verifier must get right stands here.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof, a root or a size doesn't fit; `str(error)` says which."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry, RFC 6962 section 2.1: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees, RFC 6962 section 2.1: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the Merkle Tree Hash over leaf hashes, RFC 6962 section 2.1.

    Levels are paired from the left and an odd last node is carried up unchanged, which gives the same tree as the RFC's
    recursive split at the largest power of two.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    digest = sha256
    while len(level) > 1:
        paired = [digest(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


class Frontier:
    """The roots of the full subtrees at the right edge of a tree: all that is needed to append and to give the root.

    `peaks` go from the largest subtree to the smallest, one for each 1-bit of `size` (RFC 9162 calls them the right edge).
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Take up a tree of `size` leaves; the number and the length of the peaks must fit."""
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in peaks):
            msg = f"{len(peaks)} peaks don't describe a tree of {size} leaves."
            raise ProofError(msg)
        self.size = size
        self._peaks = list(peaks)

    @classmethod
    def load(cls, size: int, data: bytes) -> "Frontier":
        """Read what `dump` wrote."""
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])

    def dump(self) -> bytes:
        """Write the peaks one after the other."""
        return b"".join(self._peaks)

    def extend(self, hashes: Sequence[bytes]) -> None:
        """Append leaf hashes; costs about one node hash a leaf, whatever the size of the tree."""
        at, count = 0, len(hashes)
        while at < count:
            # The largest full subtree that starts here: aligned to the size, and not longer than what is left.
            aligned = self.size & -self.size or count
            width = min(aligned, 1 << ((count - at).bit_length() - 1))
            width = 1 << (width.bit_length() - 1)
            self._push(root(hashes[at : at + width]), width)
            at += width

    def _push(self, peak: bytes, width: int) -> None:
        before = self.size
        self.size += width
        while before & width:
            peak = node_hash(self._peaks.pop(), peak)
            width <<= 1
        self._peaks.append(peak)

    def root(self) -> bytes:
        """Give the Merkle Tree Hash of the whole tree."""
        if not self._peaks:
            return EMPTY_ROOT
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Give the root to which an inclusion proof leads, RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        msg = f"Index {index} is outside a tree of {size} leaves."
        raise ProofError(msg)
    _refuse_lengths([leaf, *path])
    position, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            msg = "The inclusion proof is too long."
            raise ProofError(msg)
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        position >>= 1
        last >>= 1
    if last:
        msg = "The inclusion proof is too short."
        raise ProofError(msg)
    return result


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Check that the leaf hash is at `index` of the tree of `size` leaves with this root; raise `ProofError` if not."""
    _refuse_lengths([expected])
    if root_from_inclusion(leaf, index, size, path) != expected:
        msg = f"The proof of leaf {index} doesn't lead to the root of the tree of {size} leaves."
        raise ProofError(msg)


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """Check that the tree of `second` leaves begins with the one of `first`, RFC 9162 section 2.1.4.2.

    A first size of 0 is refused: every tree is consistent with the empty one, so such a proof proves nothing.
    """
    if not 0 < first <= second:
        msg = f"Sizes {first} and {second} can't be compared."
        raise ProofError(msg)
    _refuse_lengths([first_root, second_root, *path])
    if first == second:
        if path or first_root != second_root:
            msg = f"Two trees of {first} leaves with different roots, or a proof where none is needed."
            raise ProofError(msg)
        return
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        msg = "The consistency proof is empty."
        raise ProofError(msg)
    if _fold_consistency(first - 1, second - 1, steps) != (first_root, second_root):
        msg = f"The tree of {second} leaves doesn't begin with the tree of {first}."
        raise ProofError(msg)


def _fold_consistency(position: int, last: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            msg = "The consistency proof is too long."
            raise ProofError(msg)
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    if last:
        msg = "The consistency proof is too short."
        raise ProofError(msg)
    return old, new


def _refuse_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        msg = f"A hash isn't {HASH_BYTES} bytes long."
        raise ProofError(msg)
