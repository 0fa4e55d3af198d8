"""Files whose path names the person: they go as they are, and a file counts as one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from stores.connectors.files.folder import Item, LocalFolder, meaning, token
from stores.connectors.files.layout import Found, format_of
from stores.connectors.files.version import Damaged, Moved
from stores.connectors.progress import Progress, every, refuse_above
from stores.contract import Ceiling, Refused, Unavailable

_PIECE = 64 << 10


def records(folder: LocalFolder, items: Sequence[Item], delimiter: str) -> Iterator[dict[str, Any]]:
    """Stream the records of files that we can read, and the bytes of the others."""
    for item in items:
        file_format = format_of(item.name, delimiter)
        with folder.open(item) as source:
            if file_format is None:
                offset = 0
                while piece := source.read(_PIECE):
                    yield {"file": item.name, "offset": offset, "content": piece}
                    offset += len(piece)
                continue
            try:
                yield from file_format.all_records(source, item.name)
            except Damaged as error:
                msg = f"A file of the person can't be read: {error}"
                raise Refused(msg, reason="damaged") from None


def erase(folder: LocalFolder, files: Sequence[Found], progress: Progress, ceiling: Ceiling | None) -> None:
    """Remove the files one by one, then the folders that are empty."""
    own = [found for found in files if found.person in progress.before]
    before = Counter(found.person for found in own)
    refuse_above(ceiling, hits=len(own), total=len(files))
    progress.begin(every(progress.before, before))
    for found in own:
        try:
            _remove(folder, found, progress)
        except (Damaged, PermissionError) as error:
            why = "The file may not be removed by this account." if isinstance(error, PermissionError) else str(error)
            # The path names the person, and what is parked may not.
            progress.park(found.item.name.replace(found.person, "{subject}"), why)
    folder.remove_empty({found.folder for found in own if found.folder})


def _remove(folder: LocalFolder, found: Found, progress: Progress) -> None:
    try:
        folder.refuse_second_name(found.item)
        version = folder.version(found.item)
    except FileNotFoundError:
        return
    progress.intend({found.person: 1}, token(found.item, version, None))
    try:
        folder.remove(found.item, version)
    except (Moved, FileNotFoundError):
        # The intent stands and was not carried out: the pass ends here, and `outcome` says so.
        msg = "A file was changed in the moment of its removal."
        raise Unavailable(msg, retry_after=5) from None
    except OSError as error:
        raise meaning(error) from None
    progress.committed({found.person: 1})
