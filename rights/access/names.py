"""What files in a package are called: made here, from words that administrators and stores chose. Pure: no rows."""

import re
from pathlib import PurePosixPath

from django.utils.text import slugify

_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
LONGEST = 100


class Names:
    """Gives each thing a name that no other thing in the same folder has."""

    def __init__(self) -> None:
        """Begin with no name taken."""
        self._taken: set[tuple[str, str]] = set()

    def unique(self, words: str, *, folder: str = "", otherwise: str) -> str:
        """Write words as a part of a path: small letters, digits and hyphens, or `otherwise` where nothing is left of them."""
        name = free = slugify(words)[:LONGEST].strip("-") or otherwise
        number = 1
        while (folder, free) in self._taken:
            number += 1
            free = f"{name}-{number}"
        self._taken.add((folder, free))
        return free


def file_name(path: str) -> str:
    """The last part of a path that a store chose, so written that it can't lead anywhere else."""
    name = _BAD.sub("_", PurePosixPath(path.replace("\\", "/")).name)[-LONGEST:]
    return name.strip(". ") or "file"
