"""`manage.py record_demo` (bin/record-demo): a small collector that records synthetic events while it may."""

import itertools
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.company import employees
from portal.demo.recorder import Recorder, Round


class Command(BaseCommand):
    """Record until stopped, one line whenever something changes."""

    help = "Record synthetic events of the trial's people; asks the gate before each batch and stops where it says no."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom, how often, how long."""
        parser.add_argument("--url", default=settings.SITE_URL, help="the portal's address")
        parser.add_argument("--people", type=int, default=1, help="how many of the trial's people, from the first (1)")
        parser.add_argument("--every", type=float, default=0.5, help="seconds between two batches (0.5)")
        parser.add_argument("--rounds", type=int, help="stop after so many batches; without it, on Ctrl-C")

    def handle(self, *args: Any, url: str, people: int, every: float, rounds: int | None, **options: Any) -> None:  # noqa: ARG002
        """Ask, record, wait, again."""
        folder = Path(settings.VAR_DIR)
        try:
            key = (folder / "demo-recorder.key").read_text(encoding="utf-8").strip()
        except OSError as error:
            msg = f"There is no recorder key in {folder}: make the trial company first (bin/up or manage.py demo)."
            raise CommandError(msg) from error
        database = folder / "demo" / "events.sqlite3"
        recorder = Recorder(url=url.rstrip("/"), key=key, database=database, employees=list(employees(people)))
        last = None
        try:
            for _ in itertools.count() if rounds is None else range(rounds):
                last = self._say(recorder.once(), last)
                time.sleep(every)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _say(self, now: Round, last: Round | None) -> Round:
        if now != last:
            refusals = ", ".join(f"{reason} {count} times" for reason, count in sorted(now.refused.items()))
            self.stdout.write(f"recording {now.recorded} events a batch; refused: {refusals or 'nothing'}")
            self.stdout.flush()
        return now
