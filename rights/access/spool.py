"""Keeps bytes aside while they are made: the first MiB in memory, more in a nameless file sealed under a key that is never stored.

Pure: no Django. The file has no name from the moment it exists, so nothing is left of it when the process ends, however it ends.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from rights.access.sealed_stream import SealedWriter, new_key, unsealed

IN_MEMORY = 1 << 20


class Spool:
    """Bytes are written, then read from the front, once or several times, then gone."""

    def __init__(self, folder: Path) -> None:
        """Keep where a file would be made; make none yet."""
        self._folder = folder
        self._memory = bytearray()
        self._file: BinaryIO | None = None
        self._sealed: SealedWriter | None = None
        self._key, self._whole = b"", False
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take bytes in."""
        self.size += len(data)
        if self._sealed is not None:
            self._sealed.write(data)
            return
        self._memory += data
        if len(self._memory) > IN_MEMORY:
            self._key = new_key()
            self._file = cast("BinaryIO", tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115 - closed by `close`
            self._sealed = SealedWriter(self._file, self._key, bound_to="spool")
            self._sealed.write(bytes(self._memory))
            self._memory.clear()

    def pieces(self) -> Iterator[bytes]:
        """Give everything that was written; nothing can be written after that."""
        if self._file is None or self._sealed is None:
            yield bytes(self._memory)
            return
        if not self._whole:
            self._sealed.close()
            self._whole = True
        self._file.seek(0)
        yield from unsealed(self._file, self._key, bound_to="spool")

    def close(self) -> None:
        """Forget the bytes; closing twice is fine."""
        self._memory.clear()
        self._key = b""
        if self._file is not None:
            self._file.close()
