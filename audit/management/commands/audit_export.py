"""`manage.py audit_export DIR`: write the ledger as a tlog-tiles directory that bin/verify-trail checks."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import ledger
from audit.errors import LedgerError
from audit.events import AuditEvent
from audit.export import export
from audit.models import Leaf


class Command(BaseCommand):
    help = "Write the ledger as a directory (c2sp.org/tlog-tiles); exporting is an entry of its own."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with ledger.entry(AuditEvent.TRAIL_EXPORTED, actor="system:audit-export", entries=Leaf.objects.count()):
                pass
            size = export(options["folder"])
        except (LedgerError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Exported {size} entries to {options['folder']}.")
