"""`manage.py freeze_figures`: what beat does every night, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from consent.actions import figures


class Command(BaseCommand):
    """Freeze the figures that are due."""

    help = "Count and freeze the figures of every month that is over and has none yet. Running it twice changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Freeze, and say for how many months of programs."""
        self.stdout.write(f"Frozen: {figures.freeze_due()} months of programs.")
