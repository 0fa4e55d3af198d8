"""Holds in real databases: by time in each kind of store, and against a worker that is erasing in PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa
from django.db import connection

from people.models import IdentifierKind
from purges import passes
from purges.journal import PassJournal
from purges.models import PurgeStep
from stores import actions as stores
from tests.cast import BY, MOUSE, Cast, make_cast, number_of
from tests.purges.holding import moment, order, place, step_of, work

pytestmark = pytest.mark.rule("R69", "R76")
Step = PurgeStep.State
DAYS, A_DAY = 10, 20


class Table:
    """A table of events of two people in some database, registered as a dataset."""

    def __init__(self, url: str, columns: str = "at TIMESTAMP NOT NULL") -> None:
        """Make it, with so many rows of each person on each day."""
        self.engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        self._run("DROP TABLE IF EXISTS held_events")
        self._run(f"CREATE TABLE held_events (id INTEGER PRIMARY KEY, employee VARCHAR(20) NOT NULL, {columns})")
        self._run("CREATE INDEX held_events_person ON held_events (employee)")
        store = stores.add_store(name="Held events", kind="sql", options={"url": url}, by=BY)
        self.dataset = stores.register_dataset(
            store=store,
            name="Held events",
            location="held_events",
            subject_column="employee",
            identifier_kind=IdentifierKind.EMPLOYEE_NUMBER,
            signals=[MOUSE],
            time_column="at",
            by=BY,
        )

    def fill(self, *employees: str, each_day: int = A_DAY) -> None:
        """Rows of each of them on each day."""
        rows = [
            {"id": (place * DAYS + day) * each_day + number, "employee": employee, "at": moment(day).replace(tzinfo=None)}
            for place, employee in enumerate(employees)
            for day in range(DAYS)
            for number in range(each_day)
        ]
        table = sa.table("held_events", sa.column("id"), sa.column("employee"), sa.column("at"))
        with self.engine.begin() as database:
            database.execute(sa.insert(table), rows)

    def rows(self, employee: str) -> int:
        """How many rows of this person are left."""
        with self.engine.begin() as database:
            found = database.execute(sa.text("SELECT count(*) FROM held_events WHERE employee = :one"), {"one": employee})
            return int(found.scalar_one())

    def _run(self, statement: str) -> None:
        with self.engine.begin() as database:
            database.execute(sa.text(statement))


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def table(request: pytest.FixtureRequest, tmp_path) -> Table:
    """One table in each kind of database."""
    if request.param == "sqlite":
        (tmp_path / "held.sqlite3").touch()
        return Table(f"sqlite:///{tmp_path / 'held.sqlite3'}")
    url = request.getfixturevalue(f"{request.param}_server")
    return Table(url.replace("postgresql://", "postgresql+psycopg://"), "at TIMESTAMP NOT NULL")


def test_a_hold_by_time_keeps_exactly_its_rows(cast: Cast, table: Table) -> None:
    mine, other = number_of(cast.priya), number_of(cast.marco)
    table.fill(mine, other)
    place(cast, cast.priya, since=moment(3), until=moment(5))
    made = order(cast, table.dataset)
    work(table.dataset)
    step = step_of(made, table.dataset)
    assert (step.state, step.rows_erased, step.rows_held) == (Step.HELD, (DAYS - 2) * A_DAY, 2 * A_DAY)
    assert (table.rows(mine), table.rows(other)) == (2 * A_DAY, DAYS * A_DAY)


@pytest.fixture
def company(settings) -> Iterator[Cast]:
    settings.PURGE_CEILING_PERCENT = 100
    return make_cast(datasets=False)


@pytest.mark.django_db(transaction=True)
def test_a_hold_stops_a_worker_between_two_commits_in_postgresql(company: Cast, postgresql_server: str, monkeypatch) -> None:
    table = Table(postgresql_server.replace("postgresql://", "postgresql+psycopg://"))
    mine = number_of(company.priya)
    table.fill(mine, each_day=15_000)
    made = order(company, table.dataset)
    reached, go, intend = Event(), Event(), PassJournal.intend

    def slowly(self, batch) -> None:
        if batch.number == 2:
            reached.set()
            assert go.wait(60)
        intend(self, batch)

    def worker() -> bool:
        try:
            return passes.run(table.dataset.pk)
        finally:
            connection.close()

    monkeypatch.setattr(PassJournal, "intend", slowly)
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(worker)
        assert reached.wait(60), "the pass had one batch only"
        place(company, company.priya)
        go.set()
        assert working.result(60) is False
    left = table.rows(mine)
    assert 0 < left < DAYS * 15_000
    work(table.dataset)
    step = step_of(made, table.dataset)
    assert (step.state, step.rows_erased, step.rows_held) == (Step.HELD, DAYS * 15_000 - left, left)
    assert table.rows(mine) == left
