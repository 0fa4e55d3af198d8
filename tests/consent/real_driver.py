"""A driver of the same operations as `reference.py` upon the real actions, workers and gate."""

import datetime as dt
import uuid

from django.db import transaction

from audit import ledger
from common.errors import DomainError
from common.states import move
from consent import endings
from consent.actions import acknowledging, choices, person_pauses, restricting
from consent.events import ConsentEvent
from consent.models import Notice, Program
from consent.queries.endings import left_over
from gate import queries as gate_queries
from gate.decide import decide
from gate.models import Collector
from people.actions import leave
from tests import programs
from tests.cast import BY, KEYS, MOUSE, Cast
from tests.consent.drivers import NAMES
from tests.consent.reference import START
from tests.declarations import SUMMARY

EVERYTHING, OF_KEYS = uuid.uuid4(), uuid.uuid4()
"""Two requests of the person."""


class Real:
    """The real actions, workers and gate, on the database."""

    def __init__(self, cast: Cast, collector: Collector, clock) -> None:
        """Everything as `make_cast` leaves it, at the start of time."""
        self.cast, self.person, self.program, self.collector, self.clock = cast, cast.priya, cast.program, collector, clock
        self.now = START
        clock.move_to(START, tick=False)

    def do(self, name: str) -> bool:
        if name.startswith("wait_"):
            self.now += dt.timedelta(seconds=int(name.removeprefix("wait_")))
            self.clock.move_to(self.now, tick=False)
            return True
        try:
            with transaction.atomic():
                getattr(self, f"do_{name}")()
        except DomainError:
            return False
        return True

    def on(self) -> dict[str, bool]:
        asking = Collector.objects.select_related("program").get(pk=self.collector.pk)
        facts = {
            "collector": gate_queries.collector_facts(asking),
            "program": gate_queries.program_facts(asking),
            "person": gate_queries.person_facts(asking, [self.person.pk]).get(self.person.pk),
            "now": self.now,
        }
        return {name: decide(signal, **facts).allow for name, signal in NAMES.items()}

    def about(self, signal: str) -> dict:
        return {"person": self.person, "program": self.program, "signals": [signal], "by": self.person}

    def notice(self) -> Notice:
        return Notice.objects.filter(program=self.program).latest("version")

    def do_give(self) -> None:
        choices.give(**self.about(MOUSE), notice_version=self.notice().version)

    def do_give_stale(self) -> None:
        choices.give(**self.about(MOUSE), notice_version=self.notice().version - 1)

    def do_renew(self) -> None:
        choices.renew(**self.about(MOUSE), notice_version=self.notice().version)

    def do_refuse(self) -> None:
        choices.refuse(**self.about(MOUSE))

    def do_withdraw(self) -> None:
        choices.withdraw(**self.about(MOUSE))

    def do_undo(self) -> None:
        choices.undo(person=self.person, program=self.program, signal=MOUSE, by=self.person)

    def do_undo_objection(self) -> None:
        choices.undo(person=self.person, program=self.program, signal=KEYS, by=self.person)

    def do_object(self) -> None:
        choices.object_to(**self.about(KEYS))

    def do_lift(self) -> None:
        choices.lift(**self.about(KEYS))

    def do_acknowledge(self) -> None:
        acknowledging.acknowledge(person=self.person, notice=self.notice(), by=self.person)

    def publish(self, *, material: bool) -> None:
        text = {"summary": [*SUMMARY, f"Version {self.notice().version + 1}."], "fields": {}, "sections": []}
        programs.launch(programs.change(self.program, "notices", {"en": text}), material=material)

    def do_minor(self) -> None:
        self.publish(material=False)

    def do_material(self) -> None:
        self.publish(material=True)

    def do_stop_program(self) -> None:
        programs.pause_program(self.program)

    def do_resume_program(self) -> None:
        with ledger.entry(ConsentEvent.PROGRAM_RESUMED, actor=BY, ref=self.program.pk):
            if Program.objects.get(pk=self.program.pk).state == "running":
                msg = "It runs."
                raise DomainError(msg)
            move(self.program, "running")

    def do_pause(self) -> None:
        person_pauses.pause(person=self.person, length="open", by=self.person)

    def do_pause_hour(self) -> None:
        person_pauses.pause(person=self.person, length="hour", by=self.person)

    def do_resume(self) -> None:
        person_pauses.resume(person=self.person, by=self.person)

    def do_restrict(self) -> None:
        facts = {"program": None, "signals": [], "kind": "restriction"}
        restricting.restrict(person=self.person, origin=EVERYTHING, by=self.person, **facts)

    def do_restrict_keys(self) -> None:
        facts = {"program": self.program, "signals": [KEYS], "kind": "objection"}
        restricting.restrict(person=self.person, origin=OF_KEYS, by=self.person, **facts)

    def unrestrict(self, origin: uuid.UUID) -> None:
        if not restricting.end(origin=origin, cause="lifted", by=BY):
            msg = "Nothing was restricted."
            raise DomainError(msg)

    def do_unrestrict(self) -> None:
        self.unrestrict(EVERYTHING)

    def do_unrestrict_keys(self) -> None:
        self.unrestrict(OF_KEYS)

    def do_sweep(self) -> None:
        for ending in left_over():
            endings.run(ending)
        endings.expire_over()
        endings.end_of_gone()
        person_pauses.end_all_over()

    def do_leave(self) -> None:
        leave(person=self.person, by=BY)
