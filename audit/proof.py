"""c2sp.org/tlog-proof@v1: a text by which one entry's place in the ledger is checked offline. No Django."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from audit.merkle import HASH_BYTES, ProofError, leaf_hash, verify_inclusion
from audit.note import Checkpoint, Verifier, open_checkpoint

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An index, the inclusion path (RFC 6962 section 2.1.1) and the signed checkpoint, verbatim."""

    index: int
    path: Sequence[bytes]
    checkpoint: str

    def text(self) -> str:
        """Write the proof."""
        lines = [HEADER, f"index {self.index}", *(base64.b64encode(value).decode() for value in self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a proof; `extra` lines are allowed and ignored, for nothing authenticates them."""
        head, separator, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if lines[0] != HEADER or not separator:
            msg = f"A proof starts with {HEADER} and ends with a checkpoint."
            raise ProofError(msg)
        rest = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
        word, _, number = rest[0].partition(" ") if rest else ("", "", "")
        if word != "index" or not (number.isascii() and number.isdigit()) or (number != "0" and number[0] == "0"):
            msg = "The proof's index line is not well-formed."
            raise ProofError(msg)
        return cls(index=int(number), path=[_hash(line) for line in rest[1:]], checkpoint=checkpoint)


def verify(text: str, entry: bytes, verifier: Verifier, origin: str | None = None) -> tuple[int, Checkpoint]:
    """Check that `entry` (the leaf's bytes) is in the ledger; give its index and the checkpoint that proves it."""
    proof = Proof.parse(text)
    checkpoint = open_checkpoint(proof.checkpoint, verifier, origin)
    verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.path, checkpoint.root)
    return proof.index, checkpoint


def _hash(line: str) -> bytes:
    try:
        value = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        msg = "A line of the proof isn't base64."
        raise ProofError(msg) from error
    if len(value) != HASH_BYTES:
        msg = "A line of the proof isn't a hash."
        raise ProofError(msg)
    return value
