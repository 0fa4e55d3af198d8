"""A dataset's deletion is proven by a planted canary: found, erased, gone, and nobody else touched."""

import datetime as dt
from unittest import mock

import pytest

from audit import ledger
from audit.models import Entry
from common.errors import DomainError
from purges import actions, purge_tests, queries, tasks
from purges.models import PurgePass, PurgeTest
from stores.connectors import canary
from stores.connectors.memory import MemoryConnector
from stores.contract import CANNOT_PLANT, Refused
from stores.events import StoreEvent
from stores.models import Dataset
from tests.cast import BY, KEYS, MOUSE, TABLES, Cast, number_of

pytestmark = pytest.mark.rule("R67", "R68")
State = PurgeTest.State


def drilled(dataset: Dataset, prepared: str = "") -> PurgeTest:
    """Start a test and carry it out, as a worker does."""
    test = actions.start_purge_test(dataset=dataset, by=BY, prepared=prepared)
    purge_tests.run(test.pk)
    test.refresh_from_db()
    return test


def change(dataset: Dataset, **fields: object) -> None:
    """Map the dataset in another way."""
    facts = {"store": dataset.store_id, "signals": dataset.signals, "identifier_kind": dataset.identifier_kind}
    with ledger.entry(StoreEvent.DATASET_REGISTERED, actor=BY, ref=dataset.pk, **facts):
        for name, value in fields.items():
            setattr(dataset, name, value)
        dataset.save()


def counts(test: PurgeTest) -> tuple[int, int, int, int | None]:
    return test.planted, test.found, test.erased, test.left


@pytest.mark.flows
def test_a_canary_is_planted_found_and_erased_and_the_mapping_is_proven(cast: Cast) -> None:
    cast.record(cast.priya, MOUSE)
    before = list(cast.memory.tables[TABLES[MOUSE]])
    assert not queries.deletion_proven(cast.datasets[MOUSE])
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason, counts(test)) == (State.PASSED, "", (1, 1, 1, 0))
    assert cast.memory.tables[TABLES[MOUSE]] == before
    assert queries.deletion_proven(cast.datasets[MOUSE])
    assert not queries.deletion_proven(cast.datasets[KEYS])
    assert PurgePass.objects.get().outcome == "test"
    events = Entry.objects.filter(ref=str(test.pk)).order_by("id").values_list("event", flat=True)
    assert list(events) == ["purges:test:start", "purges:test:plant", "purges:test:pass"]


def test_a_worker_is_rung_after_the_commit(cast: Cast, django_capture_on_commit_callbacks, monkeypatch) -> None:
    rung = mock.Mock()
    monkeypatch.setattr(tasks.run_purge_test, "apply_async", rung)
    with django_capture_on_commit_callbacks(execute=True):
        test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=cast.tomoko)
    assert rung.call_args.kwargs["args"] == (str(test.pk),)
    tasks.run_purge_test(str(test.pk))
    test.refresh_from_db()
    assert (test.state, test.started_by) == (State.PASSED, cast.tomoko)


def test_a_changed_mapping_is_an_untested_one(cast: Cast) -> None:
    dataset = cast.datasets[MOUSE]
    drilled(dataset)
    for field, value in (("where", {"value": "groß"}), ("signals", [KEYS]), ("location", "clicks"), ("subject_column", "value")):
        was = getattr(dataset, field)
        change(dataset, **{field: value})
        assert queries.unproven([dataset]) == [dataset], field
        change(dataset, **{field: was})
        assert queries.unproven([dataset]) == []
    change(dataset, retention_days=5)
    assert queries.deletion_proven(dataset), "how long it is kept says nothing about where to look"


def test_a_mapping_changed_between_start_and_run_is_not_tested(cast: Cast) -> None:
    test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=BY)
    change(cast.datasets[MOUSE], where={"value": "1"})
    purge_tests.run(test.pk)
    test.refresh_from_db()
    assert (test.state, test.reason, test.planted) == (State.FAILED, "mapping-changed", 0)


def test_an_old_test_proves_nothing(cast: Cast, settings, time_machine) -> None:
    settings.PURGE_TEST_DAYS = 30
    test = drilled(cast.datasets[MOUSE])
    time_machine.move_to(test.ended_at + dt.timedelta(days=30, seconds=-5))
    assert queries.deletion_proven(cast.datasets[MOUSE])
    time_machine.move_to(test.ended_at + dt.timedelta(days=30, seconds=5))
    assert not queries.deletion_proven(cast.datasets[MOUSE])


