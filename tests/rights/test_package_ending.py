"""The end of a package: with its request, and files that belong to nobody."""

import os
import time

import pytest

from audit.models import Entry
from common.errors import DomainError
from people.models import Message
from people.sealing import Unreadable
from rights.actions import closing, downloading, package_building, package_ending, packaging
from rights.models import Package, Request
from rights.queries import packaging as queries
from stores.connectors.memory import MemoryConnector
from tests.cast import MOUSE
from tests.rights.office import file
from tests.rights.packages import built, file_of, granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(cast):
    cast.record(cast.priya, MOUSE)
    return granted(cast.priya, cast.sam)


def withdraw(request):
    return closing.close(request=request, outcome=Request.Outcome.WITHDRAWN, by=request.person)


def test_a_request_that_is_taken_back_takes_its_package_with_it(cast, request_):
    package = Package.objects.get(request=request_)
    withdraw(request_)
    assert queries.to_build() == []
    assert package_building.build(package.pk) is False
    assert package_ending.end_packages() == 1
    package.refresh_from_db()
    assert package.state == Package.State.EXPIRED
    # Nothing was built, so nothing is said to have been destroyed.
    assert not Entry.objects.filter(event="rights:package:destroy").exists()


def test_a_request_taken_back_while_its_package_is_built_ends_it_quietly(cast, request_, monkeypatch, package_folder):
    package = Package.objects.get(request=request_)
    honest = MemoryConnector.export_batches

    def and_withdraw(self, dataset, subject):
        if Request.objects.get(pk=request_.pk).is_open:
            withdraw(request_)
        return honest(self, dataset, subject)

    monkeypatch.setattr(MemoryConnector, "export_batches", and_withdraw)
    assert package_building.build(package.pk) is False
    assert list(package_folder.iterdir()) == []
    assert not Message.objects.filter(kind__in=["package-ready", "case-halted"]).exists()
    assert package_ending.end_packages() == 1


def test_files_of_nobody_are_swept_once_they_are_old_and_those_in_use_never(request_, package_folder):
    package = built(request_)
    used = file_of(package)
    orphans = [used.with_name(f"{package.pk}-7.sealed"), used.with_name("0-1.sealed"), used.with_name("notes.txt")]
    for path in orphans:
        path.write_bytes(b"x")
    assert package_ending.sweep_files() == 0
    old = time.time() - package_ending.AGED_SECONDS - 1
    for path in [used, *orphans]:
        os.utime(path, (old, old))
    assert package_ending.sweep_files() == 2
    # What is not named as ours is not ours to remove.
    assert set(package_folder.iterdir()) == {used, orphans[2]}


def test_without_its_key_the_file_is_noise(cast, request_):
    package = built(request_)
    data = file_of(package).read_bytes()
    Package.objects.filter(pk=package.pk).update(expires_at=package.built_at)
    package_ending.end_packages()
    file_of(package).write_bytes(data)
    package.refresh_from_db()
    with pytest.raises(Unreadable):
        package_building.data_key(package)
    with pytest.raises(DomainError):
        downloading.make_link(package=package, person=cast.priya, session="s")


def test_ordering_twice_is_ordering_once_and_only_copies_are_ordered(cast, request_):
    first = Package.objects.get(request=request_)
    assert packaging.order_package(request=request_, by=cast.sam) == first
    assert first.parts.count() == 4
    with pytest.raises(DomainError, match="does not ask for a copy"):
        packaging.order_package(request=file(cast.priya, "question"), by=cast.sam)
