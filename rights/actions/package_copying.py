"""Reading the stores for a package: first every store counts, then each dataset is copied row by row into the sealed file."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from people import queries as people
from rights.access.manifest import Copied
from rights.access.names import Names
from rights.access.objects import Objects
from rights.access.package_file import PackageFile
from rights.access.tables import MOST_COLUMNS, Table
from rights.actions.package_leases import Taken
from rights.models import PackagePart, Request
from rights.queries import scope
from stores import contract
from stores.models import Dataset, Store
from stores.opening import connector

Part = PackagePart.State
MISSING = (Part.AWAY, Part.REFUSED)
BATCH = 1_000
NOTED_EVERY_SECONDS = 0.5
NAMELESS = "No {kind} of yours is on file, so nothing could be looked up here."
UNDATED = "It does not say when its rows were recorded, so all of it is here, whatever period you asked for."
WIDE = f"It has more than {MOST_COLUMNS:,} columns, so there is no table; the JSON Lines have everything."


class Halted(Exception):  # noqa: N818 - says what happened
    """A store can't be read now; the package waits. `wait` is what the store asked for, in seconds."""

    def __init__(self, message: str, *, wait: float = 0) -> None:
        """Keep the sentence that officers read, and the wait."""
        super().__init__(message)
        self.wait = wait


class Copier:
    """Copies the parts of one package. `copied` has what came of each, in order."""

    def __init__(self, taken: Taken, parts: Sequence[PackagePart]) -> None:
        """Keep what this worker holds, and the parts that are wanted."""
        self._taken, self._parts = taken, parts
        self._window = window_of(taken.request)
        self._names = Names()
        self._folders: dict[object, str] = {}

    def count(self) -> None:
        """Ask every store how many rows there are; raise `Halted` naming each that can't be asked, but for the released ones.

        What is withheld is counted too, so that the answer can say how much it is; where it can't be counted, nobody waits.
        """
        wait, stores = 0.0, {part.dataset.store_id: part.dataset.store for part in self._parts}
        for store in stores.values():
            wait = max(wait, self._count_in(store, [part for part in self._parts if part.dataset.store_id == store.pk]))
        self._halt_where_missing(wait)

    def _count_in(self, store: Store, parts: Sequence[PackagePart]) -> float:
        asked = [part for part in parts if part.expected is None or part.state in MISSING]
        wait = 0.0
        for part in asked:
            subjects = self.subjects(part.dataset)
            try:
                with connector(store) as opened:
                    found = opened.locate(self._rows_of(part.dataset), subjects) if subjects else {}
            except contract.StoreError as error:
                if part.state != Part.WITHHELD:
                    wait = max(wait, self._note_trouble(part, error, subjects))
            else:
                # Where the path names the person, files are counted and rows are copied: no figure to compare with.
                expected = sum(found.values()) if part.dataset.subject_column else None
                waiting = {} if part.state == Part.WITHHELD else {"state": Part.WAITING, "explanation": ""}
                self._taken.note(part, expected=expected, **waiting)
        return wait

    def copy(self, part: PackagePart, file: PackageFile) -> Copied:
        """Copy one dataset; where its store fails now, say so if the part was released, and raise `Halted` if it was not."""
        if part.state in MISSING:
            return self._without(part)
        subjects = self.subjects(part.dataset)
        self._taken.note(part, state=Part.RUNNING, rows=0)
        copying = _Copying(part, file, self._path(part.dataset), self._taken)
        try:
            with connector(part.dataset.store) as opened:
                for subject in subjects:
                    copying.take(opened, self._rows_of(part.dataset), subject)
                copying.end()
                self._compare(part, opened, subjects, copying.table.rows)
        except contract.StoreError as error:
            copying.drop()
            wait = self._note_trouble(part, error, subjects)
            self._halt_where_missing(wait)
            return self._without(part)
        note = self._note_of(part.dataset, subjects)
        return copying.finish(note)

    def _compare(self, part: PackagePart, opened: contract.Connector, subjects: Collection[str], rows: int) -> None:
        """Fewer rows than were counted: count again, as some may be gone by now; if they are still there, the copy is not whole."""
        if subjects and part.expected is not None and rows < part.expected:
            found = sum(opened.locate(self._rows_of(part.dataset), subjects).values())
            if rows < found:
                msg = f"It gave {rows:,} rows and counts {found:,}."
                raise contract.Unavailable(msg)

    def subjects(self, dataset: Dataset) -> list[str]:
        """By which values the dataset knows the person."""
        return sorted(people.subjects([self._taken.request.person_id], dataset.identifier_kind))

    def _rows_of(self, dataset: Dataset) -> contract.Dataset:
        return dataset.as_contract(within=self._window if _dated(dataset) else None)

    def _note_of(self, dataset: Dataset, subjects: Collection[str]) -> str:
        if not subjects:
            return NAMELESS.format(kind=dataset.get_identifier_kind_display().lower())
        return UNDATED if self._window and not _dated(dataset) else ""

    def _note_trouble(self, part: PackagePart, error: contract.StoreError, subjects: Collection[str]) -> float:
        """Write down what is wrong, without the person's own identifiers: a path or a message can hold one (law 4)."""
        text = str(error)
        for subject in subjects:
            text = text.replace(subject, "{subject}")
        away = isinstance(error, contract.Unavailable)
        self._taken.note(part, state=Part.AWAY if away else Part.REFUSED, rows=0, explanation=text[:300])
        return error.retry_after if isinstance(error, contract.Unavailable) else 0.0

    def _halt_where_missing(self, wait: float) -> None:
        missing = [part for part in self._parts if part.state in MISSING and not part.released]
        if missing:
            named = sorted({f"{part.dataset.name} in {part.dataset.store.name}" for part in missing})
            msg = f"Waits for {', '.join(named)}."
            raise Halted(msg, wait=wait)

    def _without(self, part: PackagePart) -> Copied:
        why = "The store could not be reached" if part.state == Part.AWAY else "The store could not be read"
        return copied(part, state=part.state, counted=part.expected, note=f"{why} when this copy was made. Ask for it again later.")

    def _path(self, dataset: Dataset) -> str:
        if dataset.store_id not in self._folders:
            self._folders[dataset.store_id] = self._names.unique(dataset.store.name, otherwise="store")
        folder = self._folders[dataset.store_id]
        return f"data/{folder}/{self._names.unique(dataset.name, folder=folder, otherwise='dataset')}"


