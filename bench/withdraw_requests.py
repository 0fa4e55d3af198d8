"""The requests of `bin/bench withdraw`, in a process with the settings of one trial company."""

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.test import Client

django.setup()

from consent.models import Consent  # noqa: E402 - models load once Django is set up
from people.models import Person  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROGRAM = "/me/programs/desktop-assistant-training/"


def main(count: int) -> None:
    """Time one withdrawal each by so many people, and their pages; print medians and 99th percentiles in milliseconds."""
    logging.disable(logging.WARNING)
    rows = Consent.objects.filter(state="given", signal="mouse-movement").order_by("pk")
    people = list(Person.objects.filter(pk__in=rows.values("person")).order_by("pk")[:count])
    times: dict[str, list[float]] = {"withdraw": [], "me": [], "program": []}
    for person in people:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person, backend=BACKEND)
        times["me"].append(_timed(client.get, "/me/", 200))
        times["program"].append(_timed(client.get, PROGRAM, 200))
        times["withdraw"].append(_timed(client.post, f"{PROGRAM}withdraw/", 302, {"signal": "mouse-movement"}))
    figures: dict[str, float] = {"requests": len(people)}
    for name, seconds in times.items():
        figures[f"{name}_median_ms"] = round(statistics.median(seconds) * 1000, 1)
        figures[f"{name}_p99_ms"] = round(statistics.quantiles(seconds, n=100)[98] * 1000, 1)
    print(json.dumps(figures))


def _timed(call: Callable[..., Any], address: str, status: int, *data: dict[str, str]) -> float:
    start = time.perf_counter()
    answer = call(address, *data)
    seconds = time.perf_counter() - start
    if answer.status_code != status:
        msg = f"{address} answered {answer.status_code}."
        raise RuntimeError(msg)
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]))
