"""A deletion test takes the dataset's lease like any pass; who may start one, and what its page says."""

import pytest
import sqlalchemy as sa
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from common.errors import Conflict, NotAllowed
from consent.actions import choices
from people.actions import grant_scope
from people.models import IdentifierKind
from purges import actions, leases, passes, purge_tests, queries, tasks
from purges.models import PurgePass, PurgeTest
from stores import actions as stores
from stores.models import Dataset
from tests.cast import BY, MOUSE, TABLES, Cast

pytestmark = pytest.mark.rule("R67", "R68")
State = PurgeTest.State


def test_a_test_waits_while_a_pass_holds_the_dataset(cast: Cast, monkeypatch) -> None:
    dataset = cast.datasets[MOUSE]
    held = leases.hold(dataset.pk)
    test = actions.start_purge_test(dataset=dataset, by=BY)
    assert purge_tests.run(test.pk) is False
    assert queries.purge_tests_waiting() == []
    assert leases.let_go(held, outcome="done")
    rung = []
    monkeypatch.setattr(tasks.run_purge_test, "apply_async", lambda args, **_: rung.append(args))
    tasks.sweep_purge_tests()
    assert rung == [(str(test.pk),)]
    assert purge_tests.run(test.pk) is True


def test_no_pass_begins_while_a_test_holds_the_dataset(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    choices.withdraw(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    held = leases.hold(cast.datasets[MOUSE].pk)
    assert passes.take(cast.datasets[MOUSE].pk) is None
    leases.let_go(held, outcome="test")
    assert passes.take(cast.datasets[MOUSE].pk) is not None


def test_a_test_that_lost_its_lease_erases_nothing_more(cast: Cast, monkeypatch, time_machine) -> None:
    test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=BY)
    count = purge_tests._count

    def late(*arguments):
        PurgePass.objects.update(ended_at=timezone.now(), outcome="lost")
        return count(*arguments)

    monkeypatch.setattr(purge_tests, "_count", late)
    assert purge_tests.run(test.pk) is False
    test.refresh_from_db()
    assert (test.state, test.reason, test.left) == (State.FAILED, "interrupted", None)
    tasks.sweep_purge_tests()
    test.refresh_from_db()
    assert test.left == 0
    assert len(cast.memory.tables[TABLES[MOUSE]]) == 100


def test_one_test_at_a_time(cast: Cast) -> None:
    actions.start_purge_test(dataset=cast.datasets[MOUSE], by=cast.sam)
    with pytest.raises(Conflict):
        actions.start_purge_test(dataset=cast.datasets[MOUSE], by=cast.sam)


def test_those_start_it_who_look_after_the_store(cast: Cast) -> None:
    dataset = cast.datasets[MOUSE]
    for person in (cast.priya, cast.marco, cast.lena):
        with pytest.raises(NotAllowed):
            actions.start_purge_test(dataset=dataset, by=person)
    grant_scope(person=cast.marco, permission="stores.steward_store", to=dataset.store, by=BY)
    test = actions.start_purge_test(dataset=dataset, by=type(cast.marco).objects.get(pk=cast.marco.pk))
    purge_tests.run(test.pk)
    assert actions.start_purge_test(dataset=dataset, by=cast.priya, allowed=True).started_by == cast.priya


def in_a_database(url: str, **credential: str):
    """A dataset of an integer column, narrowed to one signal, in a real database."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        for statement in (
            "DROP TABLE IF EXISTS strokes",
            "CREATE TABLE strokes (employee INTEGER NOT NULL, kind VARCHAR(20) NOT NULL, at TIMESTAMP NOT NULL, n INT NOT NULL)",
            "INSERT INTO strokes VALUES (7, 'keys', '2026-01-01', 1), (7, 'mouse', '2026-01-01', 1)",
        ):
            connection.exec_driver_sql(statement)
    store = stores.add_store(name="Strokes", kind="sql", options={"url": url}, by=BY)
    dataset = stores.register_dataset(
        store=store,
        name="Strokes",
        location="strokes",
        subject_column="employee",
        identifier_kind=IdentifierKind.EMPLOYEE_NUMBER,
        signals=[MOUSE],
        where={"kind": "mouse"},
        time_column="at",
        by=BY,
    )
    return engine, dataset


def passes_in(url: str) -> None:
    engine, dataset = in_a_database(url)
    test = actions.start_purge_test(dataset=dataset, by=BY)
    assert purge_tests.run(test.pk) is True
    assert queries.deletion_proven(dataset)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT employee, kind, n FROM strokes ORDER BY kind").all() == [
            (7, "keys", 1),
            (7, "mouse", 1),
        ]


@pytest.mark.flows
def test_a_sqlite_store_passes(db, tmp_path) -> None:
    path = tmp_path / "store.sqlite3"
    path.touch()
    passes_in(f"sqlite:///{path}")


def test_a_postgresql_store_passes(db, postgresql_server) -> None:
    passes_in(postgresql_server)


def test_a_folder_passes_and_is_as_it_was(db, tmp_path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"employee": "7", "n": 1}\n')
    store = stores.add_store(name="Folder", kind="files", options={"root": str(tmp_path)}, by=BY)
    dataset = stores.register_dataset(
        store=store,
        name="Events",
        location="*.jsonl",
        subject_column="employee",
        identifier_kind=IdentifierKind.EMPLOYEE_NUMBER,
        signals=[MOUSE],
        by=BY,
    )
    assert purge_tests.run(actions.start_purge_test(dataset=dataset, by=BY).pk) is True
    assert list(tmp_path.iterdir()) == [path]


def test_the_page_starts_a_test_and_shows_how_it_went(cast: Cast, time_machine) -> None:
    dataset = cast.datasets[MOUSE]
    client = cast.client(cast.tomoko)
    address = reverse("dataset", args=[dataset.pk])
    assert address in client.get(reverse("store", args=[dataset.store_id])).text
    assert "Never tested" in client.get(address).text
    assert client.post(reverse("dataset-purge-test", args=[dataset.pk])).headers["Location"] == address
    running = client.get(address).text
    assert "Being tested" in running
    assert reverse("dataset-purge-test", args=[dataset.pk]) not in running
    assert 'hx-trigger="every 2s"' in running
    purge_tests.run(PurgeTest.objects.get().pk)
    shown = client.get(address, headers={"HX-Request": "true"}).text
    assert shown.lstrip().startswith("<section")
    assert "1 planted, 1 found, 1 erased, 0 left" in shown
    assert "every 2s" not in shown
    time_machine.move_to(timezone.now() + timezone.timedelta(days=181))
    assert "A test counts for 180 days" in cast.client(cast.tomoko).get(address).text
    assert "canary-" not in shown, "who reads the page needs no made-up name"


def test_the_page_says_why_a_test_failed(cast: Cast) -> None:
    cast.memory.away = True
    test = actions.start_purge_test(dataset=cast.datasets[MOUSE], by=cast.tomoko)
    purge_tests.run(test.pk)
    page = cast.client(cast.tomoko).get(reverse("dataset", args=[cast.datasets[MOUSE].pk])).text
    assert "Test failed" in page
    assert "The store is away, as it was told to be." in page
    assert "Test deletion" in page


def test_every_dataset_of_the_trial_company_passes(db, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    call_command("demo", people=12, days=1)
    datasets = list(Dataset.objects.select_related("store"))
    before = {path: path.read_bytes() for path in (tmp_path / "demo" / "files").rglob("*") if path.is_file()}
    for dataset in datasets:
        assert purge_tests.run(actions.start_purge_test(dataset=dataset, by=BY).pk) is True, dataset.location
    assert queries.unproven(datasets) == []
    assert before == {path: path.read_bytes() for path in (tmp_path / "demo" / "files").rglob("*") if path.is_file()}
