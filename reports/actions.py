"""Building a report: write it to a spooled file, note what left the house, hand it over."""

import datetime as dt
import hashlib
import tempfile
from typing import IO, Any

from django.utils import timezone

from audit import ledger
from common.errors import DomainError, NotAllowed
from common.rights import Right
from people.models import Person
from reports.engine import Report
from reports.events import ReportEvent
from reports.formats import MOST_ROWS, Format
from reports.models import BuiltReport

IN_MEMORY_BYTES = 4 * 1024 * 1024


def build(*, report: Report, form: Format, since: dt.datetime, until: dt.datetime, by: Person) -> IO[bytes]:
    """Write the report in this form and enter its digest into the ledger; return the open file, at its beginning."""
    if not by.has_perm(Right.REPORTS_EXPORT):
        msg = "Only legal can export reports."
        raise NotAllowed(msg)
    if since >= until:
        msg = "The period ends before it begins."
        raise DomainError(msg, hint="Choose a first day that is not after the last one.")
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - handed to the response
    count = form.write(file, report.title, report.columns, report.rows(since, until))
    if count < 0:
        msg = f"A sheet can't hold more than {MOST_ROWS:,} lines. Nothing was built."
        raise DomainError(msg, hint="Choose a shorter period, or take it as CSV.")
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]  # typeshed wants a fileno; any readable file will do
    facts: dict[str, Any] = {"kind": report.key, "form": form.suffix, "rows": count, "sha256": digest.hexdigest()}
    built = BuiltReport(since=since, until=until, built_by=by, built_at=timezone.now(), **facts)
    with ledger.entry(ReportEvent.BUILT, actor=by.pk, ref=built.pk, **facts):
        built.save(force_insert=True)
    file.seek(0)
    return file
