"""A store that is away, refuses or gives too little: the package waits and says which; nothing is left out in silence."""

import datetime as dt
import errno

import pytest
import time_machine
from django.utils import timezone

from audit.models import Entry
from common.errors import Conflict, NotAllowed
from people.models import Message
from rights.access.package_file import PackageFile
from rights.actions import package_building, package_leases, packaging
from rights.models import Package, PackagePart, Request
from rights.queries import packaging as queries
from stores.connectors.memory import MemoryConnector
from stores.contract import Refused, Unavailable
from tests.cast import KEYS, MOUSE, ROWS
from tests.rights.office import second_officer
from tests.rights.packages import built, document, granted, rows_of

pytestmark = pytest.mark.django_db
State = Package.State
Part = PackagePart.State


@pytest.fixture
def request_(cast):
    cast.record(cast.priya, MOUSE)
    cast.record(cast.priya, KEYS)
    return granted(cast.priya, cast.sam)


def part_of(package, name):
    return package.parts.select_related("dataset").get(dataset__name=name)


def fail_for(monkeypatch, table, error, *, verb="export_batches"):
    """One verb fails for one table of the memory store, in the middle of what it gives."""
    honest = getattr(MemoryConnector, verb)

    def failing(self, dataset, *arguments):
        if dataset.location != table:
            return honest(self, dataset, *arguments)
        if verb == "locate":
            raise error
        return half_of(honest(self, dataset, *arguments), error)

    monkeypatch.setattr(MemoryConnector, verb, failing)


