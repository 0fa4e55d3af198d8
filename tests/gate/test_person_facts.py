"""What the gate knows of a person: their site, their own pause, the notices they read, the end of their yes."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit import ledger
from common import days
from consent.actions import acknowledging, choices, person_pauses, restricting
from consent.events import ConsentEvent
from consent.models import Basis, MonitoringNotice, NoticeText, ProgramSignal, ProgramSite
from gate import actions, pages
from gate.forms import Question
from gate.models import Collector
from people.actions import leave
from people.models import Person, Site
from tests import programs
from tests.cast import BY, KEYS, MOUSE, Cast

pytestmark = pytest.mark.flows


@pytest.fixture
def collector(cast: Cast) -> Collector:
    return actions.enrol(name="Agent", program=cast.program, signals=[MOUSE, KEYS], by=BY).collector


def answer(collector: Collector, person: Person, signal: str = MOUSE) -> str:
    """The reason, empty for a yes."""
    asking = Collector.objects.select_related("program").get(pk=collector.pk)
    [found] = pages.answer(asking, Question(people=[person.pk], signals=[signal]))
    assert found["allow"] is (found["reason"] == "")
    return found["reason"]


def works_at(person: Person, *, country: str, subdivision: str = "") -> Site:
    site = Site.objects.create(name=f"{country}{subdivision}", country=country, subdivision=subdivision)
    person.site = site
    person.save()
    return site


def publish(jurisdiction: str, *, version: int = 1, mode: str = "once") -> MonitoringNotice:
    text, _ = NoticeText.objects.get_or_create(sha256="a" * 64, defaults={"summary": [], "sections": []})
    with ledger.entry(ConsentEvent.MONITORING_PUBLISHED, actor=BY):
        return MonitoringNotice.objects.create(
            jurisdiction=jurisdiction, version=version, mode=mode, text=text, published_at=timezone.now()
        )


def change_basis(cast: Cast, basis: str) -> None:
    row = ProgramSignal.objects.get(program=cast.program, signal=MOUSE)
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        row.basis = basis
        row.save()


@pytest.mark.rule("R108")
def test_a_person_who_paused_is_not_recorded_until_they_resume(cast: Cast, collector: Collector) -> None:
    cast.give(cast.priya, MOUSE)
    person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
    assert answer(collector, cast.priya) == "PERSON_PAUSED"
    person_pauses.resume(person=cast.priya, by=cast.priya)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R108")
def test_a_pause_of_an_hour_is_over_after_an_hour(cast: Cast, collector: Collector, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    until = person_pauses.pause(person=cast.priya, length="hour", by=cast.priya).until
    time_machine.move_to(until - dt.timedelta(seconds=1), tick=False)
    assert answer(collector, cast.priya) == "PERSON_PAUSED"
    time_machine.move_to(until, tick=False)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R33")
def test_a_yes_ends_at_its_time_without_any_worker(cast: Cast, collector: Collector, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    until = cast.priya.consents.get().valid_until
    time_machine.move_to(until - dt.timedelta(seconds=1), tick=False)
    assert answer(collector, cast.priya) == ""
    time_machine.move_to(until, tick=False)
    assert answer(collector, cast.priya) == "EXPIRED"


def test_a_program_about_one_site_is_about_nobody_elsewhere(cast: Cast, collector: Collector) -> None:
    cast.give(cast.priya, MOUSE)
    dublin = Site.objects.create(name="Dublin", country="IE")
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        ProgramSite.objects.create(program=cast.program, site=dublin)
    assert answer(collector, cast.priya) == "OUT_OF_SCOPE"
    Person.objects.filter(pk=cast.priya.pk).update(site=dublin)
    assert answer(collector, cast.priya) == ""


def test_a_program_is_over_after_its_last_day(cast: Cast, collector: Collector, time_machine) -> None:
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        cast.program.ends_on = days.today() + dt.timedelta(days=3)
        cast.program.save()
    cast.give(cast.priya, MOUSE)
    assert cast.priya.consents.get().valid_until == days.end_of(cast.program.ends_on)
    assert answer(collector, cast.priya) == ""
    time_machine.move_to(days.end_of(cast.program.ends_on), tick=False)
    assert answer(collector, cast.priya) == "PROGRAM_ENDED"


@pytest.mark.rule("R20", "R21", "R22", "R23")
@pytest.mark.parametrize("place", ["NY", "DE", "CT"])
def test_a_yes_waits_for_the_monitoring_notice_where_one_is_due(cast: Cast, collector: Collector, place: str) -> None:
    works_at(cast.priya, country="US", subdivision=place)
    cast.give(cast.priya, MOUSE)
    assert answer(collector, cast.priya) == "NO_NOTICE", "none is published, so nobody can have read it"
    notice = publish(f"US-{place}")
    assert answer(collector, cast.priya) == "NO_NOTICE"
    acknowledging.acknowledge_monitoring(person=cast.priya, monitoring=notice, by=cast.priya)
    assert answer(collector, cast.priya) == ""
    assert answer(collector, cast.priya, KEYS) == "NO_CONSENT", "reading a notice is no yes"
    publish(f"US-{place}", version=2)
    assert answer(collector, cast.priya) == "NO_NOTICE"


@pytest.mark.rule("R21")
def test_a_daily_notice_counts_for_its_day(cast: Cast, collector: Collector, time_machine) -> None:
    works_at(cast.priya, country="US", subdivision="DE")
    cast.give(cast.priya, MOUSE)
    notice = publish("US-DE", mode="daily")
    acknowledging.acknowledge_monitoring(person=cast.priya, monitoring=notice, by=cast.priya)
    assert answer(collector, cast.priya) == ""
    time_machine.move_to(days.end_of(days.today()), tick=False)
    assert answer(collector, cast.priya) == "NO_NOTICE"


def test_no_monitoring_notice_is_due_elsewhere(cast: Cast, collector: Collector) -> None:
    works_at(cast.priya, country="US", subdivision="CA")
    publish("US-NY")
    cast.give(cast.priya, MOUSE)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R09", "R16")
@pytest.mark.parametrize("basis", [Basis.LEGITIMATE_INTEREST, Basis.LEGAL_OBLIGATION, Basis.CONTRACT])
def test_without_consent_recording_waits_until_the_notice_was_read(cast: Cast, collector: Collector, basis: str) -> None:
    change_basis(cast, basis)
    assert answer(collector, cast.priya) == "NO_NOTICE"
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    assert answer(collector, cast.priya) == ""
    assert answer(collector, cast.priya, KEYS) == "NO_CONSENT", "what asks for consent is not turned on by it"
    assert answer(collector, cast.marco) == "NO_NOTICE"


@pytest.mark.rule("R04", "R64")
def test_an_objection_ends_it_at_once(cast: Cast, collector: Collector) -> None:
    change_basis(cast, Basis.LEGITIMATE_INTEREST)
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    choices.object_to(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert answer(collector, cast.priya) == "OBJECTION"


@pytest.mark.rule("R03")
def test_a_no_stays_a_no_when_the_basis_changes(cast: Cast, collector: Collector) -> None:
    choices.refuse(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    change_basis(cast, Basis.LEGITIMATE_INTEREST)
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    assert answer(collector, cast.priya) == "OBJECTION"
    choices.lift(person=cast.priya, program=cast.program, signals=[MOUSE], by=cast.priya)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R63")
@pytest.mark.parametrize("kind", ["restriction", "objection", "erasure"])
def test_what_a_request_stops_is_not_recorded_until_it_ends(cast: Cast, collector: Collector, kind: str) -> None:
    cast.give(cast.priya, MOUSE, KEYS)
    cast.give(cast.marco, MOUSE)
    facts = {"person": cast.priya, "program": cast.program, "kind": kind, "by": BY}
    narrow, wide = uuid.uuid4(), uuid.uuid4()
    restricting.restrict(signals=[MOUSE], origin=narrow, **facts)
    assert [answer(collector, cast.priya, signal) for signal in (MOUSE, KEYS)] == ["RESTRICTED", ""]
    restricting.restrict(signals=[], origin=wide, **facts)
    assert [answer(collector, cast.priya, signal) for signal in (MOUSE, KEYS)] == ["RESTRICTED", "RESTRICTED"]
    assert answer(collector, cast.marco) == ""
    choices.withdraw(person=cast.priya, program=cast.program, signals=[KEYS], by=cast.priya)
    restricting.end(origin=narrow, cause="lifted", by=BY)
    assert answer(collector, cast.priya) == "RESTRICTED"
    restricting.end(origin=wide, cause="lifted", by=BY)
    assert [answer(collector, cast.priya, signal) for signal in (MOUSE, KEYS)] == ["", "WITHDRAWN"]


@pytest.mark.rule("R63")
def test_a_restriction_of_every_program_covers_one_that_comes_later(cast: Cast) -> None:
    origin = uuid.uuid4()
    restricting.restrict(person=cast.priya, program=None, signals=[], kind="restriction", origin=origin, by=BY)
    later = programs.add_program(slug="later", name="Later", signals={MOUSE: "m"}, by=BY)
    programs.publish_notice(program=later, summary=["We record."])
    programs.start_program(program=later)
    agent = actions.enrol(name="Later agent", program=later, signals=[MOUSE], by=BY).collector
    choices.give(person=cast.priya, program=later, signals=[MOUSE], notice_version=1, by=cast.priya)
    assert answer(agent, cast.priya) == "RESTRICTED"
    restricting.end(origin=origin, cause="refused", by=BY)
    assert answer(agent, cast.priya) == ""


@pytest.mark.rule("R63")
def test_a_restriction_in_one_program_stops_no_other(cast: Cast, collector: Collector) -> None:
    other = programs.add_program(slug="other", name="Other", signals={MOUSE: "m"}, by=BY)
    cast.give(cast.priya, MOUSE)
    restricting.restrict(person=cast.priya, program=other, signals=[], kind="restriction", origin=uuid.uuid4(), by=BY)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R04", "R64")
def test_an_objection_that_is_looked_at_stops_what_rests_on_a_legitimate_interest(cast: Cast, collector: Collector) -> None:
    change_basis(cast, Basis.LEGITIMATE_INTEREST)
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    facts = {"person": cast.priya, "program": cast.program, "signals": [MOUSE], "by": cast.priya}
    origin = uuid.uuid4()
    restricting.restrict(kind="objection", origin=origin, **facts)
    assert answer(collector, cast.priya) == "RESTRICTED"
    choices.object_to(**facts)
    assert answer(collector, cast.priya) == "RESTRICTED"
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert answer(collector, cast.priya) == "RESTRICTED", "whatever is chosen meanwhile"
    restricting.end(origin=origin, cause="overruled", by=BY)
    assert answer(collector, cast.priya) == ""


@pytest.mark.rule("R63")
@pytest.mark.parametrize("basis", [Basis.LEGAL_OBLIGATION, Basis.CONTRACT])
def test_a_restriction_stops_what_there_is_no_choice_about_too(cast: Cast, collector: Collector, basis: str) -> None:
    change_basis(cast, basis)
    acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya)
    restricting.restrict(person=cast.priya, program=None, signals=[], kind="restriction", origin=uuid.uuid4(), by=BY)
    assert answer(collector, cast.priya) == "RESTRICTED"


@pytest.mark.rule("R63", "R109")
def test_who_left_is_refused_as_one_who_left(cast: Cast, collector: Collector) -> None:
    cast.give(cast.priya, MOUSE)
    restricting.restrict(person=cast.priya, program=None, signals=[], kind="restriction", origin=uuid.uuid4(), by=BY)
    leave(person=cast.priya, by=BY)
    assert answer(collector, cast.priya) == "OFFBOARDED"
