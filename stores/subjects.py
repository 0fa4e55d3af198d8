"""How a snapshot names the people in it: a keyed hash per person and snapshot, which nobody can turn back or match (R39).

HMAC-SHA256 (RFC 2104) under a key that HKDF (RFC 5869) derives from the installation's master key for this use alone, over the
snapshot's salt and the person's ref. Without the master key the hashes name nobody; such a hash is no erasure (R71).
"""

import hmac
import secrets
import uuid
from collections.abc import Collection
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from people.sealing import master_key

KEY_BYTES = 32
_USE = b"assent training subjects"


def new_salt() -> str:
    """Make a snapshot's salt: 256 random bits in hex."""
    return secrets.token_hex(KEY_BYTES)


def hashes(salt: str, people: Collection[uuid.UUID]) -> dict[str, uuid.UUID]:
    """Give the hash of each of these people in the snapshot with this salt."""
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_USE).derive(master_key())
    start = bytes.fromhex(salt)
    return {hmac.new(key, start + person.bytes, sha256).hexdigest(): person for person in people}
