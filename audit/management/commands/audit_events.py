"""`manage.py audit_events`: print docs/events.md, made from the events that rooms declare."""

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand

from audit.vocabulary import Event, registered

HEAD = """# Events of the ledger

Made by `manage.py audit_events > docs/events.md` from each room's `events.py`; a test keeps it current.
Facts are counts, digests, codes and refs; personal values are refused.
"""


def page(events: list[Event]) -> str:
    """Write the page for these events."""
    parts = [HEAD]
    for name, group in groupby(sorted(events, key=lambda event: (_room(event), event.value)), key=_room):
        parts.append(f"\n## {name}\n\n| Event | Label | Facts |\n|---|---|---|\n")
        for event in group:
            facts = ", ".join(f"`{fact}`" for fact in sorted(event.facts)) or "none"
            label = f"{event.label} (retired)" if event.retired else event.label
            parts.append(f"| `{event.value}` | {label} | {facts} |\n")
    return "".join(parts)


def _room(event: Event) -> str:
    return type(event).__module__.rpartition(".")[0]


class Command(BaseCommand):
    help = "Print the page of all ledger events (docs/events.md)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(
            page([event for event in registered.values() if not type(event).__module__.startswith("tests.")]), ending=""
        )
