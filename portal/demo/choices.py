"""What the trial company's people chose, each choice with its evidence, its history and its place in the ledger."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from audit import bulk
from consent.events import ConsentEvent
from consent.models import Acknowledgement, Consent, MonitoringNotice, Notice, Program
from portal.demo.company import BY, PLACES, employees


def choose(program: Program, people: int) -> int:
    """Write everybody's choices; return how many."""
    return bulk.create(
        Consent,
        _consents(program, people),
        event=ConsentEvent.IMPORTED,
        actor=BY,
        ref=program.pk,
        program=program.pk,
    )


def acknowledge(people: int) -> int:
    """The people of New York have read their monitoring notice; return how many."""
    notice = MonitoringNotice.objects.get(jurisdiction=MonitoringNotice.Jurisdiction.NEW_YORK)
    return bulk.create(Acknowledgement, _acknowledgements(notice, people), event=ConsentEvent.IMPORTED, actor=BY, ref=notice.pk)


def _consents(program: Program, people: int) -> Iterator[dict[str, Any]]:
    now = timezone.now()
    notices = {notice.language: notice for notice in Notice.objects.filter(program=program)}
    purposes = dict(program.signals.values_list("signal", "purpose"))
    for employee in employees(people):
        for signal in sorted(employee.yes):
            yield {
                "person_id": employee.ref,
                "program": program,
                "signal": signal.value,
                "state": Consent.State.GIVEN,
                "notice": notices[PLACES[employee.place].language],
                "decided_at": now,
                "program_version": program.live_version,
                "purpose": purposes[signal.value],
                "record": uuid.uuid4(),
                "control": "import",
                "channel": "trial",
                "valid_until": now + dt.timedelta(days=365),
            }


def _acknowledgements(notice: MonitoringNotice, people: int) -> Iterator[dict[str, Any]]:
    now = timezone.now()
    for employee in employees(people):
        place = PLACES[employee.place]
        if f"{place.country}-{place.subdivision}" == notice.jurisdiction:
            yield {"person_id": employee.ref, "monitoring": notice, "day": now.date(), "at": now}
