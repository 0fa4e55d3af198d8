"""Which tables are guarded, and how: found by walking the models, so that no room has to remember it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from audit.governed import Governed
from audit.models import Checkpoint, Entry, Leaf, Pending, Tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """One guarded table. `kind` is `governed`, `history`, `ledger` or `pending`; `partner` is a governed table's history."""

    table: str
    kind: str
    key: str
    columns: tuple[str, ...] = ()
    partner: str = ""
    uniques: tuple[tuple[str, ...], ...] = ()


def governed_models() -> list[type[models.Model]]:
    """Every governed model of the installation."""
    return [model for model in apps.get_models() if issubclass(model, Governed) and not model._meta.proxy]  # noqa: SLF001 - Django's documented API


def guarded_tables(present: Collection[str]) -> list[Guarded]:
    """List the guarded tables that exist."""
    found = [_ledger(model, "ledger") for model in (Entry, Leaf, Tile, Checkpoint)] + [_ledger(Pending, "pending")]
    for model in governed_models():
        history: Any = model.history.model  # type: ignore[attr-defined]
        key = str(model._meta.pk.column)  # noqa: SLF001
        columns = tuple(field.column for field in history.tracked_fields)
        table, partner = model._meta.db_table, history._meta.db_table  # noqa: SLF001
        found.append(Guarded(table=table, kind="governed", key=key, columns=columns, partner=partner, uniques=_uniques(model)))
        found.append(Guarded(table=partner, kind="history", key=history._meta.pk.column, uniques=_uniques(history)))  # noqa: SLF001
    return [one for one in found if one.table in present and (not one.partner or one.partner in present)]


def _ledger(model: type[models.Model], kind: str) -> Guarded:
    opts: Any = model._meta  # noqa: SLF001
    return Guarded(table=opts.db_table, kind=kind, key=opts.pk.column, uniques=_uniques(model))


def _uniques(model: type[models.Model]) -> tuple[tuple[str, ...], ...]:
    """The column groups on which INSERT OR REPLACE could remove another row."""
    opts: Any = model._meta  # noqa: SLF001
    groups = [(field.column,) for field in opts.local_concrete_fields if field.unique]
    groups += [tuple(opts.get_field(name).column for name in constraint.fields) for constraint in opts.total_unique_constraints]
    return tuple(dict.fromkeys(groups))