def test_the_newest_test_that_ended_counts(cast: Cast, django_assert_num_queries) -> None:
    datasets = list(Dataset.objects.select_related("store").order_by("name"))
    for dataset in datasets[:3]:
        drilled(dataset)
    actions.start_purge_test(dataset=datasets[0], by=BY)
    cast.memory.fail_once()
    failed = drilled(datasets[1])
    with django_assert_num_queries(1):
        assert queries.unproven(datasets) == [datasets[1], datasets[3]]
    with django_assert_num_queries(1):
        newest = queries.purge_tests_of(datasets)
    assert newest[datasets[0].pk].state == State.RUNNING
    assert newest[datasets[1].pk] == failed
    assert datasets[3].pk not in newest


def test_a_store_that_is_away_fails_the_test_and_it_can_be_started_again(cast: Cast) -> None:
    cast.memory.away = True
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason, test.explanation) == (State.FAILED, "unavailable", "The store is away, as it was told to be.")
    cast.memory.away = False
    assert drilled(cast.datasets[MOUSE]).state == State.PASSED


def test_what_stands_in_the_way_of_a_canary_is_said(cast: Cast) -> None:
    cast.memory.fail_once(Refused("Column 'team' points to the table 'teams'.", reason=CANNOT_PLANT))
    test = drilled(cast.datasets[MOUSE])
    assert (test.reason, test.explanation) == (CANNOT_PLANT, "Column 'team' points to the table 'teams'.")
    assert counts(test) == (0, 0, 0, 0)


def test_a_sentence_that_may_name_files_is_not_kept(cast: Cast) -> None:
    cast.memory.fail_once(Refused("people/priya.nair.jsonl can't be read.", reason="damaged"))
    assert "priya" not in drilled(cast.datasets[MOUSE]).explanation


def test_a_store_that_lies_is_found_out_and_its_canary_taken_away_later(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(canary, "text", lambda *_: "canary-000000000001")
    cast.memory.held_back = {"canary-000000000001"}
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason, counts(test)) == (State.FAILED, "rows-left", (1, 1, 1, 1))
    purge_tests.clear_leftovers()
    test.refresh_from_db()
    assert test.left == 1
    cast.memory.held_back = set()
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert (test.state, test.left) == (State.FAILED, 0)
    assert queries.purge_tests_with_leftovers() == []
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100


def test_a_canary_never_has_a_person_s_number(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(canary, "text", lambda *_: number_of(cast.priya))
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason, test.canary, counts(test)) == (State.FAILED, "taken", "", (0, 0, 0, 0))
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100


def test_a_search_that_finds_too_much_fails(cast: Cast, monkeypatch) -> None:
    locate = MemoryConnector.locate
    monkeypatch.setattr(MemoryConnector, "locate", lambda *a: {one: n * 2 for one, n in locate(*a).items()})
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason, test.found) == (State.FAILED, "not-found", 2)
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100


def test_an_erasing_that_takes_others_along_fails(cast: Cast, monkeypatch) -> None:
    cast.record(cast.priya, MOUSE)
    monkeypatch.setattr(purge_tests, "_bystanders", lambda _: [number_of(cast.priya)])
    erase = MemoryConnector.erase

    def greedy(self, dataset, subjects, **more):
        table = self.store.tables[dataset.location]
        table.remove(next(row for row in table if row["employee"] == number_of(cast.priya)))
        return erase(self, dataset, subjects, **more)

    monkeypatch.setattr(MemoryConnector, "erase", greedy)
    test = drilled(cast.datasets[MOUSE])
    assert (test.state, test.reason) == (State.FAILED, "others-lost-rows")


def test_bystanders_are_a_few_identifiers_of_the_dataset_s_kind(cast: Cast, monkeypatch) -> None:
    test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=BY)
    monkeypatch.setattr(purge_tests.uuid, "uuid4", lambda: purge_tests.uuid.UUID(int=0))
    assert number_of(cast.priya) in purge_tests._bystanders(test)
    monkeypatch.setattr(purge_tests, "BYSTANDERS", 2)
    assert len(purge_tests._bystanders(test)) == 2


