"""Restrictions while everything else goes on, with real threads and real connections: nothing waits for ever, deny wins."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction

from common.signals import Signal
from consent.actions import acknowledging, choices, person_pauses, program_pauses, restricting
from consent.means import Means
from consent.models import Consent, DecisionChange, Program, Restriction
from consent.queries.restrictions import restricted_signals
from gate import actions as gate
from gate import pages
from gate.forms import Question
from gate.models import Collector
from people.actions import grant_scope, leave
from people.models import Message
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, Cast, make_cast
from tests.consent.test_ending_races import elsewhere, run_endings, waiting_behind
from tests.consent.test_races import WINDOWS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R63", "R64")]
REQUEST = uuid.uuid4()
ROUNDS = 6
NEW = {"en": {"summary": ["We record more of other things."], "fields": {}, "sections": []}}


def restrict(cast: Cast, *signals: str, origin: uuid.UUID = REQUEST, everywhere: bool = False) -> Restriction:
    facts = {"signals": signals, "kind": "restriction", "origin": origin, "by": cast.priya}
    return restricting.restrict(person=cast.priya, program=None if everywhere else cast.program, **facts)


def end(origin: uuid.UUID = REQUEST) -> int:
    return restricting.end(origin=origin, cause="lifted", by=BY)


def withdraw(cast: Cast, signal: str = MOUSE) -> None:
    choices.withdraw(person=cast.priya, program=cast.program, signals=[signal], by=cast.priya)


def publish(cast: Cast) -> None:
    programs.publish_notice(program=cast.program, summary=[f"We record more, {uuid.uuid4()}."])


def answer(collector: Collector, cast: Cast, signal: str = MOUSE) -> str:
    asking = Collector.objects.select_related("program").get(pk=collector.pk)
    [found] = pages.answer(asking, Question(people=[cast.priya.pk], signals=[signal]))
    assert found["allow"] is (found["reason"] == "")
    return found["reason"]


def test_many_windows_restrict_once() -> None:
    cast = make_cast(datasets=False)
    assert at_once(lambda: restrict(cast)) == ["done"] * WINDOWS
    assert at_once(lambda: restrict(cast, everywhere=True)) == ["done"] * WINDOWS
    assert sorted(row.history.count() for row in Restriction.objects.all()) == [1, 1]
    assert list(DecisionChange.objects.filter(scope="person").values_list("version", flat=True).order_by("version")) == [1, 2]


def test_many_windows_end_once_and_tell_once() -> None:
    cast = make_cast(datasets=False)
    restrict(cast)
    counts: list[int] = []
    assert at_once(lambda: counts.append(end())) == ["done"] * WINDOWS
    assert sorted(counts) == [0] * (WINDOWS - 1) + [1]
    assert Message.objects.filter(kind="restriction-ends").count() == 1


@pytest.mark.rule("R35")
def test_from_the_commit_on_every_other_connection_is_refused() -> None:
    cast = make_cast(datasets=False)
    cast.give(cast.priya, MOUSE)
    collector = gate.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).collector
    found: list[str] = []

    def ask() -> None:
        found.append(answer(collector, cast))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            restrict(cast)
            assert pool.submit(elsewhere, ask).result(timeout=30) == "done"
        assert pool.submit(elsewhere, ask).result(timeout=30) == "done"
        end()
        assert pool.submit(elsewhere, ask).result(timeout=30) == "done"
    assert found == ["", "RESTRICTED", ""]


WHATEVER: dict[str, tuple[Callable[[Cast], object], str]] = {
    "withdraw": (withdraw, "WITHDRAWN"),
    "launch": (publish, "STALE_NOTICE"),
    "give": (lambda cast: cast.give(cast.priya, KEYS), ""),
    "pause the program": (lambda cast: program_pauses.pause(program=cast.program, by=cast.sam), "PROGRAM_PAUSED"),
    "pause": (lambda cast: person_pauses.pause(person=cast.priya, length="open", by=cast.priya), "PERSON_PAUSED"),
    "acknowledge": (lambda cast: acknowledging.acknowledge(person=cast.priya, notice=cast.notice, by=cast.priya), ""),
    "leave": (lambda cast: leave(person=cast.priya, by=BY), "OFFBOARDED"),
}
"""What may go on at the same moment, and what the gate says of it once the restriction is over."""


@pytest.mark.parametrize("everywhere", [False, True], ids=["one program", "every program"])
@pytest.mark.parametrize("first", ["restriction", "other"])
@pytest.mark.parametrize("what", WHATEVER)
def test_one_waits_for_the_other_and_both_are_done(what: str, first: str, *, everywhere: bool) -> None:
    cast = make_cast(datasets=False)
    collector = gate.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).collector
    cast.give(cast.priya, MOUSE)
    act, reason = WHATEVER[what]
    acts = [lambda: restrict(cast, everywhere=everywhere), lambda: act(cast)]
    with waiting_behind(*(acts if first == "restriction" else reversed(acts))) as result:
        assert result == "done"
    assert restricted_signals(cast.priya, cast.program) == set(Signal.values)
    assert answer(collector, cast) in {"RESTRICTED", "PROGRAM_PAUSED", "PERSON_PAUSED", "OFFBOARDED"}
    end()
    assert answer(collector, cast) == reason


def test_a_yes_that_meets_a_restriction_is_recorded_and_allows_nothing() -> None:
    cast = make_cast(datasets=False)
    collector = gate.enrol(name="Agent", program=cast.program, signals=[MOUSE], by=BY).collector
    with waiting_behind(lambda: restrict(cast), lambda: cast.give(cast.priya, MOUSE)) as result:
        assert result == "done"
    assert Consent.objects.get().state == "given"
    assert answer(collector, cast) == "RESTRICTED"
    end()
    assert answer(collector, cast) == ""


def everything(cast: Cast, other: Program, number: int) -> list[Callable[[], object]]:
    """What many windows do in one round; what is restricted in it is ended in the next one."""

    def both_programs() -> None:
        with transaction.atomic():
            for program in (cast.program, other):
                facts = {"signals": [], "kind": "erasure", "origin": uuid.UUID(int=number + 2_001), "by": BY}
                restricting.restrict(person=cast.priya, program=program, **facts)
                time.sleep(0.01)

    def pause_and_resume() -> None:
        person_pauses.pause(person=cast.priya, length="open", by=cast.priya)
        person_pauses.resume(person=cast.priya, by=cast.priya)

    about = {"person": cast.priya, "program": cast.program, "by": cast.priya}
    return [
        lambda: restrict(cast, MOUSE, origin=uuid.UUID(int=number + 1)),
        lambda: restrict(cast, origin=uuid.UUID(int=number + 1_001), everywhere=True),
        both_programs,
        *(partial(end, uuid.UUID(int=number + thousand)) for thousand in (0, 1_000, 2_000)),
        lambda: choices.turn_off(**about, signals=[MOUSE], means=Means(control="switch")),
        lambda: cast.give(cast.priya, KEYS),
        pause_and_resume,
        lambda: publish(cast),
        run_endings,
        lambda: program_pauses.pause(program=other, by=cast.sam),
        lambda: programs.launch(programs.change(other, "notices", NEW), material=True),
    ]


def test_everything_at_once_never_locks_itself_up() -> None:
    """A deadlock would be an error of the database, which `elsewhere` does not catch."""
    cast = make_cast(datasets=False)
    cast.give(cast.priya, MOUSE, CLICK)
    other = programs.add_program(slug="other", name="Other", signals={MOUSE: "m"}, by=BY)
    programs.publish_notice(program=other, summary=["We record."])
    other = programs.start_program(program=other)
    grant_scope(person=cast.sam, permission="consent.oversee_program", to=other, by=BY)
    with ThreadPoolExecutor(8) as pool:
        for number in range(ROUNDS):
            futures = [pool.submit(elsewhere, act) for act in everything(cast, other, number)]
            results = [future.result(timeout=60) for future in futures]
            assert results[:6] == ["done"] * 6, "a restriction and its end are never refused"
    versions = DecisionChange.objects.filter(scope="person").order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, len(versions) + 1))
