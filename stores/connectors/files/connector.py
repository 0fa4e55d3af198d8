"""The files connector: the contract's verbs on a folder."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

from stores.connectors.batching import batched
from stores.connectors.files import by_path, by_record
from stores.connectors.files.folder import LocalFolder, digest, meaning
from stores.connectors.files.formats import Wanted
from stores.connectors.files.layout import SUFFIXES, Layout, format_of
from stores.connectors.files.planting import Planting
from stores.connectors.files.version import Damaged
from stores.connectors.period import Period, whenever
from stores.connectors.progress import Progress, every
from stores.contract import Ceiling, Connector, Dataset, Journal, Location, Receipt, Refused, refuse_bad_subjects, untold

_CLEARED = ("live files",)
_RESIDUAL = ("snapshots and backups until they expire",)
_TOKEN_PARTS = 4


class FilesConnector(Connector):
    """A folder on this machine or a mounted one. Options: `root` (absolute path), `delimiter` of CSV files (",")."""

    kind: ClassVar[str] = "files"
    label: ClassVar[str] = "Files"

    def inspect(self) -> list[Location]:
        """List groups of files (one folder, one ending) with the columns of the first one that can be read."""
        found: dict[str, dict[str, str]] = {}
        with disk_errors():
            for item in self._folder.walk():
                group = _group(item.name)
                file_format = format_of(item.name, self._delimiter)
                if found.get(group) or file_format is None:
                    found.setdefault(group, {})
                    continue
                try:
                    with self._folder.open(item) as source:
                        found[group] = file_format.columns(source, item.name)
                except Damaged:
                    found.setdefault(group, {})
        return [Location(name=name, columns=columns) for name, columns in sorted(found.items())]

    def check(self, dataset: Dataset) -> None:
        """Refuse a location without files, a column that none of its first files has, a period that no column tells."""
        layout = Layout(dataset)
        Period.of(dataset)
        with disk_errors():
            files = list(layout.files(self._folder))
            if not files and not layout.by_path:
                there = sorted({_group(item.name) for item in self._folder.walk()})
                msg = f"No file matches {dataset.location!r}; there are: {', '.join(there[:40]) or 'none'}."
                raise Refused(msg, reason="unknown-location")
            if not layout.by_path:
                by_record.refuse_unknown_columns(self._folder, files, dataset, self._delimiter)

    def locate(self, dataset: Dataset, subjects: Collection[str]) -> dict[str, int]:
        """Count by another reader than `erase` uses; a file that can't be read is refused, never counted as empty.

        JSON Lines: the standard library instead of orjson. CSV: Arrow instead of our own cutting. Parquet: every row
        group and plain values instead of statistics and dictionaries. Paths: the names on disk, compared one by one.
        """
        refuse_bad_subjects(subjects)
        layout = Layout(dataset)
        with disk_errors():
            if layout.by_path:
                names = [found.person for found in layout.files(self._folder)]
                return {subject: sum(1 for name in names if name == subject) for subject in subjects}
            files = list(layout.files(self._folder))
            by_record.refuse_unknown_columns(self._folder, files, dataset, self._delimiter)
            wanted = Wanted.of(dataset, subjects)
            total: Counter[str] = Counter()
            for found in files:
                total.update(by_record.scan(self._folder, found.item, wanted, self._delimiter))
        return every(subjects, total)

    def export(self, dataset: Dataset, subject: str) -> Iterator[dict[str, Any]]:
        """Stream the subject's records; files of a person that we can't read come in pieces of 64 KiB."""
        refuse_bad_subjects([subject])
        layout = Layout(dataset)
        with disk_errors():
            files = list(layout.files(self._folder))
            if layout.by_path:
                own = [found.item for found in files if found.person == subject]
                yield from by_path.records(self._folder, own, self._delimiter)
            else:
                by_record.refuse_unknown_columns(self._folder, files, dataset, self._delimiter)
                wanted = Wanted.of(dataset, [subject])
                yield from by_record.records(self._folder, files, wanted, self._delimiter)

    def export_batches(self, dataset: Dataset, subject: str) -> Iterator[Sequence[dict[str, Any]]]:
        """Put records together by their weight."""
        return batched(self.export(dataset, subject))

    def erase(
        self,
        dataset: Dataset,
        subjects: Collection[str],
        *,
        journal: Journal,
        ceiling: Ceiling | None = None,
    ) -> Receipt:
        """Rewrite the files that hold a hit, or remove the files that belong to the person; a file is a batch."""
        refuse_bad_subjects(subjects)
        layout = Layout(dataset)
        progress = Progress(journal, subjects)
        with disk_errors():
            files = list(layout.files(self._folder))
            self._folder.clean({found.item.path.rpartition("/")[0] for found in files})
            if layout.by_path:
                by_path.erase(self._folder, files, progress, ceiling)
            else:
                by_record.refuse_unknown_columns(self._folder, files, dataset, self._delimiter)
                wanted = Wanted.of(dataset, subjects)
                by_record.erase(self._folder, files, wanted, progress, ceiling, self._delimiter)
        return progress.receipt(cleared=_CLEARED, residual=_RESIDUAL)

    def plant(self, dataset: Dataset, *, announce: Callable[[str], object] = untold) -> str:
        """Make one file more: beside the dataset's files with one record, or at a path that names the canary.

        `erase` rewrites it like any other file; as the one file that is the canary's own, it goes once it is empty.
        """
        dataset = whenever(dataset)
        self.check(dataset)
        layout = Layout(dataset)
        with disk_errors():
            planting = Planting(self._folder, layout, dataset, self._delimiter)
            if layout.by_path:
                return planting.by_path(announce)
            return planting.by_record(lambda subject: not self.locate(dataset, [subject])[subject], announce)

    def outcome(self, token: str) -> bool | None:
        """Compare the file that is there now with the two versions that the token names."""
        parts = token.split(":")
        if len(parts) != _TOKEN_PARTS or parts[0] != "file":
            return None
        _, name, old, new = parts
        with disk_errors():
            item = next((item for item in self._folder.walk() if digest(item) == name), None)
            if item is None:
                return True if new == "-" else None
            inode = str(self._folder.version(item).inode)
        if inode == new:
            return True
        return False if inode == old.partition(".")[0] else None

    @property
    def _delimiter(self) -> str:
        return str(self.options.get("delimiter", ","))

    @cached_property
    def _folder(self) -> LocalFolder:
        return LocalFolder(str(self.options.get("root", "")))


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn the disk's errors into the contract's two; a journal's own errors pass through."""
    try:
        yield
    except OSError as error:
        raise meaning(error) from None


def _group(name: str) -> str:
    folder, _, file = name.rpartition("/")
    ending = next((suffix for suffix in sorted(SUFFIXES, key=len, reverse=True) if file.endswith(suffix)), "")
    return f"{folder}/*{ending}".removeprefix("/")