def test_an_unexpected_error_says_its_class_and_nothing_of_the_row(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(MemoryConnector, "erase", mock.Mock(side_effect=KeyError("row of Priya Nair")))
    with pytest.raises(RuntimeError, match="KeyError at "):
        drilled(cast.datasets[MOUSE])
    test = PurgeTest.objects.get()
    assert (test.state, test.reason, test.explanation) == (State.FAILED, "error", "Unexpected KeyError.")
    assert test.left is None, "its canary could not be taken away, so nobody knows"


def killed(cast: Cast) -> PurgeTest:
    """A worker dies after it planted: nothing of Python runs any more."""
    test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=BY)
    with mock.patch.object(MemoryConnector, "erase", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        purge_tests.run(test.pk)
    test.refresh_from_db()
    return test


def test_a_killed_worker_s_canary_is_taken_away_and_its_test_fails_after_ten_minutes(cast: Cast, time_machine) -> None:
    test = killed(cast)
    assert (test.state, test.canary[:7]) == (State.RUNNING, "canary-")
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 101
    time_machine.move_to(test.started_at + dt.timedelta(minutes=9))
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert test.state == State.RUNNING
    assert purge_tests.run(test.pk) is False, "a message that comes twice plants nothing more"
    time_machine.move_to(test.started_at + dt.timedelta(minutes=11))
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert (test.state, test.reason, test.left) == (State.FAILED, "interrupted", 0)
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100
    assert drilled(cast.datasets[MOUSE]).state == State.PASSED


def test_a_killed_worker_s_canary_in_a_store_that_is_away_goes_later(cast: Cast, time_machine) -> None:
    test = killed(cast)
    cast.memory.away = True
    time_machine.move_to(test.started_at + dt.timedelta(minutes=11))
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert (test.state, test.left) == (State.FAILED, None)
    cast.memory.away = False
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert test.left == 0
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100


def refuse_to_plant(monkeypatch) -> None:
    def plant(*_: object, **__: object) -> str:
        msg = "Column 'employee' points to the table 'employees'."
        raise Refused(msg, reason=CANNOT_PLANT)

    monkeypatch.setattr(MemoryConnector, "plant", plant)


def test_a_row_put_there_by_hand_serves_where_none_can_be_planted(cast: Cast, monkeypatch) -> None:
    refuse_to_plant(monkeypatch)
    assert drilled(cast.datasets[MOUSE]).state == State.FAILED
    cast.memory.put(TABLES[MOUSE], [{"employee": "TEST-0001", "value": 1}])
    test = drilled(cast.datasets[MOUSE], prepared="TEST-0001")
    assert (test.state, counts(test), test.canary) == (State.PASSED, (1, 1, 1, 0), "TEST-0001")
    assert queries.deletion_proven(cast.datasets[MOUSE])
    assert all(row["employee"] != "TEST-0001" for row in cast.memory.tables[TABLES[MOUSE]])


@pytest.mark.parametrize("rows", [0, 2])
def test_not_exactly_one_row_by_hand_erases_nothing(cast: Cast, rows: int) -> None:
    cast.memory.put(TABLES[MOUSE], [{"employee": "TEST-0001", "value": value} for value in range(rows)])
    test = drilled(cast.datasets[MOUSE], prepared="TEST-0001")
    assert (test.state, test.reason, test.canary) == (State.FAILED, "not-found", "")
    assert sum(row["employee"] == "TEST-0001" for row in cast.memory.tables[TABLES[MOUSE]]) == rows


def test_a_person_is_never_the_row_put_there_by_hand(cast: Cast) -> None:
    cast.record(cast.priya, MOUSE, rows=1)
    for value in (number_of(cast.priya), number_of(cast.priya).lower(), cast.priya.email.upper(), str(cast.priya.pk)):
        with pytest.raises(DomainError, match="identifier of a person"):
            actions.start_purge_test(dataset=cast.datasets[MOUSE], by=cast.tomoko, prepared=value)
    assert cast.rows(cast.priya, MOUSE) == 1
    assert not PurgeTest.objects.exists()


def test_the_page_takes_the_made_up_person(cast: Cast) -> None:
    address = f"/office/datasets/{cast.datasets[MOUSE].pk}/purge-test/"
    client = cast.client(cast.tomoko)
    wrong = client.post(address, {"prepared": "x"})
    assert wrong.status_code == 422
    assert "at least 2 characters" in wrong.content.decode()
    assert client.post(address, {"prepared": "TEST-0001"}).status_code == 302
    assert PurgeTest.objects.get().prepared == "TEST-0001"
