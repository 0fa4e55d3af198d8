"""Formats of one record a line: kept lines are written byte for byte; gzip by its name."""

import io
import zlib
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, BinaryIO

from isal import igzip, igzip_lib

from stores.connectors.files.formats import Counted, Format, Wanted
from stores.connectors.files.version import Damaged

# Longer lines are damage: memory has to stay bounded.
LONGEST_LINE = 16 << 20
_LEVEL = 2
# isal ships types for a part of itself only.
_GzipFile: Any = igzip.IGzipFile
_IsalError: Any = igzip_lib.IsalError
_NOT_GZIP: tuple[type[Exception], ...] = (igzip.BadGzipFile, EOFError, zlib.error, _IsalError)
BOM = b"\xef\xbb\xbf"


class LineFormat(Format):
    """JSON Lines and CSV."""

    @abstractmethod
    def entries(self, lines: Iterator[bytes], wanted: Wanted) -> Iterator[tuple[bytes, str | None]]:
        """Give each record's bytes with the subject it belongs to; "" is somebody else's, None no record of ours."""

    def count(self, source: BinaryIO, name: str, wanted: Wanted) -> Counted:
        """Parse every line."""
        total = 0
        hits: Counter[str] = Counter()
        with unpacked(source, name) as stream:
            for _, owner in self.entries(lines_of(stream), wanted):
                if owner is not None:
                    total += 1
                    if owner:
                        hits[owner] += 1
        return Counted(total, hits)

    def rewrite(self, source: BinaryIO, target: IO[bytes], name: str, wanted: Wanted) -> Counter[str]:
        """Copy the other lines as they are."""
        gone: Counter[str] = Counter()
        with unpacked(source, name) as stream, packing(target, name) as out:
            for raw, owner in self.entries(lines_of(stream), wanted):
                if owner:
                    gone[owner] += 1
                else:
                    out.write(raw)
        return gone


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Give the lines with their ends; one without end in sight is damage."""
    for raw in iter(partial(stream.readline, LONGEST_LINE), b""):
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            msg = f"A line is longer than {LONGEST_LINE >> 20} MB."
            raise Damaged(msg)
        yield raw


@contextmanager
def unpacked(source: BinaryIO, name: str) -> Iterator[IO[bytes]]:
    """Read through gzip where the name says so."""
    if not name.endswith(".gz"):
        yield source
        return
    try:
        yield io.BufferedReader(_GzipFile(fileobj=source, mode="rb"), 1 << 18)
    except _NOT_GZIP:
        msg = "The file is not a whole gzip file."
        raise Damaged(msg) from None


@contextmanager
def packing(target: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """Write through gzip where the name says so; the file's name and time stay out of its head."""
    if not name.endswith(".gz"):
        yield target
        return
    with _GzipFile(filename="", fileobj=target, mode="wb", compresslevel=_LEVEL, mtime=0) as out:
        buffered = io.BufferedWriter(out, 1 << 18)
        yield buffered
        buffered.flush()
        buffered.detach()
