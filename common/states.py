"""Guarded moves: a state changes only through `move`, under a row lock, along the model's table of legal moves.

Such a model has a `state` field, and `MOVES`: for each state, the states it may become.
"""

from typing import Any, TypeVar

from django.db import models

from common.errors import Conflict

Row = TypeVar("Row", bound=models.Model)


def move(row: Row, to: str, **changes: Any) -> Row:
    """Lock the row, check the move, save it with `changes`; return the fresh row.

    Must run inside a transaction. Two people deciding at once: the first wins, the second gets `Conflict`.
    """
    model = type(row)
    locked = model._base_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001 - Django's documented manager
    if to not in model.MOVES[locked.state]:  # type: ignore[attr-defined]
        name = model._meta.verbose_name  # noqa: SLF001 - Django's documented API
        msg = f"This {name} is {locked.get_state_display().lower()} now, so it can't become {to}."  # type: ignore[attr-defined]
        raise Conflict(msg, hint="Reload the page to see who decided what, and when.")
    locked.state = to  # type: ignore[attr-defined]
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save()
    return locked
