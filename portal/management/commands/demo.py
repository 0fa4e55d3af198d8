"""`manage.py demo`: make the trial company in a new database, with stores full of recordings."""

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from common.signals import Signal
from people.models import Person
from portal.demo import choices, company, outside, program, recordings, requests, sessions
from portal.demo.cast import CAST


class Command(BaseCommand):
    """Make the trial company."""

    help = "Make a trial company: people, roles, a running program, and stores filled with recordings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many people, how many days, and real recordings to load in addition."""
        parser.add_argument("--people", type=int, default=40, help="how many people (at least 8; 40)")
        parser.add_argument("--days", type=int, default=5, help="how many days of recordings (5)")
        parser.add_argument("--recordings", type=Path, help="a folder of mouse recordings (CSV, gzip allowed), one per person")

    def handle(self, *args: Any, people: int, days: int, recordings: Path | None, **options: Any) -> None:  # noqa: ARG002
        """Fill the stores first, then the portal in one transaction: all of the company or nothing."""
        started = time.monotonic()
        self._check(people, days)
        try:
            files = sessions.files_in(recordings) if recordings else []
            folder = self._fill(people, days, files)
        except sessions.BadRecording as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            company.make(people)
            self.stdout.write(f"{people:,} people")
            made, key = program.make(folder)
            choices.acknowledge(people)
            self.stdout.write(f"{choices.choose(made, people):,} choices")
            self.stdout.write(f"{requests.make(people, made)} requests")
            self.stdout.write(f"{outside.make(people, made)} concerns")
        program.keep_key(settings.VAR_DIR / "demo-recorder.key", key)
        self.stdout.write(f"The trial company is ready ({time.monotonic() - started:.1f} s).")

    def _check(self, people: int, days: int) -> None:
        if people < len(CAST) or days < 1:
            msg = f"A company needs at least {len(CAST)} people and 1 day."
            raise CommandError(msg)
        if not settings.DEMO:
            msg = "Set ASSENT_DEMO=1 first: the trial company lets anybody sign in as its people."
            raise CommandError(msg)
        if Person.objects.exists():
            msg = "There are people in this database already; the trial company needs a new one."
            raise CommandError(msg)

    def _fill(self, people: int, days: int, files: list[Path]) -> Path:
        """Write the recordings of everybody who said yes into a new folder; it replaces that of an earlier trial."""
        folder = Path(settings.VAR_DIR).resolve() / "demo"
        shutil.rmtree(folder, ignore_errors=True)
        dates = recordings.days_back(days, timezone.localdate())
        database = folder / "events.sqlite3"
        recordings.create_database(database)
        if files:
            rows = sessions.load(database, files, _movers(people, len(files)), day=dates[-1])
            self.stdout.write(f"{sum(rows.values()):,} events from {len(files)} real recordings")
        events = recordings.per_day(people)
        count = recordings.fill_database(database, company.employees(people), days=dates, events=events)
        count += recordings.fill_files(folder / "files", company.employees(people), days=dates)
        self.stdout.write(f"{count:,} synthetic rows")
        return folder


def _movers(people: int, most: int) -> list[str]:
    """Employee numbers of the first people who said yes to mouse movement and clicks."""
    both = {Signal.MOUSE_MOVEMENT, Signal.CLICK_LOCATION}
    found = (one.employee_number for one in company.employees(people) if both <= one.yes)
    return [number for _, number in zip(range(most), found, strict=False)]
