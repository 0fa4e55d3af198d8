"""The change of `bin/bench ending`, in a process with the settings of one database."""

import json
import logging
import sys
import time

import django

django.setup()

from audit import ledger  # noqa: E402 - models load once Django is set up
from audit.verification import verify  # noqa: E402
from bench.pause_click import fill  # noqa: E402
from consent import endings  # noqa: E402
from consent.models import Consent, DecisionChange, Ending, Prompt  # noqa: E402
from people.models import Message  # noqa: E402
from tests import programs  # noqa: E402
from tests.cast import make_cast  # noqa: E402


def main(count: int) -> None:
    """Fill a program, change it materially, run the ending as its task does, sequence and verify the ledger; print seconds."""
    logging.disable(logging.WARNING)
    cast = make_cast(datasets=False)
    fill(cast, count)
    start = time.perf_counter()
    programs.publish_notice(program=cast.program, summary=["We record more."])
    commit = time.perf_counter() - start
    ending = Ending.objects.get()
    start = time.perf_counter()
    endings.run(ending.pk)
    seconds = time.perf_counter() - start
    ending.refresh_from_db()
    start = time.perf_counter()
    ledger.sequence()
    sequenced = time.perf_counter() - start
    found = verify()
    expired = Consent.objects.filter(state="expired").count()
    history = Consent.history.filter(state="expired").count()
    if not (found.verified and ending.finished_at and ending.done == expired == history == count):
        msg = f"{ending.done} done, {expired} expired, {history} rows of history of {count}; {found.problems[:1]}"
        raise RuntimeError(msg)
    figures = {
        "people": count,
        "launch_s": round(commit, 2),
        "ending_s": round(seconds, 2),
        "sequence_s": round(sequenced, 2),
        "told": Message.objects.filter(kind="choices-ended-ask").count(),
        "prompts": Prompt.objects.count(),
        "outbox_rows": DecisionChange.objects.filter(reason="STALE_NOTICE").count(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]))
