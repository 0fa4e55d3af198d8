"""The base of every room's `events.py`, and the register of all events that rooms have declared."""

import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = re.compile(r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*:[a-z][a-z0-9-]*")
_RESERVED = frozenset({"event", "actor", "subject", "ref", "batch"})


class Event(StrEnum):
    """A room's ledger events: `NAME = "source:subject:action", "Label", ("fact", ...)`; add True for a retired one."""

    label: str
    facts: frozenset[str]
    retired: bool

    def __new__(cls, value: str, label: str, facts: Iterable[str] = (), retired: bool = False) -> Self:  # noqa: FBT001, FBT002 - an enum member's tuple has no keywords
        """Make one member; the form of its code and of its fact names is checked here."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.facts = frozenset(facts)
        member.retired = retired
        if isinstance(facts, str) or not _FORM.fullmatch(value):
            msg = f"{value!r} must read source:subject:action in lower case, its facts a tuple of names."
            raise ImproperlyConfigured(msg)
        if clash := member.facts & _RESERVED or {name for name in member.facts if not name.isidentifier()}:
            msg = f"{value} names facts that can't be facts: {', '.join(sorted(clash))}."
            raise ImproperlyConfigured(msg)
        return member


_registered: dict[str, Event] = {}
registered: "Mapping[str, Event]" = MappingProxyType(_registered)
"""Every declared event by its code."""


def register(module: str) -> None:
    """Take up the events that the loaded module declares; a code that another room declared already is refused."""
    for kind in vars(sys.modules[module]).values():
        if not (isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == module):
            continue
        for event in kind:
            known = _registered.setdefault(event.value, event)
            if type(known) is not type(event):
                msg = f"{module} declares {event.value}, which {type(known).__module__} declares already."
                raise ImproperlyConfigured(msg)
