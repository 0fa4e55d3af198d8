"""Runs `audit_verify` in this process, after the flow, on the same database."""

import sys
from dataclasses import dataclass

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What the check found."""

    intact: bool
    size: int


def check() -> Trail:
    """Verify the whole ledger; what it says goes to the terminal's error stream."""
    intact = True
    try:
        call_command("audit_verify", stdout=sys.stderr, stderr=sys.stderr)
    except CommandError as error:
        print(error, file=sys.stderr)
        intact = False
    except SystemExit as ended:
        intact = not ended.code
    # By name: this file is read before Django is set up, when no model can be imported.
    size = apps.get_model("audit", "Entry")._default_manager.count()  # noqa: SLF001 - Django's documented manager
    connections.close_all()
    return Trail(intact=intact, size=size)
