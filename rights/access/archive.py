"""A zip archive written front to back into anything that takes bytes. Pure: no Django.

`zipfile` can't take members that are compressed already, and writes one after the other only; here several grow at the same time,
each in a spool of its own, and go into the archive when they are finished. Their sizes are known by then, so the archive is of the
plainest kind: no data descriptors, and ZIP64 (APPNOTE 4.5.3) only where a size or a place needs it.
"""

import datetime as dt
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from isal import isal_zlib

from rights.access.spool import Spool

LEVEL = 1
"""Of isal's levels: the second costs as much again and saves a hundredth."""
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_END_64 = struct.Struct("<IQHHIIQQQQ")
_LOCATOR = struct.Struct("<IIQI")
_UTF_8 = 0x0800
_DEFLATED = 8
_PLAIN, _ZIP64 = 20, 45
_UNIX = 3 << 8
_READ_BY_OWNER = 0o100600 << 16
_LARGE, _MANY = 0xFFFFFFFF, 0xFFFF


class Member:
    """One file of the archive while it is made: deflated, counted and hashed as it comes."""

    def __init__(self, name: str, folder: Path) -> None:
        """Begin an empty file of this name; `folder` is where a spool may lie."""
        self.name, self.size, self.crc = name, 0, 0
        self.spool = Spool(folder)
        self._hash = sha256()
        self._deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -15)

    def write(self, data: bytes) -> None:
        """Add to the file."""
        self.size += len(data)
        self.crc = isal_zlib.crc32(data, self.crc)
        self._hash.update(data)
        self.spool.write(self._deflate.compress(data))

    def finish(self) -> None:
        """Nothing more comes."""
        self.spool.write(self._deflate.flush())

    def texts(self) -> Iterator[bytes]:
        """Read a finished file again, a piece at a time."""
        inflate = isal_zlib.decompressobj(-15)
        for piece in self.spool.pieces():
            yield inflate.decompress(piece)
        yield inflate.flush()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file so far."""
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class _Written:
    name: bytes
    crc: int
    packed: int
    size: int
    place: int


class Archive:
    """The archive. Its bytes go to `write` and are never read again."""

    def __init__(self, write: Callable[[bytes], object], *, made_at: dt.datetime, folder: Path) -> None:
        """Begin an empty archive; `made_at` is the time that its files show, `folder` where a spool may lie."""
        self._write, self._place = write, 0
        # The directory comes last, and grows with the number of files: it is kept as memory is not.
        self._directory, self._count = Spool(folder), 0
        day = ((made_at.year - 1980) << 9) | (made_at.month << 5) | made_at.day
        self._time, self._day = (made_at.hour << 11) | (made_at.minute << 5) | (made_at.second // 2), day

    def add(self, member: Member) -> None:
        """Put a finished file in; its spool is emptied."""
        name = member.name.encode()
        written = _Written(name, member.crc, member.spool.size, member.size, self._place)
        self._put(self._local(written))
        for piece in member.spool.pieces():
            self._put(piece)
        member.spool.close()
        self._directory.write(self._central(written))
        self._count += 1

    def close(self) -> int:
        """Write the directory; return how long the archive is."""
        start, count, length = self._place, self._count, self._directory.size
        for piece in self._directory.pieces():
            self._put(piece)
        self._directory.close()
        if count >= _MANY or start >= _LARGE or length >= _LARGE:
            end = self._place
            self._put(_END_64.pack(0x06064B50, 44, _UNIX | _ZIP64, _ZIP64, 0, 0, count, count, length, start))
            self._put(_LOCATOR.pack(0x07064B50, 0, end, 1))
        self._put(_END.pack(0x06054B50, 0, 0, min(count, _MANY), min(count, _MANY), min(length, _LARGE), min(start, _LARGE), 0))
        return self._place

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._place += len(data)

    def _local(self, one: _Written) -> bytes:
        extra = b""
        packed, size = one.packed, one.size
        if max(packed, size) >= _LARGE:
            # In a local header both sizes have to be there (APPNOTE 4.5.3).
            extra = struct.pack("<HHQQ", 1, 16, size, packed)
            packed = size = _LARGE
        version = _ZIP64 if extra else _PLAIN
        when = (self._time, self._day)
        head = _LOCAL.pack(0x04034B50, version, _UTF_8, _DEFLATED, *when, one.crc, packed, size, len(one.name), len(extra))
        return head + one.name + extra

    def _central(self, one: _Written) -> bytes:
        large = [number for number in (one.size, one.packed, one.place) if number >= _LARGE]
        extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
        version = _ZIP64 if extra else _PLAIN
        sizes = (min(one.packed, _LARGE), min(one.size, _LARGE))
        head = _CENTRAL.pack(
            0x02014B50, _UNIX | version, version, _UTF_8, _DEFLATED, self._time, self._day, one.crc, *sizes,
            len(one.name), len(extra), 0, 0, 0, _READ_BY_OWNER, min(one.place, _LARGE),
        )  # fmt: skip
        return head + one.name + extra
