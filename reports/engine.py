"""What a report is: columns and rows as of a period. Each room declares its own in `reports.py`; this room writes files."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from purges import reports as purges
from rights import reports as rights

Rows = Callable[[dt.datetime, dt.datetime], Iterable[Sequence[object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One kind of report. `rows(since, until)` streams rows in a fixed order: the same data gives the same bytes."""

    key: str
    title: str
    description: str
    columns: Sequence[str]
    rows: Rows


REPORTS = {
    report.key: report
    for report in (
        Report(
            key="deletion-register",
            title="Deletion register",
            description="Every purge of the period, one line per dataset, with counts and the proof's fingerprint. "
            "No person is named in it.",
            columns=purges.DELETION_REGISTER_COLUMNS,
            rows=purges.deletion_register,
        ),
        Report(
            key="holds-register",
            title="Register of legal holds",
            description="Every legal hold that kept data in the period: matter, ground, scope in figures, who placed, approved, "
            "reviewed and lifted it. The people whom it names are not in it.",
            columns=purges.HOLDS_REGISTER_COLUMNS,
            rows=purges.holds_register,
        ),
        Report(
            key="request-register",
            title="Request register",
            description="Every request received in the period, with its dates, its answer and the law behind a refusal. "
            "No person is named in it.",
            columns=rights.REQUEST_REGISTER_COLUMNS,
            rows=rights.request_register,
        ),
    )
}
