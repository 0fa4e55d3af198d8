"""The one file of a package while it is built: a zip that goes straight into a sealed stream. Pure: no rows of the portal.

Nothing is written in clear, not even for a moment: members grow in sealed spools, and the archive exists inside the seal alone.
"""

import datetime as dt
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rights.access.archive import Archive, Member
from rights.access.sealed_stream import SealedWriter

FOLDER_MODE, FILE_MODE = 0o700, 0o600
TYPES = {
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The finished archive: how long it is and its SHA-256, both of the zip that the person gets."""

    size: int
    sha256: str


class PackageFile:
    """Use it as a context manager: unless it was closed by then, nothing of it stays on disk."""

    def __init__(self, path: Path, key: bytes, *, bound_to: str, made_at: dt.datetime) -> None:
        """Make the file, for this account alone; one that is there already is an error."""
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.files: list[dict[str, Any]] = []
        self._path, self._kept = path, False
        self._hash = sha256()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")
        self._sealed = SealedWriter(self._file, key, bound_to=bound_to)
        self._archive = Archive(self._put, made_at=made_at, folder=path.parent)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what is not whole."""
        self._file.close()
        if not self._kept:
            self._path.unlink(missing_ok=True)

    def member(self, name: str) -> Member:
        """Begin a file of the archive; several may grow at the same time."""
        return Member(name, self._path.parent)

    def add(self, member: Member, *, listed: bool = True, **facts: Any) -> None:
        """Put a finished file in, and on the list that the manifest shows, with what is to be said of it."""
        self._archive.add(member)
        if listed:
            kind = TYPES.get(Path(member.name).suffix, "application/octet-stream")
            about = {"path": member.name, "bytes": member.size, "sha256": member.sha256, "media_type": kind}
            self.files.append(about | facts)

    def write(self, name: str, data: bytes, **facts: Any) -> None:
        """Put in a file that is made already."""
        member = self.member(name)
        member.write(data)
        member.finish()
        self.add(member, **facts)

    def document(self, name: str, value: Any, **facts: Any) -> bytes:
        """Put in a document as readable JSON; give its bytes."""
        data = json.dumps(value, indent=2, ensure_ascii=False).encode(errors="replace") + b"\n"
        self.write(name, data, **facts)
        return data

    def close(self) -> Whole:
        """Finish archive and seal, and wait until the disk has them: from now on the file stays."""
        size = self._archive.close()
        self._sealed.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._kept = True
        return Whole(size=size, sha256=self._hash.hexdigest())

    def _put(self, data: bytes) -> None:
        self._hash.update(data)
        self._sealed.write(data)
