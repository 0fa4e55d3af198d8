"""Signed notes, checkpoints and Ed25519 keys as c2sp.org/signed-note and c2sp.org/tlog-checkpoint define them. No Django."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.merkle import HASH_BYTES

ED25519 = b"\x01"
KEY_ID_BYTES = 4
_DASH = "\N{EM DASH} "
_MAX_NOTE = 1_000_000
_CHECKPOINT_LINES = 3


class NoteError(ValueError):
    """A note, a key or a checkpoint is not well-formed, or its signature doesn't hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key with its name: `name+hash+base64(0x01 || public key)`."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read a verifier key; the hash in it must be the key's own."""
        name, _, rest = text.strip().partition("+")
        hint, _, encoded = rest.partition("+")
        data = _decode(encoded, "verifier key")
        if data[:1] != ED25519 or len(data) != 1 + HASH_BYTES:
            msg = "The verifier key isn't an Ed25519 key."
            raise NoteError(msg)
        verifier = cls(name=_key_name(name), public=data[1:])
        if verifier.key_id.hex() != hint:
            msg = "The verifier key's hash doesn't fit its name and key."
            raise NoteError(msg)
        return verifier

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || 0x0A || 0x01 || public key), first four bytes."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    def check(self, data: bytes, signature: bytes) -> None:
        """Check a plain Ed25519 signature over `data`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except InvalidSignature as error:
            msg = f"The signature of {self.name} doesn't hold."
            raise NoteError(msg) from error

    def __str__(self) -> str:
        """Write the verifier key in its one line."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


class Signer:
    """A private key with its name, kept as `PRIVATE+KEY+name+hash+base64(0x01 || seed)` as Go's note package writes it."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take a 32-byte seed."""
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name=_key_name(name), public=self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "Signer":
        """Make a new key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """Read what `dump` wrote."""
        private, _, rest = text.strip().partition("+")
        word, _, rest = rest.partition("+")
        name, _, rest = rest.partition("+")
        hint, _, encoded = rest.partition("+")
        data = _decode(encoded, "private key")
        if (private, word) != ("PRIVATE", "KEY") or data[:1] != ED25519 or len(data) != 1 + HASH_BYTES:
            msg = "The file holds no Ed25519 private key of the form PRIVATE+KEY+name+hash+base64."
            raise NoteError(msg)
        signer = cls(name, data[1:])
        if signer.verifier.key_id.hex() != hint:
            msg = "The private key's hash doesn't fit its name and key."
            raise NoteError(msg)
        return signer

    def dump(self) -> str:
        """Write the private key in one line; keep it outside the database."""
        hint = self.verifier.key_id.hex()
        return f"PRIVATE+KEY+{self.verifier.name}+{hint}+{base64.b64encode(ED25519 + self._seed).decode()}"

    def sign(self, data: bytes) -> bytes:
        """Give the plain Ed25519 signature over `data`."""
        return self._key.sign(data)

    def note(self, text: str) -> str:
        """Sign a note's text, which must end in a newline."""
        _check_text(text)
        line = base64.b64encode(self.verifier.key_id + self.sign(text.encode())).decode()
        return f"{text}\n{_DASH}{self.verifier.name} {line}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """Give the text of a note after checking the signature of `verifier`; signatures of unknown keys are ignored."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or len(note) > _MAX_NOTE or not signatures.endswith("\n"):
        msg = "This is not a signed note."
        raise NoteError(msg)
    text += "\n"
    _check_text(text)
    found = False
    for line in signatures[:-1].split("\n"):
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not (line.startswith(_DASH) and name and space):
            msg = "A signature line is not well-formed."
            raise NoteError(msg)
        data = _decode(encoded, "signature")
        if (name, data[:KEY_ID_BYTES]) == (verifier.name, verifier.key_id):
            verifier.check(text.encode(), data[KEY_ID_BYTES:])
            found = True
    if not found:
        msg = f"No signature of {verifier.name} (key {verifier.key_id.hex()}) is on the note."
        raise NoteError(msg)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree head, c2sp.org/tlog-checkpoint: origin, size and root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the note text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the note text; extension lines are allowed and ignored."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < _CHECKPOINT_LINES or not all(lines):
            msg = "A checkpoint has an origin, a size and a root, one a line."
            raise NoteError(msg)
        origin, size, encoded = lines[:_CHECKPOINT_LINES]
        root = _decode(encoded, "root")
        if not (size.isascii() and size.isdigit()) or (size != "0" and size.startswith("0")) or len(root) != HASH_BYTES:
            msg = "The checkpoint's size or root is not well-formed."
            raise NoteError(msg)
        return cls(origin=origin, size=int(size), root=root)


def open_checkpoint(note: str, verifier: Verifier, origin: str | None = None) -> Checkpoint:
    """Check the signature and give the tree head; its origin must be `origin`, or the key's name where none is given."""
    checkpoint = Checkpoint.parse(open_note(note, verifier))
    if checkpoint.origin != (origin or verifier.name):
        msg = f"The checkpoint is of {checkpoint.origin}, not of {origin or verifier.name}."
        raise NoteError(msg)
    return checkpoint


def _key_name(name: str) -> str:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        msg = f"{name!r} can't name a key: no spaces, no plus, not empty."
        raise NoteError(msg)
    return name


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        msg = "A note's text ends in a newline and holds no other control characters."
        raise NoteError(msg)


def _decode(encoded: str, what: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        msg = f"The {what} isn't base64."
        raise NoteError(msg) from error
    if base64.b64encode(data).decode() != encoded:
        msg = f"The {what} isn't canonical base64."
        raise NoteError(msg)
    return data
