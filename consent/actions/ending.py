"""Ending many choices at once: the gate refuses from the commit of the cause on, the rows follow in Celery (`consent.endings`)."""

from django.utils import timezone

from audit import ledger
from common.doorbell import ring
from consent import endings, outbox, queries
from consent.events import ConsentEvent
from consent.models import Acknowledgement, Consent, Ending, Program
from consent.tasks import run_ending
from people.actions import Actor, actor_of, send_message
from people.models import Person
from people.signals import MOVED, SITE


def start(*, program: Program, cause: str, notice_below: int) -> Ending:
    """Order that the program's choices under notices older than this version end, in the transaction of the cause."""
    held = Consent.objects.filter(program=program, state__in=Consent.HOLDING, notice__version__lt=notice_below)
    made = Ending.objects.create(
        program=program,
        cause=cause,
        notice_below=notice_below,
        total=held.count(),
        started_at=timezone.now(),
    )
    ring(run_ending, str(made.pk))
    return made


def on_person_changed(sender: object, *, person: Person, change: str, by: Actor, **_: object) -> None:  # noqa: ARG001 - Django's signature
    """Hear of `people.signals.person_changed`, in the transaction of the change and with the person's row locked."""
    of_person(person=person, cause=change, by=by)


def of_person(*, person: Person, cause: str, by: Actor) -> int:
    """End what is on for somebody who left, or whose country or employer changed, at once (R109); return how many choices.

    After such a move notices have to be read again too: the acknowledgements are taken out of the table, their history stays.
    Another site of the same employer and country ends nothing; the gate asks anew whether a program is about it.
    """
    ended = [] if cause == SITE else endings.end_of_person(person.pk, cause=cause, by=actor_of(by))
    outbox.person_changed(person, paused=queries.open_pause_of(person) is not None)
    if cause == MOVED:
        _forget_acknowledgements(person, by)
        for program in Program.objects.filter(pk__in={one.program for one in ended}):
            send_message(person=person, kind="choices-moved", about=program.name, link=f"/me/programs/{program.slug}/")
    return len(ended)


def _forget_acknowledgements(person: Person, by: Actor) -> None:
    read = list(Acknowledgement.objects.filter(person=person, notice__isnull=False))
    if not read:
        return
    with ledger.entry(ConsentEvent.EXPIRED, actor=actor_of(by), subject=person.pk, cause=MOVED):
        for row in read:
            row.delete()
