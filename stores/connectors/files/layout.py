"""A dataset's location: a glob below the root, or a path that names the person by "{subject}"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fsspec.utils import glob_translate

from stores.connectors.files.csv_lines import Csv
from stores.connectors.files.folder import Item, LocalFolder
from stores.connectors.files.formats import Format
from stores.connectors.files.jsonl import JsonLines
from stores.connectors.files.parquet import Parquet
from stores.connectors.period import Period
from stores.contract import Dataset, Refused

SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".csv", ".csv.gz", ".parquet")
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_WILD = re.compile(r"[*?\[]")
# Characters that no glob treats specially stand for the places while the glob is translated.
_MARK = 0xE000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the dataset; where the path names the person: who it is, and their folder."""

    item: Item
    person: str = ""
    folder: str = ""


class Layout:
    """Which files belong to a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        """Read the location; one that leaves the root or leaves open who is meant is refused."""
        self.location = dataset.location.strip("/")
        self.by_path = "{subject}" in self.location
        _refuse_wrong(dataset)
        places = _PLACE.findall(self.location) if self.by_path else []
        self.pattern = re.compile(_translate(self.location, places, dataset))
        parts = self.location.split("/")[:-1]
        wild = next((n for n, part in enumerate(parts) if _WILD.search(part) or _PLACE.search(part)), len(parts))
        self.prefix = "/".join(parts[:wild])

    def files(self, folder: LocalFolder) -> Iterator[Found]:
        """Walk the folder once, however many people are asked for."""
        for item in folder.walk(self.prefix):
            match = self.pattern.fullmatch(item.name)
            if match is None:
                continue
            if not self.by_path:
                yield Found(item=item)
                continue
            end = item.name.find("/", match.end("subject"))
            yield Found(item=item, person=match["subject"], folder=item.name[:end] if end >= 0 else "")


def format_of(name: str, delimiter: str = ",") -> Format | None:
    """Choose the format by the file's name; None where the content is nothing we read."""
    bare = name.removesuffix(".gz")
    if bare.endswith((".jsonl", ".ndjson")):
        return JsonLines()
    if bare.endswith(".csv"):
        return Csv(delimiter)
    return Parquet() if name.endswith(".parquet") else None


def _refuse_wrong(dataset: Dataset) -> None:
    parts = dataset.location.strip("/").split("/")
    if dataset.location.startswith("/") or {"", ".", ".."} & set(parts) or "\0" in dataset.location:
        msg = "A location is a path below the store's root, without empty parts, '.' or '..'."
        raise Refused(msg, reason="outside-root")
    if "{subject}" in dataset.location:
        _refuse_ambiguous(dataset, parts)
    elif not dataset.location.endswith(SUFFIXES):
        msg = f"There is no way to read {dataset.location!r}; names end with one of: {', '.join(SUFFIXES)}."
        raise Refused(msg, reason="unknown-location")


def _refuse_ambiguous(dataset: Dataset, parts: list[str]) -> None:
    naming = [part for part in parts if "{subject}" in part]
    if len(naming) > 1 or naming[0].count("{") > 1 or _WILD.search(naming[0]):
        msg = "The part of the path that names the person may hold no other placeholder and no wildcard."
        raise Refused(msg, reason="ambiguous-path")
    if dataset.subject_column:
        msg = "The path names the person, so the dataset has no person column."
        raise Refused(msg, reason="unknown-column")
    places = set(_PLACE.findall(dataset.location)) - {"subject"}
    Period.of(replace(dataset, time_column=""))  # a path tells nobody when its file was recorded
    unknown = sorted(set(dataset.where) - places)
    if unknown:
        msg = f"The path has no {{{unknown[0]}}}; it has: {', '.join(sorted(places)) or 'none'}."
        raise Refused(msg, reason="unknown-column")


def _translate(location: str, places: list[str], dataset: Dataset) -> str:
    marked = location
    for number, place in enumerate(places):
        marked = marked.replace("{" + place + "}", chr(_MARK + number), 1)
    pattern: str = glob_translate(marked).removesuffix(r"\Z").removesuffix(r"\z")
    for number, place in enumerate(places):
        fixed = dataset.where.get(place)
        pattern = pattern.replace(
            chr(_MARK + number), f"(?P<{place}>[^/]+)" if fixed is None else f"(?P<{place}>{re.escape(fixed)})"
        )
    # A path that ends with the person may be a file or a folder with all that is in it.
    return pattern + "(?:/.*)?" if "{subject}" in location.rsplit("/", 1)[-1] else pattern
