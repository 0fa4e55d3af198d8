"""A file that holds nothing in clear: AES-256-GCM in frames of 64 KiB, written and read from front to back. Pure: no Django.

The file begins with eight bytes that name the format and seven random ones. Then come the frames, each 64 KiB of text and a tag of
16 bytes; the last one may be shorter, and is empty where there is no text at all. A frame's nonce is the seven bytes, the frame's
number (four bytes) and 1 for the last frame, 0 for all others; what is authenticated besides is the beginning of the file and the
name that the whole is bound to. So no frame can be changed, moved, left out, repeated or taken from another file, and nothing
can be cut off at the end: it is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015). A key is for one file.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
FRAME = 64 << 10
TAG = 16
MAGIC = b"ASSENT\x00\x01"
PREFIX = 7
BEGINNING = len(MAGIC) + PREFIX
MOST_FRAMES = 1 << 32


class BrokenSeal(Exception):  # noqa: N818 - says what is the matter
    """The file was changed or cut, or it is not the one that the key was made for. Nothing of it may be used."""


def new_key() -> bytes:
    """Make the key of one file."""
    return os.urandom(KEY_BYTES)


def sealed_size(size: int) -> int:
    """How long the file is that holds so many bytes."""
    return BEGINNING + size + TAG * max(1, -(-size // FRAME))


class SealedWriter:
    """Writes one sealed file. What is written is whole only after `close`, which leaves the file itself open."""

    def __init__(self, file: BinaryIO, key: bytes, *, bound_to: str) -> None:
        """Write the beginning of the file."""
        beginning = MAGIC + os.urandom(PREFIX)
        self._file, self._cipher, self._frames = file, _Frames(key, beginning, bound_to), 0
        self._waiting = bytearray()
        self.size = 0
        file.write(beginning)

    def write(self, data: bytes) -> int:
        """Take bytes in; each frame goes out once it is known not to be the last."""
        self.size += len(data)
        self._waiting += data
        whole = max(0, (len(self._waiting) - 1) // FRAME) * FRAME
        for start in range(0, whole, FRAME):
            self._put(bytes(self._waiting[start : start + FRAME]), last=False)
        del self._waiting[:whole]
        return len(data)

    def close(self) -> None:
        """Write the last frame."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, text: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.seal(self._frames, text, last=last))
        self._frames += 1


def unsealed(file: BinaryIO, key: bytes, *, bound_to: str) -> Iterator[bytes]:
    """Read a sealed file frame by frame; raise `BrokenSeal` before anything of a frame that is not right is given out."""
    beginning = file.read(BEGINNING)
    if len(beginning) != BEGINNING or not beginning.startswith(MAGIC):
        msg = "This is no sealed file, or its beginning is missing."
        raise BrokenSeal(msg)
    cipher, number = _Frames(key, beginning, bound_to), 0
    frame = file.read(FRAME + TAG)
    while True:
        following = file.read(FRAME + TAG)
        yield cipher.open(number, frame, last=not following)
        if not following:
            return
        frame, number = following, number + 1


class _Frames:
    """Seals and opens the frames of one file."""

    def __init__(self, key: bytes, beginning: bytes, bound_to: str) -> None:
        self._cipher = AESGCM(key)
        self._prefix, self._context = beginning[len(MAGIC) :], beginning + bound_to.encode()

    def seal(self, number: int, text: bytes, *, last: bool) -> bytes:
        """Seal one frame."""
        return self._cipher.encrypt(self._nonce(number, last=last), text, self._context)

    def open(self, number: int, frame: bytes, *, last: bool) -> bytes:
        """Open one frame, or say that the file is broken."""
        try:
            return self._cipher.decrypt(self._nonce(number, last=last), frame, self._context)
        except (InvalidTag, ValueError) as error:
            msg = f"Frame {number} of the sealed file is not what was written, or the end is missing."
            raise BrokenSeal(msg) from error

    def _nonce(self, number: int, *, last: bool) -> bytes:
        if number >= MOST_FRAMES:
            msg = "A sealed file can't be longer than 256 TiB."
            raise ValueError(msg)
        return self._prefix + number.to_bytes(4, "big") + bytes([last])
