"""Real threads and real workers: of many downloads one wins, and a package whose worker was killed is finished by the next."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from audit.models import Entry
from rights.actions import downloading, package_ending, packaging
from rights.models import DownloadLink, Package, PackagePart
from rights.queries import packaging as queries
from tests.cast import MOUSE, make_cast, number_of
from tests.journeys.stores import event_table
from tests.journeys.workers import Worker, wait_for
from tests.rights.packages import built, document, granted, rows_of

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 400_000
AT_ONCE = 8


def test_of_many_downloads_by_one_link_exactly_one_wins(cast):
    cast.record(cast.priya, MOUSE)
    package = built(granted(cast.priya, cast.sam))
    made = downloading.make_link(package=package, person=cast.priya, session="s")
    barrier = threading.Barrier(AT_ONCE)

    def fetch(_):
        try:
            barrier.wait(timeout=20)
            fetched = downloading.fetch(package=package, token=made.token, person=cast.priya, session="s")
            return len(b"".join(fetched.pieces))
        except downloading.LinkRefused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(fetch, range(AT_ONCE)))
    assert [one for one in outcomes if isinstance(one, int)] == [package.bytes]
    assert all("works once" in one or "each one works once" in one for one in outcomes if isinstance(one, str))
    assert DownloadLink.objects.get().used_at is not None
    assert Entry.objects.filter(event="rights:package:fetch").count() == 1


def reading(package: Package) -> bool:
    """A worker is in the middle of the rows."""
    return PackagePart.objects.filter(package=package, state="running", rows__gt=0).exists()


def test_a_worker_killed_in_the_middle_is_taken_over_and_the_copy_is_complete(settings, tmp_path, valkey):
    url, cast = f"sqlite:///{tmp_path / 'store.sqlite3'}", make_cast(datasets=False)
    number = number_of(cast.priya)
    event_table(cast, url, {number: ROWS, "E99999": 1_000})
    folder = {"ASSENT_PACKAGE_DIR": str(settings.PACKAGE_DIR)}
    with Worker(tmp_path, **folder) as first:
        request = granted(cast.priya, cast.sam)
        package = Package.objects.get(request=request)
        wait_for(lambda: reading(package), 60, "Reading")
        first.kill()
    package.refresh_from_db()
    assert package.state == Package.State.BUILDING, "the worker was killed too late to show anything"
    left = list(settings.PACKAGE_DIR.iterdir())
    assert left == [queries.path_of(package.pk, package.fence)], "spools have no name, so nothing else can be left"
    assert number.encode() not in left[0].read_bytes()
    with Worker(tmp_path, **folder):
        wait_for(lambda: Package.objects.filter(pk=package.pk, state="ready").exists(), 120, "The package")
    package.refresh_from_db()
    assert (package.fence, package.rows) == (2, ROWS)
    (rows,) = rows_of(package).values()
    assert sorted(row["id"] for row in rows) == list(range(1, ROWS + 1))
    assert {row["employee"] for row in rows} == {number}
    assert document(package, "manifest.json")["rows"] == ROWS
    # What the killed worker left is of nobody, and is swept once it is old enough.
    package_ending.AGED_SECONDS, aged = -1, package_ending.AGED_SECONDS
    try:
        package_ending.end_packages()
    finally:
        package_ending.AGED_SECONDS = aged
    assert list(settings.PACKAGE_DIR.iterdir()) == [queries.path_of(package.pk, 2)]


def test_two_officers_who_let_it_go_at_once_do_it_once(cast):
    cast.memory.away = True
    package = built(granted(cast.priya, cast.sam))
    barrier, outcomes = threading.Barrier(2), []

    def let_go():
        try:
            barrier.wait(timeout=20)
            packaging.release(package=package, by=cast.sam)
            outcomes.append("released")
        except packaging.Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=let_go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "released"]
    assert Entry.objects.filter(event="rights:package:release").count() == 1
