"""What files in a package are called: made here, from words that administrators and stores chose. Pure: no rows."""

import re
from pathlib import PurePosixPath

from django.utils.text import slugify

_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
LONGEST = 120


class Names:
    """Gives each thing a name that no other thing of the package has."""

    def __init__(self) -> None:
        """Begin with no name taken."""
        self._taken: set[str] = set()

    def unique(self, words: str, otherwise: str) -> str:
        """Write words as a part of a path: small letters, digits and hyphens, or `otherwise` where nothing is left of them."""
        return self._first_free(slugify(words)[:LONGEST].strip("-") or otherwise)

    def beneath(self, folder: str, path: str) -> str:
        """Put a path that a store chose below a folder of ours, so that it can't lead anywhere else."""
        parts = [_BAD.sub("_", part)[-LONGEST:] for part in PurePosixPath(path.replace("\\", "/")).parts]
        kept = [part.rstrip(". ") or "_" for part in parts if part not in {"/", "..", "."}]
        return self._first_free(f"{folder}/{'/'.join(kept) or 'file'}")

    def _first_free(self, name: str) -> str:
        free, number = name, 1
        while free.lower() in self._taken:
            number += 1
            stem, dot, ending = name.rpartition(".") if "/" in name and "." in name.rpartition("/")[2] else (name, "", "")
            free = f"{stem}-{number}{dot}{ending}"
        self._taken.add(free.lower())
        return free