class _Copying:
    """One dataset on its way into the file."""

    def __init__(self, part: PackagePart, file: PackageFile, path: str, taken: Taken) -> None:
        self._part, self._file, self._path, self._taken = part, file, path, taken
        self.table = Table(file.member(f"{path}.jsonl"), file.member(f"{path}.csv"))
        self._objects = Objects(path, file.member, lambda member: file.add(member, listed=False))
        self._noted = time.monotonic()

    def take(self, opened: contract.Connector, rows: contract.Dataset, subject: str) -> None:
        """Copy rows in batches, telling how far it is now and then; a worker that was overtaken stops here."""
        for batch in self._batches(opened, rows, subject):
            self.table.add(batch)
            if time.monotonic() - self._noted > NOTED_EVERY_SECONDS:
                self._taken.note(self._part, rows=self.table.rows)
                self._noted = time.monotonic()

    def _batches(self, opened: contract.Connector, rows: contract.Dataset, subject: str) -> Iterator[Sequence[Mapping[str, Any]]]:
        if rows.subject_column:
            yield from opened.export_batches(rows, subject)
            return
        # One by one: pieces of files are large, and a list of them would not be flat.
        stream = self._objects.taken_out_of(opened.export(rows, subject))
        while batch := list(islice(stream, BATCH)):
            yield batch

    def end(self) -> None:
        """Nothing more comes."""
        self.table.add(list(self._objects.end()))

    def drop(self) -> None:
        """Let go of what was copied."""
        self._objects.drop()
        self.table.jsonl.spool.close()
        self.table.csv.spool.close()

    def finish(self, note: str) -> Copied:
        """Put both files into the archive and write down what was copied."""
        table = self.table
        written = table.finish(self._file.member(f"{self._path}.csv"))
        members = [member for member in (table.jsonl, written) if member is not None]
        note = note or ("" if written else WIDE)
        sha256 = table.jsonl.sha256
        for member in members:
            self._file.add(member, rows=table.rows, dataset=str(self._part.dataset_id), schema="schema.json#/$defs/records")
        self._taken.note(self._part, state=Part.DONE, rows=table.rows, sha256=sha256, explanation=note)
        return copied(
            self._part,
            state=Part.DONE,
            rows=table.rows,
            counted=self._part.expected,
            note=note,
            files=tuple(member.name for member in members),
            columns=len(table.columns),
            preview_columns=tuple(table.preview_columns),
            preview=table.preview,
        )


def copied(part: PackagePart, **facts: Any) -> Copied:
    """What came of a part, with what it is called."""
    dataset = part.dataset
    return Copied(
        ref=str(dataset.pk),
        name=dataset.name,
        store=dataset.store.name,
        signals=tuple(map(str, dataset.signal_labels)),
        **facts,
    )


def window_of(request: Request) -> contract.Window | None:
    """The stretch of time that the request is about; None for all times."""
    since, until = scope.window(request)
    return contract.Window(since=since, until=until) if since or until else None


def _dated(dataset: Dataset) -> bool:
    return bool(dataset.time_column and dataset.subject_column)
