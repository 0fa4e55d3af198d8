"""Set-based changes of governed tables: many rows in few statements, each row with its history, all sealed."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from audit import ledger, sealing
from audit.binding import OpenEntry
from audit.governed import Governed
from audit.values import Ref
from audit.vocabulary import Event

_PARAMETERS = 900
"""Keys named in one statement: small enough for every database."""


def create(
    model: type[Governed],
    rows: Iterable[Mapping[str, Any]],
    *,
    event: Event,
    actor: Ref,
    subject: Ref = None,
    ref: Ref = None,
    chunk: int = 5_000,
    **facts: Any,
) -> int:
    """Insert rows (field name to value) with their history inside one entry; give how many.

    Memory stays flat: each chunk is sealed before the next is read. All of it is one transaction.
    """
    connection = transaction.get_connection()
    plain: models.QuerySet[Any] = models.QuerySet(model, using=connection.alias)
    total = 0
    with ledger.entry(event, actor=actor, subject=subject, ref=ref, **facts) as entry:
        for some in _chunks(rows, chunk):
            made = plain.bulk_create([model(**row) for row in some])
            _write_history(model, [row.pk for row in made], "+", entry, connection)
            sealing.flush(entry, connection)
            total += len(made)
    return total


def update(
    queryset: models.QuerySet[Any],
    *,
    event: Event,
    actor: Ref,
    changes: Mapping[str, Any],
    subject: Ref = None,
    ref: Ref = None,
    chunk: int = 5_000,
    **facts: Any,
) -> int:
    """Set fields of all rows of the query set, with their history, inside one entry; give how many.

    Rows are locked in the order of their keys, and a row that left the query set meanwhile is left alone.
    """
    connection = transaction.get_connection()
    model = queryset.model
    plain: models.QuerySet[Any] = models.QuerySet(model, using=connection.alias)
    total = 0
    with ledger.entry(event, actor=actor, subject=subject, ref=ref, **facts) as entry:
        keys = queryset.using(connection.alias).order_by("pk").values_list("pk", flat=True)
        for some in _chunks(list(keys), chunk):
            for part in _chunks(some, _PARAMETERS):
                held = list(plain.filter(pk__in=part).order_by("pk").select_for_update().values_list("pk", flat=True))
                # Asked again once the rows are held: the lock may have waited for somebody who took one out of the set. The
                # query set is a subquery, as it may join tables whose rows can't be locked.
                mine = plain.filter(pk__in=held).filter(pk__in=queryset.using(connection.alias).values("pk"))
                locked = list(mine.order_by("pk").values_list("pk", flat=True))
                plain.filter(pk__in=locked).update(**changes)
                _write_history(model, locked, "~", entry, connection)
                total += len(locked)
            sealing.flush(entry, connection)
    return total


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(items)
    while some := list(itertools.islice(source, size)):
        yield some


def _write_history(
    model: type[Governed], keys: Sequence[Any], kind: str, entry: OpenEntry, connection: BaseDatabaseWrapper
) -> None:
    """Copy the rows as they are stored into their history table, and let the entry collect what was made."""
    history: Any = model.history.model
    opts: Any = history._meta  # noqa: SLF001 - Django's documented API
    pk: Any = model._meta.pk  # noqa: SLF001 - Django's documented API
    copied = [field.column for field in history.tracked_fields]
    stamp = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_user_id": entry.actor,
        "history_change_reason": entry.event.value,
        "history_entry": entry.id,
    }
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in [*copied, *(opts.get_field(name).column for name in stamp)])
    constants = [opts.get_field(name).get_db_prep_save(value, connection) for name, value in stamp.items()]
    selected = ", ".join([*(quote(name) for name in copied), *(["%s"] * len(constants))])
    for part in _chunks(keys, _PARAMETERS):
        found = [pk.get_db_prep_value(key, connection) for key in part]
        places = ", ".join(["%s"] * len(found))
        statement = (
            f"INSERT INTO {quote(opts.db_table)} ({columns}) "  # noqa: S608 - names come from the models, values are bound
            f"SELECT {selected} FROM {quote(model._meta.db_table)} WHERE {quote(pk.column)} IN ({places}) "  # noqa: SLF001
            f"ORDER BY {quote(pk.column)} RETURNING {quote(opts.pk.column)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*constants, *found])
            made = [row[0] for row in cursor.fetchall()]
        if made:
            entry.collect(history, min(made), max(made))
