"""The requests of `bin/bench queue`, in a process with the settings of one database."""

import datetime as dt
import json
import logging
import random
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - models load once Django is set up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from audit import bulk  # noqa: E402
from people.models import Identifier, IdentifierKind, Person, Role, Site  # noqa: E402
from rights import deadlines  # noqa: E402
from rights.events import RightsEvent  # noqa: E402
from rights.models import Request, RequestClock  # noqa: E402
from tests.cast import BY, make_person  # noqa: E402

AT_ONCE = 5_000
OPEN_SHARE = 20
"""One of so many is open: two years of a large company, of which the last weeks are not answered yet."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOST = {"host": "127.0.0.1"}
VIEWS = ("open", "mine", "new", "started", "waiting", "soon", "overdue", "second", "closed")
FIRST_NAMES = ("Ada", "Bo", "Cem", "Dana", "Eli", "Fatou", "Goran", "Hana", "Ines", "Jan")


def main(count: int, rounds: int) -> None:
    """Fill the tables; open every view of the queue, its filters, its search and cases; print medians and numbers of queries."""
    logging.disable(logging.WARNING)
    officer = make_person("Sam Okafor", role=Role.PRIVACY_OFFICER)
    fill(count, officer)
    client = Client(headers=HOST)
    client.force_login(officer, backend=BACKEND)
    case = Request.objects.exclude(state__in=Request.CLOSED).order_by("due_at")[0]
    addresses = {f"view_{view}": f"/office/queue/?view={view}" for view in VIEWS}
    addresses |= {
        "page_20": "/office/queue/?view=closed&page=20",
        "kind": "/office/queue/?view=open&kind=access",
        "sort_received": "/office/queue/?view=closed&sort=received",
        "ref": f"/office/queue/?ref={case.short_ref}",
        "case": f"/office/cases/{case.pk}/",
        "office": "/office/",
    }
    times: dict[str, list[float]] = defaultdict(list)
    for address in addresses.values():
        client.get(address)
    for _ in range(rounds):
        for name, address in addresses.items():
            times[name].append(seconds(client, "get", address))
        for name, words in (("search_name", "Hana 77"), ("search_number", "E0000077"), ("search_address", "p77@example.com")):
            times[name].append(seconds(client, "post", "/office/queue/search/", {"words": words}))
    figures = {"requests": Request.objects.count(), "open": Request.objects.exclude(state__in=Request.CLOSED).count()}
    medians = {name: round(statistics.median(found) * 1000, 1) for name, found in times.items()}
    queries = {name: asked(client, address) for name, address in addresses.items()}
    queue = [medians[name] for name in addresses if name.startswith(("view", "page", "kind", "sort", "ref"))]
    print(json.dumps(figures | {"slowest_queue_median_ms": max(queue), "median_ms": medians, "queries": queries}))


def fill(count: int, officer: Person) -> None:
    """A person for each request, and the request with its clock; the oldest are answered, the newest open."""
    site = Site.objects.create(name="Dublin", country="IE", time_zone="Europe/Dublin", employer="Example")
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        some = [
            Person(email=f"p{number}@example.com", name=f"{FIRST_NAMES[number % 10]} {number}", site=site) for number in numbers
        ]
        Person.objects.bulk_create(some)
        Identifier.objects.bulk_create(
            Identifier(person=person, kind=IdentifierKind.EMPLOYEE_NUMBER, value=f"E{number:07}")
            for number, person in zip(numbers, some, strict=True)
        )
    people = list(Person.objects.filter(site=site).order_by("pk").values_list("pk", flat=True))
    rows = list(requests(people, officer))
    bulk.create(Request, rows, event=RightsEvent.FILED, actor=BY)
    bulk.create(RequestClock, clocks(rows), event=RightsEvent.CLOCKS_SET, actor=BY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def requests(people: list[uuid.UUID], officer: Person) -> Iterator[dict[str, Any]]:
    """Rows of requests over two years, oldest first."""
    dice, now = random.Random(2026), timezone.now()
    for number, person in enumerate(people):
        is_open = number >= len(people) - len(people) // OPEN_SHARE
        age = dt.timedelta(days=dice.randrange(40) if is_open else 41 + dice.randrange(690), seconds=dice.randrange(86_400))
        received = now - age
        clock = deadlines.gdpr(received, zone="Europe/Dublin", country="IE")
        state = dice.choice(("acknowledged", "acknowledged", "requires-action", "delayed", "accepted"))
        ended = {"state": "fulfilled", "outcome": "granted", "closed_at": received + dt.timedelta(days=20)}
        yield {
            "ref": uuid.UUID(int=dice.getrandbits(128), version=4),
            "person_id": person,
            "kind": dice.choice(("access", "erasure", "objection", "question")),
            "form_token": uuid.UUID(int=dice.getrandbits(128), version=4),
            "received_at": received,
            "filed_at": received,
            "due_on": clock.due,
            "due_at": clock.due_instant,
            "looked_at": received if dice.random() < 0.7 else None,  # noqa: PLR2004 - made-up data
            "assignee": officer if is_open and dice.random() < 0.1 else None,  # noqa: PLR2004 - made-up data
            **({"state": state} if is_open else ended),
        }


def clocks(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The clock of each request."""
    for row in rows:
        clock = deadlines.gdpr(row["received_at"], zone="Europe/Dublin", country="IE")
        yield {
            "request_id": row["ref"],
            "regime": clock.regime.value,
            "calendar_id": clock.calendar_id,
            "zone": "Europe/Dublin",
            "received_on": clock.received_on,
            "due_on": clock.due,
            "due_at": clock.due_instant,
            "extended_on": clock.extended,
            "extended_at": clock.extended_instant,
            "target_on": clock.target,
        }


def seconds(client: Client, method: str, address: str, values: dict[str, str] | None = None) -> float:
    """How long the portal's own handler takes; a search is measured with the list that it leads to."""
    start = time.perf_counter()
    answer = client.get(address) if method == "get" else client.post(address, values, follow=True)
    taken = time.perf_counter() - start
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
        msg = f"{address} answered {answer.status_code}."
        raise RuntimeError(msg)
    return taken


def asked(client: Client, address: str) -> int:
    """How many questions one page asks the database."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
