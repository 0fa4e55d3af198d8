"""Real stores for tests: an event table with one dataset attached to the cast's program."""

from collections.abc import Mapping

import sqlalchemy as sa

from stores import actions
from stores.models import Dataset
from tests import programs
from tests.cast import BY, MOUSE, Cast


def event_table(cast: Cast, url: str, rows: Mapping[str, int]) -> Dataset:
    """Make `journey_events` in this database with so many rows per employee number; register and attach it."""
    engine = sa.create_engine(url)
    with engine.begin() as database:
        database.execute(sa.text("DROP TABLE IF EXISTS journey_events"))
        database.execute(sa.text("CREATE TABLE journey_events (id INTEGER PRIMARY KEY, employee VARCHAR(20), x INTEGER)"))
        series = (
            "SELECT n FROM generate_series(1, :rows) AS s(n)"
            if engine.dialect.name == "postgresql"
            else "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :rows) SELECT n FROM s"
        )
        for place, (employee, count) in enumerate(rows.items()):
            fill = sa.text(
                f"INSERT INTO journey_events SELECT q.n + :base, :employee, q.n % 1920 FROM ({series}) AS q"  # noqa: S608
            )
            database.execute(fill, {"rows": count, "base": place * 10_000_000, "employee": employee})
        database.execute(sa.text("CREATE INDEX journey_events_person ON journey_events (employee)"))
    engine.dispose()
    store = actions.add_store(name="Journey events", kind="sql", options={"url": url}, by=BY)
    dataset = actions.register_dataset(
        store=store,
        name="Journey events",
        location="journey_events",
        subject_column="employee",
        identifier_kind="employee-number",
        signals=[MOUSE],
        by=BY,
    )
    programs.attach_dataset(program=cast.program, dataset=dataset, by=BY)
    return dataset


def rows_left(url: str, employee: str) -> int:
    """Count the rows of one employee."""
    engine = sa.create_engine(url)
    with engine.connect() as database:
        query = sa.text("SELECT count(*) FROM journey_events WHERE employee = :employee")
        count = database.execute(query, {"employee": employee}).scalar_one()
    engine.dispose()
    return int(count)
