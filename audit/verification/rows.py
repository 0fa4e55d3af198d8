"""Checks history rows against their sealed bodies, each object's chain, and governed rows against their newest history."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models import Q

from audit import bodies
from audit.bodies import HEAD, Shape
from audit.guards.tables import governed_models
from audit.verification import lineage
from audit.verification.said import Problems

_BATCH = 900


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A row as an entry sealed it."""

    name: str
    entry: dict[str, Any]
    columns: list[str]
    row: list[Any]


class Rows:
    """Takes sealed rows in the order of the ledger, and compares them in batches with what the tables hold."""

    def __init__(self, problems: Problems, *, using: str) -> None:
        """Collect into `problems`."""
        self._problems = problems
        self._using = using
        self._shapes = {form.table: form for form in _shapes()}
        self._lineage = lineage.read()
        self._waiting: dict[str, dict[int, _Sealed]] = defaultdict(dict)
        self._seen: dict[str, bytearray] = defaultdict(bytearray)
        self._lowest: dict[str, int] = {}
        self.count = 0
        self.body_only = 0

    def check(self, name: str, entry: dict[str, Any]) -> None:
        """Take the rows that one entry sealed."""
        for group in entry["rows"]:
            table = self._lineage.table(group["table"])
            form = self._shapes.get(table) if table else None
            if form is None:
                self._without_table(name, group)
                continue
            waiting = self._waiting[form.table]
            for row in group["rows"]:
                self.count += 1
                if self._note(form.table, row[0]):
                    self._problems.add(f"history row {row[0]} of {form.table} is sealed a second time in {name}")
                waiting[row[0]] = _Sealed(name, entry, group["columns"], row)
            if len(waiting) >= _BATCH:
                self._compare(form)

    def finish(self, *, whole: bool) -> None:
        """Compare what is left, find rows that no entry sealed, and (`whole`) compare governed rows with their history."""
        for form in self._shapes.values():
            self._compare(form)
            self._find_added(form, whole=whole)
            if whole:
                self._find_drift(form)

    def _without_table(self, name: str, group: dict[str, Any]) -> None:
        if self._lineage.knows_table(group["table"]):
            self.body_only += len(group["rows"])
        else:
            self._problems.add(f"{name} sealed rows of {group['table']}, a table that is gone and named in no lineage file")

    def _note(self, table: str, number: int) -> bool:
        """Mark the row as sealed; say whether it was already."""
        seen, (byte, bit) = self._seen[table], divmod(number, 8)
        if byte >= len(seen):
            seen.extend(bytes(byte - len(seen) + 1024))
        before = bool(seen[byte] & 1 << bit)
        seen[byte] |= 1 << bit
        self._lowest[table] = min(number, self._lowest.get(table, number))
        return before

    def _compare(self, form: Shape) -> None:
        waiting = self._waiting.pop(form.table, {})
        numbers = sorted(waiting)
        for start in range(0, len(numbers), _BATCH):
            some = numbers[start : start + _BATCH]
            stored = {row[0]: (row, stamp) for row, stamp in self._stored(form, some)}
            for number in some:
                sealed = waiting[number]
                if number not in stored:
                    self._problems.add(f"history row {number} of {form.table} is missing; it was sealed in {sealed.name}")
                    continue
                for what in self._differences(form, sealed, *stored[number]):
                    self._problems.add(
                        f"history row {number} of {form.table}: {what} differs from its sealed body in {sealed.name}"
                    )

    def _stored(self, form: Shape, numbers: list[int]) -> Iterator[tuple[list[Any], tuple[Any, ...]]]:
        also = ("history_entry", "history_user_id", "history_change_reason")
        return bodies.read(form.history, Q(history_id__in=numbers), using=self._using, also=also)

    def _differences(self, form: Shape, sealed: _Sealed, row: list[Any], stamp: tuple[Any, ...]) -> Iterator[str]:
        entry = sealed.entry
        if str(stamp[0]) not in {entry["id"], entry.get("batch")}:
            yield "history_entry"
        if (stamp[1], stamp[2]) != (entry["actor"], entry["event"]):
            yield "the actor or the reason"
        if sealed.columns == form.columns and sealed.row == row:
            return
        now = dict(zip(form.columns, row, strict=True))
        for column, value in zip(sealed.columns, sealed.row, strict=True):
            name = column if column in HEAD else self._lineage.column(form.table, column)
            if name is None:
                self.body_only += 1
            elif name not in now:
                yield f"{column} (a column that is gone and named in no lineage file)"
            elif now[name] != value:
                yield column

    def _find_added(self, form: Shape, *, whole: bool) -> None:
        seen = self._seen[form.table]
        rows: models.QuerySet[Any] = models.QuerySet(form.history, using=self._using).order_by("history_id")
        if not whole:
            rows = rows.filter(history_id__gte=self._lowest.get(form.table, 2**62))
        for number in rows.values_list("history_id", flat=True).iterator(chunk_size=10_000):
            byte, bit = divmod(number, 8)
            if byte >= len(seen) or not seen[byte] & 1 << bit:
                self._problems.add(f"history row {number} of {form.table} was added: no ledger entry seals it")

    def _find_drift(self, form: Shape) -> None:
        """Compare each governed row with its newest history row, as the database stores them."""
        quote = connections[self._using].ops.quote_name
        model: Any = form.history
        table, history = quote(form.table), quote(model._meta.db_table)  # noqa: SLF001 - Django's documented API
        names = [field.column for field in model.tracked_fields]
        key = quote(model.instance_type._meta.pk.column)  # noqa: SLF001
        columns = ", ".join(quote(name) for name in names)
        newest = (
            f"SELECT {columns} FROM {history} WHERE history_type <> '-' AND history_id IN "  # noqa: S608 - names come from the models
            f"(SELECT max(history_id) FROM {history} GROUP BY {key})"
        )
        stored = f"SELECT {columns} FROM {table}"  # noqa: S608
        for one, other, what in (
            (stored, newest, "differs from its newest history row"),
            (newest, stored, "is gone or differs, but its history doesn't say so"),
        ):
            with connections[self._using].cursor() as cursor:
                cursor.execute(f"SELECT {key} FROM ({one} EXCEPT {other}) AS drift LIMIT 25")  # noqa: S608
                for (value,) in cursor.fetchall():
                    self._problems.add(f"row {value} of {form.table} {what}")


def _shapes() -> Iterator[Shape]:
    for model in governed_models():
        yield bodies.shape(model.history.model)  # type: ignore[attr-defined]
