"""The worker of `bin/bench package`, in a process with the settings of one database; portal and store are of the same kind.

Nothing but the build reads rows in this process, so its peak memory is the worker's.
"""

import json
import logging
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
import sqlalchemy as sa
from django.conf import settings
from django.db import connection

django.setup()

from rights.access.sealed_stream import unsealed  # noqa: E402 - models load once Django is set up
from rights.actions import package_building  # noqa: E402
from rights.models import Package  # noqa: E402
from rights.queries import packaging  # noqa: E402
from stores import actions as stores  # noqa: E402
from tests import programs  # noqa: E402
from tests.cast import BY, MOUSE, make_cast, number_of  # noqa: E402
from tests.rights.packages import granted  # noqa: E402

OTHERS = 0.1
"""Rows of other people, as a share: they have to be passed over."""
TABLE = (
    "CREATE TABLE bench_events (id BIGINT PRIMARY KEY, employee VARCHAR(20) NOT NULL, recorded_at {moment} NOT NULL, "
    "x INTEGER NOT NULL, y INTEGER NOT NULL, button VARCHAR(10), pressure DOUBLE PRECISION, window_title VARCHAR(60))"
)
SERIES = {
    "postgresql": "SELECT n FROM generate_series(1, {rows}) AS s(n)",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s",
}
MOMENTS = {
    "postgresql": "timestamptz '2026-01-01' + q.n * interval '37 milliseconds'",
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%f', 1767225600 + q.n * 0.037, 'unixepoch')",
}
FILL = (
    "INSERT INTO bench_events SELECT q.n, CASE WHEN q.n <= {mine} THEN '{number}' ELSE 'E99999' END, {moment}, "
    "q.n * 7 % 1920 - 300, q.n * 13 % 1080, CASE q.n % 3 WHEN 0 THEN 'left' WHEN 1 THEN NULL ELSE 'right' END, "
    "(q.n % 1000) / 1000.0, 'Sheet ' || (q.n % 97) || ', draft' FROM ({series}) AS q"
)


def main(rows: int) -> None:
    """Fill the store, grant the request, build, read the package again; print the figures."""
    logging.disable(logging.WARNING)
    cast = make_cast(datasets=False)
    url = fill(number_of(cast.priya), rows)
    store = stores.add_store(name="Bench", kind="sql", options={"url": url}, by=BY)
    facts: dict[str, Any] = {
        "name": "Events",
        "location": "bench_events",
        "subject_column": "employee",
        "identifier_kind": "employee-number",
    }
    programs.attach_dataset(
        program=cast.program, dataset=stores.register_dataset(store=store, signals=[MOUSE], by=BY, **facts), by=BY
    )
    package = Package.objects.get(request=granted(cast.priya, cast.sam))
    started, cpu = time.perf_counter(), time.process_time()
    if not package_building.build(package.pk):
        package.refresh_from_db()
        raise SystemExit(package.explanation)
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    peak = memory("VmHWM")
    package.refresh_from_db()
    print(json.dumps(figures(package, rows, seconds, busy, peak)))


def fill(number: str, rows: int) -> str:
    """Make the table, by statements that bring no row into this process; give the store's URL."""
    vendor = connection.vendor
    url = f"sqlite:///{settings.VAR_DIR / 'store.sqlite3'}"
    if vendor == "postgresql":
        at = connection.settings_dict
        url = f"postgresql+psycopg://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    engine = sa.create_engine(url)
    series = SERIES[vendor].format(rows=round(rows * (1 + OTHERS)))
    with engine.begin() as database:
        database.exec_driver_sql(TABLE.format(moment="TIMESTAMPTZ" if vendor == "postgresql" else "TEXT"))
        text = FILL.format(mine=rows, number=number, moment=MOMENTS[vendor], series=series)
        database.exec_driver_sql(text.replace("%", "%%") if vendor == "postgresql" else text)
        database.exec_driver_sql("CREATE INDEX bench_events_by_person ON bench_events (employee)")
    engine.dispose()
    return url


def figures(package: Package, rows: int, seconds: float, busy: float, peak: float) -> dict[str, float]:
    """Read the package again, and refuse to print figures of one that is not whole."""
    path = packaging.path_of(package.pk, package.fence)
    clear = path.with_suffix(".zip")
    with path.open("rb") as file, clear.open("wb") as out:
        key, bound = package_building.data_key(package), package_building.binding(package)
        for piece in unsealed(file, key, bound_to=bound):
            out.write(piece)
    with zipfile.ZipFile(clear) as archive, archive.open("data/bench/events.jsonl") as lines:
        found = sum(1 for _ in lines)
    part = package.parts.get()
    if (found, package.rows) != (rows, rows) or sha256(clear.read_bytes()).hexdigest() != package.sha256 or not part.sha256:
        msg = f"The package has {found} rows instead of {rows}."
        raise SystemExit(msg)
    return {
        "rows": rows,
        "build_s": round(seconds, 2),
        "cpu_s": round(busy, 2),
        "rows_per_s": round(rows / seconds),
        "peak_rss_mb": round(peak, 1),
        "package_mb": round(package.bytes / 1e6, 1),
    }


def memory(name: str) -> float:
    """A figure of /proc/self/status in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
