"""A person confirms having read a notice. That is another object than a choice, and never becomes one (R16, R20-R23)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import DomainError
from consent import outbox, queries
from consent.actions.deciding import PROGRAM_STATES, StaleNotice, hold, only_the_person
from consent.events import ConsentEvent
from consent.models import Acknowledgement, MonitoringNotice, Notice, Program
from people.models import Person


@transaction.atomic
def acknowledge(*, person: Person, notice: Notice, by: Person) -> Acknowledgement:
    """Note that the person has read a program's notice; the second time on one day nothing is written.

    Raises `StaleNotice` where a newer version is in force, `DomainError` where the program is not open to this person.
    """
    only_the_person(person, by)
    hold(notice.program)
    locked = _locked(person)
    program = Program.objects.get(pk=notice.program_id)
    newest = queries.notice_in_force(program, notice.language)
    if newest is None or newest.version != notice.version:
        raise StaleNotice(program, newest)
    if program.state not in PROGRAM_STATES or not locked.active or not queries.in_scope(locked, program):
        msg = "This program is not open, or not about people at your site. Nothing was recorded."
        raise DomainError(msg)
    return _write(locked, {"notice": notice}, ref=program.pk, facts={"notice": notice.version})


@transaction.atomic
def acknowledge_monitoring(*, person: Person, monitoring: MonitoringNotice, by: Person) -> Acknowledgement:
    """Note that the person has read the monitoring notice of their site's place; the second time on one day writes nothing.

    Raises `DomainError` where it is not the one in force for the person's site.
    """
    only_the_person(person, by)
    locked = _locked(person)
    newest = MonitoringNotice.objects.filter(jurisdiction=monitoring.jurisdiction).order_by("-version").first()
    if newest is None or newest.pk != monitoring.pk:
        msg = "A newer monitoring notice was published since you opened the page. Nothing was recorded."
        raise DomainError(msg, hint="Reload the page and read the new one.")
    if locked.site is None or locked.site.jurisdiction != monitoring.jurisdiction:
        msg = "This monitoring notice is not the one of your site. Nothing was recorded."
        raise DomainError(msg)
    facts = {"jurisdiction": monitoring.jurisdiction, "version": monitoring.version}
    return _write(locked, {"monitoring": monitoring}, ref=monitoring.pk, facts=facts)


def _locked(person: Person) -> Person:
    """Lock the person's row: two windows write one acknowledgement."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    found: Person = rows.get(pk=person.pk)
    return found


def _write(person: Person, of: dict[str, Any], *, ref: Any, facts: dict[str, Any]) -> Acknowledgement:
    today = days.today()
    there: Acknowledgement | None = Acknowledgement.objects.filter(person=person, day=today, **of).first()
    if there is not None:
        return there
    with ledger.entry(ConsentEvent.ACKNOWLEDGED, actor=person.pk, subject=person.pk, ref=ref, day=today, **facts):
        made: Acknowledgement = Acknowledgement.objects.create(person=person, day=today, at=timezone.now(), **of)
        # What was off for want of it may be on now: gates read the person afresh.
        outbox.person_changed(person, paused=queries.open_pause_of(person) is not None)
    return made
