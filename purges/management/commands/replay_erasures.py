"""`manage.py replay_erasures STORE`: after a restore, before anybody reads the store again."""

import argparse
import datetime as dt
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from purges import passes, verification
from purges.actions import replaying
from purges.models import PurgeStep
from stores.models import Dataset, Store

ROUNDS = 5
OPEN = (PurgeStep.State.DUE, PurgeStep.State.RUNNING, PurgeStep.State.ERASED, PurgeStep.State.FAILED)


class Command(BaseCommand):
    """Look for everything that was erased, erase what came back, and say whether anything is left."""

    help = "Erase again what a restore from a backup brought back. Exit code 1 where something needs a person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the store's name, and when the backup was made."""
        parser.add_argument("store", help="the store's name")
        parser.add_argument("--since", type=_instant, help="when the backup was made (ISO 8601); without it every erasure counts")

    def handle(self, *_args: Any, store: str, since: dt.datetime | None, **_options: Any) -> None:
        """Replay in this process, so that it is done when the command ends."""
        found = Store.objects.filter(name=store).first()
        if found is None:
            names = ", ".join(Store.objects.values_list("name", flat=True)) or "none"
            msg = f"No store is called {store!r}. There are: {names}."
            raise CommandError(msg)
        asked = replaying.replay(store=found, since=since)
        for dataset in asked.steps:
            _carry_out(dataset)
        names_of = dict(Dataset.objects.filter(store=found).values_list("pk", "name"))
        for dataset, number in asked.mixed.items():
            self.stdout.write(f"{names_of[dataset]}: {number} can't be told from what is recorded now; look at them by hand.")
        left = PurgeStep.objects.filter(dataset__store=found, state__in=OPEN).count()
        unchecked = PurgeStep.objects.filter(dataset__store=found, next_check_at__lte=timezone.now()).count()
        self.stdout.write(
            f"Looked at {sum(asked.steps.values())} erasures in {store}; {left + unchecked} of them are not proved again."
        )
        if left or unchecked or asked.mixed:
            msg = "The store is not as it was before the restore. See /office/purges/ for what needs a person."
            raise CommandError(msg)


def _carry_out(dataset: uuid.UUID) -> None:
    """Look, erase what is there, look again: late rows wait a moment by themselves, so the time is set to now."""
    verification.verify(dataset)
    for _ in range(ROUNDS):
        if not PurgeStep.objects.filter(dataset=dataset, state=PurgeStep.State.DUE).update(due_at=timezone.now()):
            return
        if passes.run(dataset):
            verification.verify(dataset)


def _instant(text: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"{text!r} is no time such as 2026-11-26T03:00:00+00:00"
        raise argparse.ArgumentTypeError(msg) from error
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
