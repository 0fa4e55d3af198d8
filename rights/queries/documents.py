"""What Assent itself keeps about a person, as documents of an access package: their own, with names of others left out."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from audit.models import Entry
from audit.vocabulary import registered
from common.signals import Signal
from consent.models import Consent, Notice, Receipt
from consent.queries import mine as choices
from people.models import Person, Role, RoleGrant
from rights.access import looks
from rights.models import Request
from rights.queries import scope

Document = dict[str, Any]
PAPER = "paper"


def utc(at: dt.datetime | None) -> str | None:
    """A moment as the documents write it: ISO 8601 in UTC."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def consents(request: Request) -> list[Document]:
    """Every change of every choice of the person that the request is about, oldest first."""
    person = request.person
    rows = list(_about(request, choices.decisions_of(person)).order_by("history_id"))
    programs = choices.decided_programs(person)
    notices = dict(Notice.objects.filter(pk__in={row.notice_id for row in rows}).values_list("pk", "version"))
    receipts = choices.receipts_by_entry(person, [row.history_entry for row in rows])
    return [
        {
            "at": utc(row.decided_at),
            "program": programs[row.program_id].name,
            "signal": row.signal,
            "signal_label": str(Signal(row.signal).label),
            "state": row.state,
            "state_label": str(Consent.State(row.state).label),
            "purpose": row.purpose,
            "notice_version": notices.get(row.notice_id),
            "control": row.control,
            "channel": row.channel,
            "by": _by(person, row),
            "valid_until": utc(row.valid_until),
            "record": str(row.record),
            "receipt": str(receipts[row.history_entry]) if row.history_entry in receipts else None,
        }
        for row in rows
    ]


def _by(person: Person, row: Any) -> str:
    if row.channel == PAPER:
        return "the privacy office, from your letter"
    return "you" if str(row.history_user_id) == str(person.pk) else "the program, or time"


def receipts(request: Request) -> Iterator[Receipt]:
    """The person's receipts that the request is about, oldest first."""
    programs = {program.pk for program in scope.programs_of(request)}
    found = Receipt.objects.filter(person=request.person).select_related("program").order_by("made_at", "ref")
    for receipt in found.iterator(chunk_size=50):
        about = not programs or receipt.program_id in programs
        if about and (not request.signals or set(request.signals) & set(receipt.signals)):
            yield receipt


def _about(request: Request, rows: Any) -> Any:
    programs = [program.pk for program in scope.programs_of(request)]
    if programs:
        rows = rows.filter(program_id__in=programs)
    return rows.filter(signal__in=request.signals) if request.signals else rows


def looked(person: Person) -> list[Document]:
    """Every look of somebody else at the person's records, oldest first: when, what for, in which role and unit; no names."""
    entries = Entry.objects.filter(subject=str(person.pk), event__in=looks.READS).exclude(actor=str(person.pk))
    rows = list(entries.order_by("at", "id").values_list("id", "at", "event", "actor"))
    who = _Readers({actor for *_, actor in rows if actor})
    return [
        {
            "at": utc(at),
            "what": registered[event].label,
            "purpose": looks.READS[event],
            "role": who.role(actor, at),
            "unit": who.unit(actor),
            "entry": str(entry),
        }
        for entry, at, event, actor in rows
    ]


class _Readers:
    """Who was what at which time, read once for many looks."""

    def __init__(self, actors: set[str]) -> None:
        people = {uuid.UUID(actor) for actor in actors if not actor.startswith("system:")}
        self._units = dict(Person.objects.filter(pk__in=people).values_list("pk", "team__name"))
        self._grants: dict[uuid.UUID, list[RoleGrant]] = {}
        for grant in RoleGrant.objects.filter(person__in=people).order_by("granted_at"):
            self._grants.setdefault(grant.person_id, []).append(grant)

    def role(self, actor: str | None, at: dt.datetime) -> str:
        """The roles that the reader held at that moment."""
        if not actor or actor.startswith("system:"):
            return "Assent itself"
        grants = self._grants.get(uuid.UUID(actor), [])
        held = [one.role for one in grants if one.granted_at <= at and (one.ended_at is None or one.ended_at > at)]
        return ", ".join(str(Role(role).label) for role in held) or "Employee"

    def unit(self, actor: str | None) -> str:
        """The team that the reader is in."""
        return "" if not actor or actor.startswith("system:") else self._units.get(uuid.UUID(actor)) or ""
