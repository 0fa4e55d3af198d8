"""Blocks that rooms above put on pages of this room: they register them, so that imports go down only."""

from collections.abc import Callable
from typing import Any

from consent.models import Program
from people.models import Person

PROGRAM, CONCERNS = "program", "concerns"
Provider = Callable[[Person, Program | None], dict[str, Any] | None]
"""Gives a block for this reader: `template`, and whatever that template shows; or None for no block."""
_providers: dict[str, list[Provider]] = {PROGRAM: [], CONCERNS: []}


def register(page: str, provider: Provider) -> None:
    """Put a block on a page, below the page's own; a second registration of the same one is a programming error."""
    if provider in _providers[page]:
        msg = f"{provider!r} is registered twice on {page!r}."
        raise ValueError(msg)
    _providers[page].append(provider)


def blocks(page: str, person: Person, program: Program | None = None) -> list[dict[str, Any]]:
    """The blocks of a page for this reader, in the order of their registration."""
    found = (provider(person, program) for provider in _providers[page])
    return [block for block in found if block is not None]