def half_of(batches, error):
    for batch in batches:
        yield batch[: len(batch) // 2]
        raise error


def again(package):
    """Let the time of the next try come, and try."""
    package.refresh_from_db()
    with time_machine.travel(package.next_try_at + dt.timedelta(seconds=1), tick=False):
        package_building.build(package.pk)
    package.refresh_from_db()
    return package


def test_a_store_that_is_away_halts_the_package_and_officers_hear_of_it_once(cast, request_, package_folder):
    cast.memory.away = True
    package = built(request_)
    assert package.state == State.HALTED
    assert "Pointer in Memory" in package.explanation
    assert {part.state for part in package.parts.all()} == {Part.AWAY}
    assert not package_folder.exists() or not list(package_folder.iterdir())
    for _ in range(3):
        again(package)
    told = Message.objects.filter(person=cast.sam, kind="case-halted")
    assert [one.link for one in told] == [f"/office/cases/{request_.pk}/"]
    assert not Message.objects.filter(person=cast.priya, kind="package-ready").exists()
    assert package.attempts == 4


def test_nothing_is_tried_before_its_time_and_the_waits_grow_up_to_a_cap(cast, request_):
    cast.memory.away = True
    package = built(request_)
    assert not package_building.build(package.pk)
    waits = []
    for _ in range(10):
        at = package.next_try_at + dt.timedelta(seconds=1)
        package = again(package)
        waits.append((package.next_try_at - at).total_seconds())
    assert waits[1] > waits[0]
    assert max(waits) <= package_leases.BACKOFF_CAP_SECONDS * 1.2
    assert waits[-1] >= package_leases.BACKOFF_CAP_SECONDS * 0.8


def test_it_is_complete_once_the_store_is_back(cast, request_):
    cast.memory.away = True
    package = built(request_)
    cast.memory.away = False
    package = again(package)
    assert (package.state, package.rows, package.explanation) == (State.READY, 2 * ROWS, "")
    assert document(package, "manifest.json")["complete"] is True
    request_.refresh_from_db()
    assert request_.outcome == Request.Outcome.GRANTED


@pytest.mark.parametrize(
    ("error", "state"),
    [(Unavailable("It went away."), Part.AWAY), (Refused("The column is gone.", reason="unknown-column"), Part.REFUSED)],
)
def test_a_store_that_fails_in_the_middle_halts_it_and_nothing_half_read_is_kept(
    cast, request_, monkeypatch, error, state, package_folder
):
    fail_for(monkeypatch, "keys", error)
    package = built(request_)
    assert (package.state, part_of(package, "Keys").state) == (State.HALTED, state)
    assert part_of(package, "Keys").explanation == str(error)
    assert list(package_folder.iterdir()) == []


def test_a_store_that_gives_fewer_rows_than_it_counts_is_not_believed(cast, request_, monkeypatch):
    honest = MemoryConnector.export_batches
    monkeypatch.setattr(MemoryConnector, "export_batches", lambda *arguments: (batch[1:] for batch in honest(*arguments)))
    package = built(request_)
    assert package.state == State.HALTED
    assert part_of(package, "Keys").explanation == f"It gave {ROWS - 1} rows and counts {ROWS}."


def test_rows_that_are_erased_meanwhile_are_no_trouble(cast, request_, monkeypatch):
    honest = MemoryConnector.locate
    calls = []

    def counting(self, dataset, subjects):
        found = honest(self, dataset, subjects)
        calls.append(dataset.location)
        # Before the first row is read, one is gone; the second count knows.
        return {subject: count + (calls.count(dataset.location) == 1) for subject, count in found.items()}

    monkeypatch.setattr(MemoryConnector, "locate", counting)
    assert built(request_).state == State.READY


def test_what_is_wrong_is_told_without_the_persons_own_identifier(cast, request_, monkeypatch):
    number = cast.priya.identifiers.get().value
    fail_for(monkeypatch, "keys", Refused(f"{number}/keys.jsonl can't be read"), verb="locate")
    package = built(request_)
    assert part_of(package, "Keys").explanation == "{subject}/keys.jsonl can't be read"
    assert number not in package.explanation


def test_an_officer_lets_it_go_out_and_it_says_plainly_what_is_missing(cast, request_, monkeypatch):
    fail_for(monkeypatch, "keys", Unavailable("It went away."))
    package = built(request_)
    packaging.release(package=package, by=cast.sam)
    package_building.build(package.pk)
    package.refresh_from_db()
    assert (package.state, package.released_by) == (State.READY, cast.sam)
    assert set(rows_of(package)) == {f"data/memory/{name}.jsonl" for name in ("pointer", "clicks", "screens")}
    manifest = document(package, "manifest.json")
    assert manifest["complete"] is False
    missing = [one for one in manifest["left_out"] if one["kind"] == "missing"]
    assert [(one["what"], one["ground"], one["rows"]) for one in missing] == [("Keys, Memory", "away", ROWS)]
    request_.refresh_from_db()
    assert request_.outcome == Request.Outcome.PARTLY
    released = Entry.objects.get(event="rights:package:release")
    assert (released.actor, released.subject) == (str(cast.sam.pk), str(cast.priya.pk))


def test_an_officer_lets_go_what_was_on_the_page_and_nothing_else(cast, request_, monkeypatch):
    fail_for(monkeypatch, "keys", Unavailable("It went away."))
    package = built(request_)
    seen = queries.seen_of(queries.missing(package.parts.all()))
    package.parts.filter(dataset__name="Pointer").update(state=Part.AWAY)
    with pytest.raises(Conflict, match="changed since"):
        packaging.release(package=package, by=cast.sam, seen=seen)
    package.parts.filter(dataset__name="Pointer").update(state=Part.WAITING)
    assert packaging.release(package=package, by=cast.sam, seen=seen).state == State.WAITING


def test_what_is_back_by_then_is_in_it_although_it_was_released(cast, request_):
    cast.memory.away = True
    package = built(request_)
    packaging.release(package=package, by=cast.sam)
    cast.memory.away = False
    package_building.build(package.pk)
    package.refresh_from_db()
    assert (package.state, package.rows) == (State.READY, 2 * ROWS)
    assert document(package, "manifest.json")["complete"] is True


def test_a_release_covers_what_it_named_and_nothing_that_fails_later(cast, request_, monkeypatch):
    fail_for(monkeypatch, "keys", Unavailable("It went away."), verb="locate")
    package = built(request_)
    packaging.release(package=package, by=cast.sam)
    fail_for(monkeypatch, "pointer", Unavailable("It went away too."), verb="locate")
    PackagePart.objects.filter(package=package).update(expected=None)
    package_building.build(package.pk)
    package.refresh_from_db()
    assert package.state == State.HALTED
    assert package.explanation == "Waits for Pointer in Memory."


def test_only_an_officer_who_may_handle_the_request_decides_and_only_while_it_waits(cast, request_):
    cast.memory.away = True
    package = built(request_)
    for nobody in (cast.priya, cast.marco, cast.lena):
        for action in (packaging.release, packaging.retry):
            with pytest.raises(NotAllowed):
                action(package=package, by=nobody)
    cast.priya.manager = cast.sam
    cast.priya.save()
    with pytest.raises(NotAllowed):
        packaging.release(package=package, by=cast.sam)
    ana = second_officer(cast)
    cast.memory.away = False
    packaging.retry(package=package, by=ana)
    package_building.build(package.pk)
    package.refresh_from_db()
    assert package.state == State.READY
    for action in (packaging.release, packaging.retry):
        with pytest.raises(Conflict):
            action(package=package, by=ana)


def test_a_disk_without_room_halts_it_and_says_so(cast, request_, monkeypatch, package_folder):
    def full(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PackageFile, "close", full)
    package = built(request_)
    assert package.state == State.HALTED
    assert package.explanation == "The package can't be written: No space left on device."
    assert list(package_folder.iterdir()) == []


def test_what_nobody_expected_is_tried_again_without_its_words_and_given_up_after_ten_times(cast, request_, monkeypatch):
    def broken(*_):
        msg = "a row with personal words"
        raise ValueError(msg)

    monkeypatch.setattr(MemoryConnector, "export_batches", broken)
    package = Package.objects.get(request=request_)
    for _ in range(package_leases.ERRORS_BEFORE_A_PERSON):
        Package.objects.filter(pk=package.pk).update(next_try_at=None)
        with pytest.raises(RuntimeError) as caught:
            package_building.build(package.pk)
        assert "personal" not in str(caught.value)
    package.refresh_from_db()
    assert (package.state, package.explanation) == (
        State.FAILED,
        "Unexpected ValueError, again and again; it is not tried any more.",
    )
    # That nobody tries any more is another thing than the first trouble, and is told once.
    assert Message.objects.filter(person=cast.sam, kind="case-failed").count() == 1
    assert queries.to_build() == []
    monkeypatch.undo()
    packaging.retry(package=package, by=cast.sam)
    assert queries.to_build() == [package.pk]


def test_a_worker_that_was_overtaken_writes_nothing_any_more(cast, request_, monkeypatch, package_folder):
    package = Package.objects.get(request=request_)
    honest = MemoryConnector.export_batches

    def overtaken(self, dataset, subject):
        Package.objects.filter(pk=package.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        if package_leases.take(package.pk) is None:
            pytest.fail("the lease was over, and still nobody could take it")
        return honest(self, dataset, subject)

    monkeypatch.setattr(MemoryConnector, "export_batches", overtaken)
    assert package_building.build(package.pk) is False
    package.refresh_from_db()
    assert (package.state, package.fence) == (State.BUILDING, 2)
    assert list(package_folder.iterdir()) == []


def test_as_many_are_built_at_a_time_as_the_settings_say(cast, request_, settings):
    other = granted(cast.marco, cast.sam)
    first, second = (Package.objects.get(request=one) for one in (request_, other))
    assert package_leases.take(first.pk) is not None
    assert package_leases.take(second.pk) is None
    assert queries.to_build() == []
    settings.PACKAGES_AT_ONCE = 2
    assert queries.to_build() == [second.pk]
    assert package_leases.take(second.pk) is not None
