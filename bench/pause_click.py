"""The click of `bin/bench pause`, in a process with the settings of one database."""

import json
import logging
import sys
import time
from http import HTTPStatus
from typing import Any

import django
from django.db import connection
from django.test import Client
from django.utils import timezone

django.setup()

from audit import bulk  # noqa: E402 - models load once Django is set up
from consent.events import ConsentEvent  # noqa: E402
from consent.models import Consent, DecisionChange  # noqa: E402
from gate import actions as gate  # noqa: E402
from people.models import Message, Person  # noqa: E402
from tests.cast import BY, MOUSE, Cast, make_cast  # noqa: E402

PAUSE = "/office/programs/desktop/pause/"
AT_ONCE = 5_000


def main(count: int) -> None:
    """Fill a program, pause it through its page, ask the gate right after; print seconds and counts."""
    logging.disable(logging.WARNING)
    cast = make_cast(datasets=False)
    fill(cast, count)
    key = gate.enrol(name="Bench", program=cast.program, signals=[MOUSE], by=BY).key
    client = cast.client(cast.sam)
    host = {"host": "127.0.0.1"}
    before = _ask(key)
    start = time.perf_counter()
    answer = client.post(PAUSE, headers=host)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    after = _ask(key)
    asked = time.perf_counter() - start
    if answer.status_code != HTTPStatus.FOUND or not before["allow"] or after["reason"] != "PROGRAM_PAUSED":
        msg = f"The click answered {answer.status_code}; the gate {before} before and {after} after it."
        raise RuntimeError(msg)
    figures = {
        "people": count,
        "told": Message.objects.filter(kind="program-paused").count(),
        "outbox_rows": DecisionChange.objects.filter(scope="program").count(),
        "pause_s": round(seconds, 2),
        "refused_ms": round(asked * 1000),
    }
    print(json.dumps(figures))


def fill(cast: Cast, count: int) -> None:
    """So many people with a yes each, imported in bulk as the trial's are."""
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        Person.objects.bulk_create(Person(email=f"p{number}@example.com", name=f"Person {number}") for number in numbers)
    facts = {"program": cast.program, "signal": MOUSE, "state": "given", "notice": cast.notice, "decided_at": timezone.now()}
    people = Person.objects.filter(email__startswith="p", name__startswith="Person ").order_by("pk")
    rows = ({"person": person, **facts} for person in people.iterator(AT_ONCE))
    bulk.create(Consent, rows, event=ConsentEvent.IMPORTED, actor=BY, ref=cast.program.pk, program=cast.program.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ask(key: str) -> dict[str, Any]:
    person = Person.objects.get(email="p0@example.com").pk
    body = {"people": [str(person)], "signals": [MOUSE]}
    headers = {"Authorization": f"Bearer {key}", "host": "127.0.0.1"}
    answer = Client().post("/v1/decisions", body, content_type="application/json", headers=headers)
    found: dict[str, Any] = answer.json()["decisions"][0]
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]))
