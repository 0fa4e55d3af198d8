"""The canonical bodies of history rows, always read back from the database: what is sealed is what was stored."""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from audit import values
from audit.binding import OpenEntry

HEAD = ("history_id", "history_previous", "history_type", "history_date")
"""The first columns of every sealed row; the model's own fields follow."""
_CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How rows of one history table are read and written."""

    history: type[models.Model]
    table: str
    key: str
    fields: tuple[str, ...]
    writers: tuple[Callable[[Any], values.Json], ...]

    @property
    def columns(self) -> list[str]:
        """The columns of a sealed row, in order."""
        return [*HEAD, *self.fields]


@functools.cache
def shape(history: type[models.Model]) -> Shape:
    """Describe a history model; `key` is the governed model's primary key."""
    model: Any = history
    tracked = model.tracked_fields
    return Shape(
        history=history,
        table=model.instance_type._meta.db_table,  # noqa: SLF001 - Django's documented API
        key=model.instance_type._meta.pk.attname,  # noqa: SLF001
        fields=tuple(field.attname for field in tracked),
        writers=tuple(values.writer(field) for field in tracked),
    )


def read(
    history: type[models.Model], where: Q, *, using: str, also: tuple[str, ...] = ()
) -> Iterator[tuple[list[values.Json], tuple[Any, ...]]]:
    """Give the sealed form of the rows that `where` selects, in the order of their history ids, and columns asked for."""
    form = shape(history)
    rows: models.QuerySet[Any] = models.QuerySet(history, using=using)
    before = rows.filter(**{form.key: OuterRef(form.key)}, history_id__lt=OuterRef("history_id"))
    found = (
        rows.filter(where)
        .annotate(previous=Subquery(before.order_by("-history_id").values("history_id")[:1]))
        .order_by("history_id")
        .values_list("history_id", "previous", "history_type", "history_date", *form.fields, *also)
    )
    end = len(HEAD) + len(form.fields)
    for row in found.iterator(chunk_size=_CHUNK):
        body = [write(value) for write, value in zip(form.writers, row[len(HEAD) : end], strict=True)]
        yield [row[0], row[1], row[2], values.moment(row[3]), *body], row[end:]


def of_entry(entry: OpenEntry, *, using: str) -> Iterator[tuple[Shape, list[values.Json]]]:
    """Give the rows made inside the entry. Rows of rolled-back savepoints are gone and so left out."""
    for history in sorted(entry.rows, key=lambda model: model._meta.db_table):  # noqa: SLF001
        form = shape(history)
        for low, high in merged(entry.rows[history]):
            where = Q(history_id__gte=low, history_id__lte=high, history_entry=entry.id)
            for row, _ in read(history, where, using=using):
                yield form, row


def merged(ranges: Iterable[tuple[int, int]], gap: int = 1_000) -> list[tuple[int, int]]:
    """Join ranges that lie close together, so that few queries read them all."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low - result[-1][1] <= gap:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result
