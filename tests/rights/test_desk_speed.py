"""The queue costs the same with few and with many requests: a fixed number of queries, each by an index and without sorting."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rights.actions import asking, deciding
from rights.models import Request
from rights.queries import queue
from tests.cast import make_person
from tests.rights.office import file, second_officer

pytestmark = pytest.mark.django_db
WHY = "We found nothing."
ORDERED = [(view, sort) for view in queue.VIEWS for sort in queue.SORTS if queue.VIEWS[view].sort == "due" or sort == "received"]


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def many(cast, number: int, start: int) -> list[Request]:
    """Requests of as many people, in every state that a row of the list can show."""
    made = []
    for one in range(start, start + number):
        person = make_person(f"Person {one}")
        made += [file(person, "access", programs=(cast.program,)), file(person, "question"), file(person, "erasure")]
        asking.ask(request=made[-2], reason="other", words="Which?", by=cast.sam)
        deciding.decide(request=made[-1], outcome="granted", by=cast.sam)
    return made


def test_a_list_asks_the_database_the_same_number_of_times_however_long_it_is(cast) -> None:
    second_officer(cast)
    many(cast, 2, 0)
    client = cast.client(cast.sam)
    before = {view: queries(client, f"/office/queue/?view={view}") for view in queue.VIEWS}
    many(cast, 6, 2)
    deciding.decide(request=Request.objects.filter(kind="access")[0], outcome="refused", reason="unfounded", words=WHY, by=cast.sam)
    after = {view: queries(client, f"/office/queue/?view={view}") for view in queue.VIEWS}
    filled = {view for view in queue.VIEWS if after[view] != before[view]}
    assert not filled, {view: (before[view], after[view]) for view in filled}
    assert max(after.values()) <= 16


def test_a_case_asks_the_same_number_of_times_however_much_was_written_and_decided(cast) -> None:
    ana, request = second_officer(cast), file(cast.priya, "erasure", programs=(cast.program,))
    client, address = cast.client(cast.sam), f"/office/cases/{request.pk}/"
    facts = {"request": request, "outcome": "refused", "reason": "unfounded", "words": WHY}
    for _ in range(2):
        deciding.decline(decision=deciding.decide(**facts, by=cast.sam), by=ana)
    file(cast.priya, "access")
    before = queries(client, address)
    for _ in range(5):
        deciding.decline(decision=deciding.decide(**facts, by=cast.sam), by=ana)
    for kind in ("portability", "objection", "restriction"):
        file(cast.priya, kind)
    assert queries(client, address) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
@pytest.mark.parametrize(("view", "sort"), ORDERED)
def test_every_list_comes_in_its_order_from_an_index(cast, view: str, sort: str) -> None:
    file(cast.priya)
    rows = queue.in_view(cast.sam, view, timezone.now()).order_by(*queue.SORTS[sort])[:26]
    with connection.cursor() as cursor:
        # Few rows are read whole by any plan: what matters is whether an index could give the order.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    assert "using request_" in plan, plan
    # Within one last day a few rows may be put into order; all of them may not.
    assert not re.search(r"(?<!Incremental )Sort  \(cost", plan), plan
    assert "hashed SubPlan" not in plan, plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
def test_the_next_page_begins_in_the_index_and_not_at_the_first_row(cast) -> None:
    last = file(cast.priya)
    found = queue.in_view(cast.sam, "open", timezone.now()).filter(queue._behind("due", last))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = found.order_by("due_at", "ref")[:26].explain()
    assert "request_open_by_due" in plan
    assert "Index Cond: (due_at >= " in plan
