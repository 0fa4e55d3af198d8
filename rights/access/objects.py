"""Files that a store keeps of a person and that nobody here can read, such as pictures: they go into the package as they are.

A connector streams them as pieces, `{"file", "offset", "content"}` (`stores.connectors.files.by_path`). Pure: no rows of ours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rights.access.archive import Member
from rights.access.names import file_name

_PIECE = {"file", "offset", "content"}
Row = Mapping[str, Any]


class Objects:
    """Takes pieces out of a stream of rows; one row for each whole file says where in the package it is."""

    def __init__(self, folder: str, member: Callable[[str], Member], add: Callable[[Member], object]) -> None:
        """Keep where the files go: `member` begins one under its name, `add` puts a finished one into the archive."""
        self._folder, self._member, self._add = folder, member, add
        self._open: Member | None = None
        self._path = ""
        self.files = 0

    def taken_out_of(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass rows on, without the pieces."""
        for row in rows:
            if row.keys() == _PIECE and isinstance(row["content"], bytes):
                yield from self._piece(row["file"], row["offset"], row["content"])
            else:
                yield from self.end()
                yield row

    def end(self) -> Iterator[Row]:
        """Finish the file that is open, if any is."""
        if self._open is not None:
            done, self._open = self._open, None
            done.finish()
            self._add(done)
            yield {"file": self._path, "in_package": done.name, "bytes": done.size, "sha256": done.sha256}

    def drop(self) -> None:
        """Let go of a file that did not come to its end."""
        if self._open is not None:
            self._open.spool.close()
            self._open = None

    def _piece(self, path: str, offset: int, content: bytes) -> Iterator[Row]:
        if offset == 0 or self._open is None:
            yield from self.end()
            self.files += 1
            self._path = path
            self._open = self._member(f"{self._folder}/{self.files:07}-{file_name(path)}")
        self._open.write(content)
