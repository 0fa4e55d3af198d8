"""Building a package: everything of the person, nothing of anybody else, nothing in clear, and the request ends."""

import datetime as dt
import stat
import zipfile
from hashlib import sha256

import pytest
from django.utils import timezone

from audit.models import Entry
from people.models import Message
from rights.actions import package_building, package_leases
from rights.models import Package, PackagePart, Request
from rights.queries import packaging as queries
from tests.cast import CLICK, KEYS, MOUSE, ROWS, SCREEN
from tests.rights.packages import built, document, file_of, granted, opened, rows_of, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(cast):
    for signal in (MOUSE, CLICK, KEYS, SCREEN):
        cast.record(cast.priya, signal)
        cast.record(cast.marco, signal, rows=3)
    cast.give(cast.priya, MOUSE, CLICK)
    return built(granted(cast.priya, cast.sam))


@pytest.mark.rule("R57")
def test_it_holds_every_row_of_the_person_and_none_of_anybody_else(cast, package):
    assert package.state == Package.State.READY
    number = cast.priya.identifiers.get().value
    rows = rows_of(package)
    assert set(rows) == {f"data/memory/{name}.jsonl" for name in ("pointer", "clicks", "keys", "screens")}
    assert all(found == [{"employee": number, "value": value} for value in range(ROWS)] for found in rows.values())
    assert package.rows == 4 * ROWS


def test_the_file_is_sealed_for_its_owner_alone_and_the_digest_is_of_what_the_person_gets(package):
    path = file_of(package)
    data = zip_of(package)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (len(data), sha256(data).hexdigest()) == (package.bytes, package.sha256)
    assert not zipfile.is_zipfile(path)
    assert list(path.parent.iterdir()) == [path]


def test_the_request_ends_the_ledger_says_so_and_the_person_is_told(cast, package):
    package.request.refresh_from_db()
    assert (package.request.state, package.request.outcome) == (Request.State.FULFILLED, Request.Outcome.GRANTED)
    assert Entry.objects.filter(event="rights:package:build", subject=str(cast.priya.pk)).count() == 1
    message = Message.objects.get(person=cast.priya, kind="package-ready")
    assert message.link == f"/me/requests/{package.request_id}/package/"


def test_every_part_says_how_many_rows_it_has_and_their_digest(package):
    rows = {part.dataset.name: part for part in PackagePart.objects.filter(package=package).select_related("dataset")}
    assert {part.state for part in rows.values()} == {PackagePart.State.DONE}
    with opened(package) as archive:
        for name, part in rows.items():
            text = archive.read(f"data/memory/{name.lower()}.jsonl")
            assert (part.rows, part.expected, part.sha256) == (ROWS, ROWS, sha256(text).hexdigest())


def test_the_manifest_lists_every_other_file_with_its_size_and_digest(package):
    listed = {one["path"]: one for one in document(package, "manifest.json")["files"]}
    with opened(package) as archive:
        names = set(archive.namelist())
        assert names == set(listed) | {"manifest.json", "manifest.sig.json"}
        for name, one in listed.items():
            data = archive.read(name)
            assert (one["bytes"], one["sha256"]) == (len(data), sha256(data).hexdigest())


def test_what_ends_its_worker_again_and_again_holds_up_no_other_and_is_told(cast):
    package = Package.objects.get(request=granted(cast.priya, cast.sam))
    other = Package.objects.get(request=granted(cast.marco, cast.sam))
    assert queries.to_build() == [package.pk]
    for _ in range(package_leases.TAKEN_BEFORE_A_PERSON):
        assert package_leases.take(package.pk) is not None
        # Killed: it says nothing, and its lease runs out.
        Package.objects.filter(pk=package.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        assert queries.to_build() == [other.pk]
    assert package_leases.take(package.pk) is None
    package.refresh_from_db()
    assert (package.state, package.lease_until) == (Package.State.FAILED, None)
    assert "end of its worker" in package.explanation
    assert Message.objects.filter(person=cast.sam, kind="case-failed").count() == 1
    assert package_building.build(other.pk)
