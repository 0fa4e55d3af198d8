"""What a format and the folder tell each other about one file."""

import os
from dataclasses import dataclass
from typing import Self


class Damaged(Exception):  # noqa: N818 - the contract parks what is damaged
    """The file can't be read or rewritten as it is; the sentence says why and holds no value of it."""


class Moved(Exception):  # noqa: N818 - read as the sentence it stands for
    """Somebody changed the file while it was read."""


@dataclass(frozen=True, slots=True)
class Version:
    """What changes with every change of a file."""

    inode: int
    changed: int
    size: int

    @classmethod
    def of(cls, found: os.stat_result) -> Self:
        """Read it from what the disk says."""
        return cls(found.st_ino, found.st_mtime_ns, found.st_size)

    def __str__(self) -> str:
        """Write it for a token."""
        return f"{self.inode}.{self.changed}.{self.size}"
