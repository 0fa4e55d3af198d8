"""A local folder through fsspec: which files there are, which version each has, and how one is swapped for another.

What knows about disks is here alone; the formats see names, readable files and `Swap`.
"""

import contextlib
import errno
import fcntl
import io
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, BinaryIO, Self

import fsspec

from stores.connectors.files.version import Damaged, Moved, Version
from stores.contract import Refused, StoreError, Unavailable

TEMPORARY = ".assent-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file: its name below the root, with "/" between the parts."""

    name: str
    path: str


class LocalFolder:
    """The root folder of a store."""

    def __init__(self, root: str) -> None:
        """Keep the root; a relative one would mean another folder for every process."""
        if not root or not os.path.isabs(root):  # noqa: PTH117 - fsspec speaks in strings
            msg = "A file store needs the absolute path of its root folder."
            raise Refused(msg, reason="bad-options")
        self.files: Any = fsspec.filesystem("file")
        self.root = os.path.realpath(root)

    def require(self) -> None:
        """Raise where the root is away (a mount that is missing, no right to read) or is no folder."""
        if not self.files.exists(self.root):
            msg = "The store's root folder is not there."
            raise Unavailable(msg)
        if not self.files.isdir(self.root):
            msg = "The store's root is not a folder."
            raise Refused(msg, reason="bad-options")
        if not os.access(self.root, os.R_OK | os.X_OK):
            msg = "The store's root folder can't be read."
            raise Unavailable(msg)

    def walk(self, below: str = "") -> Iterator[Item]:
        """Give all files below a folder in order of their names, links followed as long as they stay in the root."""
        self.require()
        start = os.path.realpath(os.path.join(self.root, below))  # noqa: PTH118 - fsspec speaks in strings
        self._refuse_outside(start, below)
        seen: set[str] = set()
        for item in self._below(start, below, (start,)) if self.files.isdir(start) else ():
            # A file that two names lead to is one file.
            if item.path not in seen:
                seen.add(item.path)
                yield item

    def open(self, item: Item) -> BinaryIO:
        """Open for reading, with a buffer of our own: fsspec's local file reads lines byte by byte."""
        return io.BufferedReader(self.files.open(item.path, "rb"), 1 << 18)

    def version(self, item: Item) -> Version:
        """Say which version of the file is there now; FileNotFoundError where none is."""
        return Version.of(Path(item.path).stat())

    def refuse_second_name(self, item: Item) -> None:
        """Call a file damaged that has a second name: that one would keep the old content."""
        if Path(item.path).stat().st_nlink > 1:
            msg = "The file has a second name (a hard link), which would keep the old content."
            raise Damaged(msg)

    def swap(self, item: Item, version: Version) -> "Swap":
        """Begin to replace this version of the file."""
        return Swap(item, version)

    def add(self, name: str, write: Callable[[IO[bytes]], object], *, like: Item | None, before: Callable[[], object]) -> None:
        """Make a new file that appears whole, with the rights of `like`; `before` is called last and may still stop it."""
        path = Path(self.root, name)
        made = next(folder for folder in (path, *path.parents) if folder.parent.exists())
        self._refuse_outside(os.path.realpath(made.parent), name)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
        try:
            with new.open("xb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                write(file)
                file.flush()
                os.fsync(file.fileno())
                if like is not None:
                    old = Path(like.path).stat()
                    os.fchmod(file.fileno(), old.st_mode & 0o7777)
                    with contextlib.suppress(PermissionError):
                        os.fchown(file.fileno(), old.st_uid, old.st_gid)
                before()
                new.rename(path)
        except BaseException:
            new.unlink(missing_ok=True)
            self.remove_empty({os.path.relpath(made, self.root)} if made != path else set())
            raise

    def remove(self, item: Item, version: Version) -> None:
        """Remove the file if it still is this version."""
        if self.version(item) != version:
            raise Moved
        self.files.rm_file(item.path)

    def remove_empty(self, names: set[str]) -> None:
        """Remove these folders, and the ones within, where nothing is left in them."""
        for name in sorted(names):
            for folder, _, _ in os.walk(os.path.join(self.root, name), topdown=False):  # noqa: PTH118
                with contextlib.suppress(OSError):
                    os.rmdir(folder)  # noqa: PTH106 - fails where something is left, as it should

    def clean(self, folders: set[str]) -> None:
        """Remove what a pass that died left behind; a file that a living pass writes is locked and stays."""
        for folder in sorted(folders):
            for path in Path(folder).glob(f"{TEMPORARY}*"):
                with contextlib.suppress(OSError), path.open("rb") as left:
                    fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()

    def _below(self, path: str, name: str, above: tuple[str, ...]) -> Iterator[Item]:
        with os.scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.startswith(TEMPORARY):
                continue
            below = f"{name}/{entry.name}" if name else entry.name
            real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            self._refuse_outside(real, below)
            if entry.is_dir():
                # A link back to a folder above would never end.
                if real not in above:
                    yield from self._below(real, below, (*above, real))
            elif entry.is_file():
                yield Item(name=below, path=real)

    def _refuse_outside(self, real: str, name: str) -> None:
        if real != self.root and not real.startswith(self.root.rstrip("/") + "/"):
            msg = f"A link leads out of the store's root folder at depth {name.count('/') + 1}."
            raise Refused(msg, reason="outside-root")


class Swap:
    """A new file beside the old one; nothing happens to the old one before `commit`."""

    def __init__(self, item: Item, version: Version) -> None:
        """Keep what is to be replaced."""
        self.item = item
        self.version = version
        self.path = ""
        self.file: IO[bytes]

    def __enter__(self) -> Self:
        """Make the new file with the rights of the old one, locked as long as it is written."""
        old = Path(self.item.path).stat()
        folder = os.path.dirname(self.item.path)  # noqa: PTH120 - fsspec speaks in strings
        self.path = f"{folder}/{TEMPORARY}{secrets.token_hex(8)}"
        self.file = Path(self.path).open("xb")
        fcntl.flock(self.file, fcntl.LOCK_EX)
        os.fchmod(self.file.fileno(), old.st_mode & 0o7777)
        with contextlib.suppress(PermissionError):
            os.fchown(self.file.fileno(), old.st_uid, old.st_gid)
        return self

    def ready(self) -> str:
        """Bring the new file to the disk and give the token by which `outcome` knows both versions."""
        self.file.flush()
        os.fsync(self.file.fileno())
        return token(self.item, self.version, os.fstat(self.file.fileno()).st_ino)

    def commit(self) -> None:
        """Put the new file in the old one's place, unless that changed meanwhile."""
        if Version.of(Path(self.item.path).stat()) != self.version:
            raise Moved
        os.replace(self.path, self.item.path)  # noqa: PTH105 - fsspec speaks in strings
        self.path = ""
        folder = os.open(os.path.dirname(self.item.path), os.O_RDONLY)  # noqa: PTH120
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def __exit__(self, *error: object) -> None:
        """Throw the new file away where it did not take the old one's place."""
        self.file.close()
        if self.path:
            Path(self.path).unlink(missing_ok=True)


def token(item: Item, version: Version, new: int | None) -> str:
    """Name the change of a file without its name, which may be a person's: digest, old version, new inode or "-"."""
    return f"file:{digest(item)}:{version}:{'-' if new is None else new}"


def digest(item: Item) -> str:
    """Stand for the file's name."""
    return sha256(item.name.encode(errors="surrogateescape")).hexdigest()[:32]


def meaning(error: OSError) -> StoreError:
    """Say what an error of the disk means. Its text holds paths, so only the code's name goes further."""
    code = errno.errorcode.get(error.errno or 0, "unknown")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Refused(f"The store's folder can't be changed by this account ({code}).", reason="permission")
    return Unavailable(f"The store's folder is away or full ({code}).")
