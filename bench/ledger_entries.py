"""One database under measurement: saves in entries against plain saves, rows in bulk, and their verification. Prints JSON."""

import json
import sys
import time
import uuid
from collections.abc import Callable
from statistics import median
from typing import Any

import django
from celery import Celery

django.setup()
# No broker runs here: rings of the sequencer's doorbell go nowhere.
Celery("bench", broker="memory://").set_default()

from django.core.management import call_command  # noqa: E402 - models need Django to be set up
from django.db import connection  # noqa: E402

from audit import bulk, ledger  # noqa: E402
from audit.verification import verify  # noqa: E402
from tests.audit.app import models  # noqa: E402
from tests.audit.app.events import WorkshopEvent  # noqa: E402

# mypy doesn't know the room of test widgets, which is installed for tests and for this program only.
Widget: Any = models.Widget
Plain: Any = models.Plain
SAVES = 300


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def save_in_an_entry() -> None:
    """Save one governed row as an action does."""
    with ledger.entry(WorkshopEvent.MADE, actor="system:bench"):
        Widget.objects.create(person=uuid.uuid4())


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1])
    call_command("migrate", run_syncdb=True, verbosity=0)
    save_in_an_entry()
    plain = median(timed(lambda: Plain.objects.create(name="x")) for _ in range(SAVES))
    entry = median(timed(save_in_an_entry) for _ in range(SAVES))
    made = ({"person": uuid.uuid4(), "state": "given"} for _ in range(rows))
    create = timed(lambda: bulk.create(Widget, made, event=WorkshopEvent.MADE, actor="system:bench"))
    given = Widget.objects.filter(state="given")
    changes = {"state": "expired"}
    update = timed(lambda: bulk.update(given, event=WorkshopEvent.CHANGED, actor="system:bench", changes=changes))
    sequence = timed(ledger.sequence)
    found = []
    check = timed(lambda: found.append(verify()))
    if not found[0].verified:
        raise SystemExit(found[0].problems[0])
    figures = {
        "plain_save_ms": round(plain * 1000, 2),
        "entry_with_one_row_ms": round(entry * 1000, 2),
        "ratio": round(entry / plain, 1),
        "bulk_create_rows_per_s": round(rows / create),
        "bulk_update_rows_per_s": round(rows / update),
        "sequence_s": round(sequence, 2),
        "verify_rows_per_s": round(found[0].rows / check),
        "entries": found[0].size,
    }
    print(json.dumps({connection.vendor: figures}))


if __name__ == "__main__":
    main()
