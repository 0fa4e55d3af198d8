"""The requests of `bin/bench pages`, in a process with the settings of one database."""

import itertools
import json
import logging
import statistics
import sys
import time
from collections import defaultdict
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - models load once Django is set up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from audit import bulk  # noqa: E402
from consent.actions import choices  # noqa: E402
from consent.events import ConsentEvent  # noqa: E402
from consent.models import Consent, Notice, Program  # noqa: E402
from people.models import Person  # noqa: E402
from tests import programs  # noqa: E402
from tests.cast import BY, TABLES, Cast, make_cast  # noqa: E402

AT_ONCE = 5_000
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOST = {"host": "127.0.0.1"}
ME = "/me/"


def main(count: int, requests: int) -> None:
    """Fill a company with three programs; let some people decide and open their pages; print medians and numbers of queries."""
    logging.disable(logging.WARNING)
    cast = make_cast()
    running = [cast.program, *(another(cast, slug) for slug in ("help-desk", "meeting-notes"))]
    fill(running, count)
    sample = list(Person.objects.filter(name="Everybody").order_by("pk")[: count : max(1, count // requests)])[:requests]
    times: dict[str, list[float]] = defaultdict(list)
    queries: dict[str, set[int]] = defaultdict(set)
    for number, person in enumerate(sample):
        decide(person, running, more=number % 2 == 1)
        client = Client(headers=HOST)
        client.force_login(person, backend=BACKEND)
        client.get(ME)
        for name, address in [("me", ME), *(("program", f"/me/programs/{program.slug}/") for program in running)]:
            times[name].append(seconds_of(client, address))
            queries[name].add(queries_of(client, address))
    figures = {"people": count, "programs": len(running), "choices": Consent.objects.count(), "opened": len(sample)}
    print(json.dumps(figures | figures_of(times) | {f"{name}_queries": sorted(found) for name, found in queries.items()}))


def another(cast: Cast, slug: str) -> Program:
    """One more program with all four signals, recorded into the same datasets."""
    program = programs.add_program(slug=slug, name=slug.capitalize(), signals={one: f"What {one} is." for one in TABLES}, by=BY)
    for dataset in cast.datasets.values():
        programs.attach_dataset(program=program, dataset=dataset, by=BY)
    programs.publish_notice(program=program, summary=["We record."], by=BY)
    return programs.start_program(program=program, by=BY)


def fill(running: list[Program], count: int) -> None:
    """So many people, each with a yes to every signal of every program, imported in bulk as the trial's are."""
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        Person.objects.bulk_create(Person(email=f"p{number}@example.com", name="Everybody") for number in numbers)
    people = list(Person.objects.filter(name="Everybody"))
    for program in running:
        notice = Notice.objects.get(program=program)
        facts: dict[str, Any] = {"program": program, "state": "given", "notice": notice, "decided_at": timezone.now()}
        pairs = itertools.product(people, TABLES)
        rows = ({"person": person, "signal": signal, **facts} for person, signal in pairs)
        bulk.create(Consent, rows, event=ConsentEvent.IMPORTED, actor=BY, ref=program.pk, program=program.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def decide(person: Person, running: list[Program], *, more: bool) -> None:
    """Turn a signal off in each program, for some people two: so there are receipts, a history and erasing to show."""
    for program, signals in itertools.product(running, list(TABLES)[: 2 if more else 1]):
        choices.withdraw(person=person, program=program, signals=[signals], by=person)


def seconds_of(client: Client, address: str) -> float:
    """How long the portal's own handler takes for one page."""
    start = time.perf_counter()
    answer = client.get(address)
    seconds = time.perf_counter() - start
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
        msg = f"{address} answered {answer.status_code}."
        raise RuntimeError(msg)
    return seconds


def queries_of(client: Client, address: str) -> int:
    """How many questions one page asks the database."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def figures_of(times: dict[str, list[float]]) -> dict[str, float]:
    """Medians and 95th percentiles, in milliseconds."""
    figures = {}
    for name, found in times.items():
        figures[f"{name}_median_ms"] = round(statistics.median(found) * 1000, 1)
        figures[f"{name}_p95_ms"] = round(statistics.quantiles(found, n=20)[18] * 1000, 1)
    return figures


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
