"""What the ledger's tests share: widgets, a way to tamper, and the verification's words."""

import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import guards, ledger
from tests.audit.app.events import WorkshopEvent
from tests.audit.app.models import Widget

SOMEBODY = uuid.UUID("6f1f3c5e-0000-4000-8000-000000000001")


def make_widget(**fields: Any) -> Widget:
    """Make a widget inside an entry of its own."""
    with ledger.entry(WorkshopEvent.MADE, actor=SOMEBODY) as entry:
        widget = Widget.objects.create(person=SOMEBODY, **fields)
    widget.entry_id = entry.id
    return widget


def change_widget(widget: Widget, state: str) -> None:
    """Change it inside an entry of its own."""
    with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
        widget.state = state
        widget.save()


def tamper(*statements: str) -> None:
    """Run SQL with the guards dropped, as somebody with the database's password would, and put the guards back."""
    guards.lift("default")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount != 0, "the tampering touched nothing"
    guards.arm("default")


def complaint(**options: Any) -> str:
    """Run audit_verify, which must fail, and give what it says first."""
    with pytest.raises(CommandError) as caught:
        call_command("audit_verify", **options)
    assert caught.value.returncode == 1
    return str(caught.value)
