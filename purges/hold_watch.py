"""Looks after legal holds: covers what joins a held program, lets unapproved ones lapse, and tells when a review is overdue."""

import logging

from django.db import transaction
from django.utils import timezone

from audit import ledger
from common import days
from common.errors import Conflict
from common.states import move
from people import queries as people
from people.actions import send_message
from people.models import Person
from purges.events import PurgeEvent
from purges.holds import programs
from purges.models import Hold, HoldDataset
from purges.queries import holds as queries

log = logging.getLogger(__name__)
BY = "system:purges"


def look() -> None:
    """Do what is due for every hold."""
    extend()
    lapse()
    alarm()


def extend() -> int:
    """Cover datasets that joined a held program since; return how many. They stay covered when they leave it again."""
    added = 0
    holds = queries.of_programs()
    found = programs.datasets_of({row.program for hold in holds for row in hold.programs.all()}) if holds else {}
    for hold in holds:
        rows = list(hold.datasets.all())
        if any(row.named for row in rows):
            continue
        wanted = {dataset for row in hold.programs.all() for dataset in found.get(row.program, ())}
        new = sorted(wanted - {row.dataset_id for row in rows})
        if new:
            with ledger.entry(PurgeEvent.HOLD_EXTENDED, actor=BY, ref=hold.pk, datasets=new):
                for dataset in new:
                    HoldDataset.objects.create(hold=hold, dataset_id=dataset, named=False)
            added += len(new)
    return added


def lapse() -> int:
    """End the holds that no second person approved in time, and say so; return how many."""
    ended = 0
    for hold in queries.to_lapse():
        steps = queries.steps_under(hold.pk).count()
        try:
            with ledger.entry(PurgeEvent.HOLD_LAPSED, actor=BY, ref=hold.pk, steps=steps):
                move(hold, Hold.State.LAPSED, ended_at=timezone.now())
                tell(hold, "hold-lapsed")
        except Conflict:
            log.info("hold %s was decided in the last moment", hold.pk)
            continue
        ended += 1
    return ended


def alarm() -> int:
    """Tell legal and officers of overdue reviews, every week anew; return how many. The holds go on keeping."""
    told = 0
    for hold in queries.overdue():
        with transaction.atomic():
            locked = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
            if not locked.active or locked.review_on >= days.today():
                continue
            late = (days.today() - locked.review_on).days
            with ledger.entry(PurgeEvent.HOLD_OVERDUE, actor=BY, ref=hold.pk, days=late):
                locked.alarmed_on = days.today()
                locked.save()
            tell(locked, "hold-overdue")
        told += 1
    return told


def tell(hold: Hold, kind: str, *, besides: Person | None = None) -> None:
    """Put a message into the inbox of legal and officers: never of who is named or whom they report to, never twice unread."""
    link = f"/legal/holds/{hold.pk}/"
    for person in queries.second_hands(hold):
        if person != besides and not people.waits(person, kind=kind, link=link):
            send_message(person=person, kind=kind, about=hold.matter, link=link)
