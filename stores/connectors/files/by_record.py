"""Files that hold many people's records: the ones with a hit are rewritten without it, the others never touched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from stores.connectors.files.folder import Item, LocalFolder, meaning
from stores.connectors.files.formats import Counted, Format, Wanted
from stores.connectors.files.layout import Found, format_of
from stores.connectors.files.planting import remove_emptied
from stores.connectors.files.version import Damaged, Moved
from stores.connectors.progress import Progress, every, refuse_above
from stores.contract import Ceiling, Dataset, Refused, Unavailable

_REPEATS = 5
_HEADS = 20


def refuse_unknown_columns(folder: LocalFolder, files: Sequence[Found], dataset: Dataset, delimiter: str) -> None:
    """Refuse a column that none of the first files has; files that can't be read are parked later, one by one."""
    known: dict[str, str] = {}
    for found in islice(files, _HEADS):
        try:
            with folder.open(found.item) as source:
                known |= _format(found.item, delimiter).columns(source, found.item.name)
        except (Damaged, PermissionError, FileNotFoundError):
            continue
    for name in (dataset.subject_column, *dataset.where, *filter(None, [dataset.time_column])):
        if known and name not in known:
            msg = f"There is no column {name!r} in {dataset.location!r}; there are: {', '.join(sorted(known))}."
            raise Refused(msg, reason="unknown-column")


def scan(folder: LocalFolder, item: Item, wanted: Wanted, delimiter: str) -> Counter[str]:
    """Count one file by the other path."""
    try:
        with folder.open(item) as source:
            return _format(item, delimiter).scan(source, item.name, wanted)
    except FileNotFoundError:
        return Counter()
    except (Damaged, PermissionError) as error:
        msg = f"{item.name} can't be read, so nobody can say what is in it: {_why(error)}"
        raise Refused(msg, reason="damaged") from None


def records(folder: LocalFolder, files: Sequence[Found], wanted: Wanted, delimiter: str) -> Iterator[dict[str, Any]]:
    """Stream the records of all files; one that can't be read is refused when its turn comes."""
    for found in files:
        try:
            with folder.open(found.item) as source:
                yield from _format(found.item, delimiter).records(source, found.item.name, wanted)
        except Damaged as error:
            msg = f"{found.item.name} can't be read: {error}"
            raise Refused(msg, reason="damaged") from None


def erase(
    folder: LocalFolder,
    files: Sequence[Found],
    wanted: Wanted,
    progress: Progress,
    ceiling: Ceiling | None,
    delimiter: str,
) -> None:
    """Count all files, then rewrite the ones with a hit."""
    total = 0
    before: Counter[str] = Counter()
    hit: list[Item] = []
    for found in files:
        counted = _counted(folder, found.item, wanted, progress, delimiter)
        total += counted.total
        before.update(counted.hits)
        if counted.hits:
            hit.append(found.item)
    refuse_above(ceiling, hits=before.total(), total=total)
    progress.begin(every(wanted.subjects, before))
    for item in hit:
        try:
            _Rewriting(folder, item, wanted, _format(item, delimiter), progress).run()
            remove_emptied(folder, item, _format(item, delimiter), wanted.column)
        except (Damaged, PermissionError) as error:
            progress.park(item.name, _why(error))


def _counted(folder: LocalFolder, item: Item, wanted: Wanted, progress: Progress, delimiter: str) -> Counted:
    try:
        with folder.open(item) as source:
            return _format(item, delimiter).count(source, item.name, wanted)
    except FileNotFoundError:
        return Counted(0, Counter())
    except (Damaged, PermissionError) as error:
        progress.park(item.name, _why(error))
        return Counted(0, Counter())


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """One file's turn."""

    folder: LocalFolder
    item: Item
    wanted: Wanted
    file_format: Format
    progress: Progress

    def run(self) -> None:
        """Try again where somebody changed the file while it was rewritten."""
        for _ in range(_REPEATS):
            try:
                return self._once()
            except Moved:
                continue
            except FileNotFoundError:
                return None
        msg = "A file is written to without a pause."
        raise Unavailable(msg, retry_after=60)

    def _once(self) -> None:
        self.folder.refuse_second_name(self.item)
        version = self.folder.version(self.item)
        with self.folder.open(self.item) as source, self.folder.swap(self.item, version) as swap:
            gone = self.file_format.rewrite(source, swap.file, self.item.name, self.wanted)
            if not gone:
                return
            token = swap.ready()
            if self.folder.version(self.item) != version:
                raise Moved
            self.progress.intend(gone, token)
            try:
                swap.commit()
            except (Moved, FileNotFoundError):
                # The intent stands and was not carried out: the pass ends here, and `outcome` says so.
                msg = "A file was changed in the moment of its swap."
                raise Unavailable(msg, retry_after=5) from None
            except OSError as error:
                raise meaning(error) from None
        self.progress.committed(gone)


def _format(item: Item, delimiter: str) -> Format:
    found = format_of(item.name, delimiter)
    if found is None:
        msg = "Nothing here reads files with that ending."
        raise Damaged(msg)
    return found


def _why(error: Exception) -> str:
    return "The file may not be read or written by this account." if isinstance(error, PermissionError) else str(error)
