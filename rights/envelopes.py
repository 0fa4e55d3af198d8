"""Envelopes of concerns: words and author under the master key, and the tag by which an author finds them again.

No table joins a concern to a person. Whoever has the database alone sees neither words nor author; whoever has the master key too
can open both (docs/outside.md says what follows).
"""

import hmac
import json
import uuid
from collections.abc import Mapping
from hashlib import sha256

from common.canonical import canonical_bytes
from people import sealing

_TAGS = b"assent/concerns/author"
STEP = 1024
"""Letters are filled up to a multiple of so many characters."""


def seal(text: str, *, ref: uuid.UUID, part: str) -> bytes:
    """Encrypt one part of a concern, bound to that part of that concern."""
    return sealing.encrypt(sealing.master_key(), text.encode(), bound_to=f"concern:{ref}:{part}")


def unseal(box: bytes | memoryview, *, ref: uuid.UUID, part: str) -> str:
    """Undo `seal`; raise `people.sealing.Unreadable` for anything else."""
    return sealing.decrypt(sealing.master_key(), bytes(box), bound_to=f"concern:{ref}:{part}").decode()


def tag(person: uuid.UUID, program: uuid.UUID) -> str:
    """The keyed hash that marks what this person wrote about this program; about another program it is another one."""
    key = hmac.new(sealing.master_key(), _TAGS, sha256).digest()
    return hmac.new(key, person.bytes + program.bytes, sha256).hexdigest()


def pack(letter: Mapping[str, str], *, ref: uuid.UUID) -> bytes:
    """Encrypt a whole letter as one box, filled up so that its length tells neither program nor author, and little of the words."""
    text = canonical_bytes(dict(letter)).decode()
    return seal(text.ljust(-(-len(text) // STEP) * STEP), ref=ref, part="letter")


def unpack(box: bytes | memoryview, *, ref: uuid.UUID) -> dict[str, str]:
    """Undo `pack`; raise `people.sealing.Unreadable` for anything else."""
    found: dict[str, str] = json.loads(unseal(box, ref=ref, part="letter"))
    return found
