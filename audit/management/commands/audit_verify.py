"""`manage.py audit_verify [--since N] [--against FILE]`: recompute everything; exit 1 and name what is wrong."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import keys, values
from audit.note import Checkpoint, NoteError, open_checkpoint
from audit.verification import verify


class Command(BaseCommand):
    help = "Verify the ledger, the tree, every checkpoint, every history row and the database's guards."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--since", type=int, default=0, metavar="N", help="only entries from N on (nightly run)")
        parser.add_argument("--against", type=Path, metavar="FILE", help="a checkpoint that was kept elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        against = _checkpoint(options["against"]) if options["against"] else None
        report = verify(since=options["since"], elsewhere=against)
        for problem in report.problems[1:]:
            self.stderr.write(problem)
        if report.more:
            self.stderr.write("... and more")
        if not report.verified:
            raise CommandError(report.problems[0])
        self.stdout.write(
            f"Verified {report.size} entries and {report.rows} history rows at {values.moment(report.at)}"
            + (f"; {report.body_only} values are proven by the body only" if report.body_only else "")
            + "."
        )


def _checkpoint(path: Path) -> Checkpoint:
    try:
        return open_checkpoint(path.read_text(encoding="utf-8"), keys.signer().verifier)
    except (OSError, NoteError, UnicodeDecodeError) as error:
        msg = f"{path} holds no checkpoint of this ledger: {error}"
        raise CommandError(msg) from error
