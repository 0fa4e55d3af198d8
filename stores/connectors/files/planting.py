"""A canary in a folder: one new file of the dataset's group with one record, or one file of its own path (R67, R68)."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import IO

from stores.connectors import canary
from stores.connectors.files.folder import Item, LocalFolder, meaning
from stores.connectors.files.formats import Format, Wanted
from stores.connectors.files.layout import Layout, format_of
from stores.connectors.files.version import Damaged, Moved
from stores.contract import CANNOT_PLANT, Dataset, Refused

_OWN = re.compile(re.escape(canary.MARK) + "[0-9a-f]{12}")
_CLASS = re.compile(r"\[([^]!])[^]]*\]")
_PLACE = re.compile(r"\{(\w+)\}")
_LIKE = 20
# Types of columns as the formats name them, that hold nine digits, and those that hold fewer.
_NUMBERS = ("int", "int32", "int64", "uint32", "uint64")
_SMALL = ("int8", "int16", "uint8", "uint16")


class Planting:
    """One canary on its way into a dataset."""

    def __init__(self, folder: LocalFolder, layout: Layout, dataset: Dataset, delimiter: str) -> None:
        """Keep where it goes; `layout` is the dataset's own."""
        self.folder = folder
        self.layout = layout
        self.dataset = dataset
        self.delimiter = delimiter

    def by_path(self, announce: Callable[[str], object]) -> str:
        """Make one file whose path names the canary."""
        subject = canary.text()
        name = _filled(self.layout.location, subject, subject, self.dataset.where)
        if any(found.folder for found in self.layout.files(self.folder)) and name.endswith(f"/{subject}"):
            name = f"{name}/{canary.WORD}"
        if not self._is_new(name):
            canary.refuse(f"No path of its own can be made up from {self.dataset.location!r}.")
        file_format = format_of(name, self.delimiter)
        row = {canary.WORD: canary.now().isoformat()}

        def write(target: IO[bytes]) -> None:
            if file_format is None:
                target.write(canary.WORD.encode())
            else:
                file_format.sample(target, name, None, row)

        with _refusals():
            self.folder.add(name, write, like=None, before=lambda: announce(subject))
        return subject

    def by_record(self, is_new: Callable[[str], bool], announce: Callable[[str], object]) -> str:
        """Make one file with one record that looks like the records of the dataset's first readable file."""
        like, file_format, columns = self._like()
        subject = self._subject(columns, is_new)
        row: dict[str, object] = {**self.dataset.where, self.dataset.subject_column: subject}
        if self.dataset.time_column:
            row[self.dataset.time_column] = canary.now()
        name = self._beside()
        with _refusals(), self.folder.open(like) as source:
            self.folder.add(
                name,
                lambda target: file_format.sample(target, name, source, row),
                like=like,
                before=lambda: announce(subject),
            )
        return subject

    def _like(self) -> tuple[Item, Format, Mapping[str, str]]:
        for found in islice(self.layout.files(self.folder), _LIKE):
            file_format = format_of(found.item.name, self.delimiter)
            try:
                with self.folder.open(found.item) as source:
                    columns = file_format.columns(source, found.item.name) if file_format else {}
            except (Damaged, OSError):
                continue
            if file_format and self.dataset.subject_column in columns:
                return found.item, file_format, columns
        return canary.refuse(f"None of the first {_LIKE} files can be read with the column {self.dataset.subject_column!r}.")

    def _subject(self, columns: Mapping[str, str], is_new: Callable[[str], bool]) -> str:
        kind = columns[self.dataset.subject_column]
        if kind in _SMALL:
            canary.refuse(f"Column {self.dataset.subject_column!r} holds small numbers only; a canary needs nine digits.")
        if kind not in _NUMBERS:
            return canary.text()
        return next(number for number in iter(canary.number, "") if is_new(number))

    def _beside(self) -> str:
        """Make up a name that the dataset's location matches: beside its first file, or in a folder of its own."""
        stem = canary.text()
        last = _filled(self.layout.location.rsplit("/", 1)[-1], "", stem, {})
        first = next(iter(self.layout.files(self.folder))).item.name.rpartition("/")[0]
        for name in (f"{first}/{last}".removeprefix("/"), _filled(self.layout.location, "", stem, {})):
            if self._is_new(name):
                return name
        why = f"{self.dataset.location!r} names no group of files, so no file with a canary can be put beside them."
        return canary.refuse(why)

    def _is_new(self, name: str) -> bool:
        path = os.path.join(self.folder.root, name)  # noqa: PTH118 - fsspec speaks in strings
        return self.layout.pattern.fullmatch(name) is not None and not os.path.lexists(path)


def remove_emptied(folder: LocalFolder, item: Item, file_format: Format, column: str) -> None:
    """Remove a canary's own file once nothing is left in it; every other file stays, empty as it may be."""
    own = _OWN.search(item.name)
    if own is None:
        return
    try:
        version = folder.version(item)
        with folder.open(item) as source:
            if file_format.count(source, item.name, Wanted(column, {}, ())).total:
                return
        folder.remove(item, version)
    except (Damaged, Moved, OSError):
        return  # An empty file that stays holds nobody's data.
    above, slash, _ = item.name[own.start() :].partition("/")
    if slash:
        folder.remove_empty({item.name[: own.start()] + above})


def _filled(location: str, subject: str, stem: str, where: Mapping[str, str]) -> str:
    """Put the canary's name into a location in the place of its wildcards."""
    named = _PLACE.sub(lambda place: subject if place[1] == "subject" else where.get(place[1], canary.WORD), location)
    parts = (named if subject else location).split("/")
    full = [_CLASS.sub(r"\1", part.replace("?", "0").replace("*", stem, 1).replace("*", "")) for part in parts if part != "**"]
    return "/".join([*full, stem] if parts[-1] == "**" else full)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn the disk's errors, and a file that changed, into the contract's two; what is refused is `cannot-plant`."""
    try:
        yield
    except Damaged as error:
        raise Refused(str(error), reason=CANNOT_PLANT) from None
    except OSError as error:
        found = meaning(error)
        raise (Refused(str(found), reason=CANNOT_PLANT) if isinstance(found, Refused) else found) from None
