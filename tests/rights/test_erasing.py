"""An erasure from approval to end: by the purge's own signals, with what a decision keeps, and recording meanwhile."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from consent.models import RecipientDelivery, Restriction
from people.models import IdentifierKind, Message
from purges import passes, verification
from purges.models import PurgeOrder, PurgeStep
from purges.settling import settle
from purges.signals import order_held, order_settled
from rights import tasks
from rights.actions import filing
from rights.actions.erasing import on_order_settled
from rights.actions.filing import Scope
from rights.models import Request
from stores import actions as stores
from stores.models import Dataset
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast, make_cast, number_of
from tests.consent.telling import add_recipient
from tests.purges import holding
from tests.rights.office import file, grant

pytestmark = pytest.mark.django_db(transaction=True)
State, Outcome = Request.State, Request.Outcome


@pytest.fixture
def cast(settings) -> Cast:
    settings.PURGE_GRACE_SECONDS = 0
    return make_cast()


def work(cast: Cast) -> None:
    """Do what workers do: erase and verify every dataset."""
    for dataset in Dataset.objects.all():
        if passes.run(dataset.pk):
            verification.verify(dataset.pk)


def kinds(person) -> list[str]:
    return list(Message.objects.filter(person=person).values_list("kind", flat=True))


@pytest.mark.rule("R68", "R69", "R70")
def test_an_approved_erasure_is_closed_by_the_proof_that_nothing_is_left(cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    for signal in (MOUSE, CLICK, KEYS):
        cast.record(cast.priya, signal)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    assert request.state == State.ACCEPTED
    steps = PurgeStep.objects.filter(order=request.order)
    assert {step.dataset_id for step in steps} == set(Dataset.objects.values_list("pk", flat=True))
    assert cast.rows(cast.priya, MOUSE)
    work(cast)
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Outcome.GRANTED)
    assert [cast.rows(cast.priya, signal) for signal in (MOUSE, CLICK, KEYS)] == [0, 0, 0]
    assert request.order.certificates.exists()
    assert "request-done" in kinds(cast.priya)


def test_recording_stops_with_the_filing_and_goes_on_after_the_proof_as_the_choices_say(cast) -> None:
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    assert Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()
    work(cast)
    ended = Restriction.objects.get(origin=request.pk)
    assert ended.cause == "erased"
    # Rows that are recorded from now on are wanted: no later check may erase them.
    mouse = PurgeStep.objects.get(order=request.order or Request.objects.get().order, dataset=cast.datasets[MOUSE])
    assert mouse.next_check_at is None
    others = PurgeStep.objects.exclude(dataset=cast.datasets[MOUSE])
    assert all(step.next_check_at is not None for step in others)


@pytest.mark.rule("R75")
def test_what_the_decision_excepts_stays_and_the_outcome_says_in_part(cast) -> None:
    for signal in (MOUSE, CLICK):
        cast.record(cast.priya, signal)
    kept = {"dataset": str(cast.datasets[CLICK].pk), "ground": "legal-claims"}
    request = grant(file(cast.priya, "erasure"), cast.sam, outcome="partly", reason="legal-claims", exceptions=[kept])
    assert not PurgeStep.objects.filter(order=request.order, dataset=cast.datasets[CLICK]).exists()
    work(cast)
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Outcome.PARTLY)
    assert cast.rows(cast.priya, MOUSE) == 0
    assert cast.rows(cast.priya, CLICK) > 0


def test_a_request_about_one_signal_leaves_the_others(cast) -> None:
    for signal in (MOUSE, CLICK):
        cast.record(cast.priya, signal)
    grant(file(cast.priya, "erasure", programs=(cast.program,), signals=(MOUSE,)), cast.sam)
    work(cast)
    assert (cast.rows(cast.priya, MOUSE), cast.rows(cast.priya, CLICK) > 0) == (0, True)


def test_where_no_dataset_is_registered_the_erasure_is_done_at_once(settings) -> None:
    cast = make_cast(datasets=False)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    assert (request.state, request.order) == (State.FULFILLED, None)
    assert not Restriction.objects.filter(ended_at__isnull=True).exists()
    assert not PurgeOrder.objects.exists()


def test_a_signal_that_comes_twice_changes_nothing_the_second_time(cast) -> None:
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    work(cast)
    before = len(kinds(cast.priya))
    on_order_settled(order=PurgeOrder.objects.get(pk=request.order_id))
    assert not settle(request.order_id)
    assert len(kinds(cast.priya)) == before


@pytest.mark.rule("R77")
def test_recipients_of_the_programs_in_which_the_person_took_part_are_told(cast) -> None:
    add_recipient(cast)
    cast.give(cast.priya, MOUSE)
    grant(file(cast.priya, "erasure"), cast.sam)
    told = RecipientDelivery.objects.get(person=cast.priya)
    assert told.decision == "erase"
    assert MOUSE in told.signals


def test_a_period_erases_only_what_was_recorded_then(cast) -> None:
    number = number_of(cast.priya)
    days = [dt.datetime(2026, 9, day, 12, tzinfo=dt.UTC) for day in (1, 2, 3)]
    cast.memory.put("timed", [{"employee": number, "at": day.isoformat()} for day in days])
    cast.memory.put("timed", [{"employee": "E99999", "at": day.isoformat()} for day in days])
    store = cast.datasets[MOUSE].store
    where = {"location": "timed", "subject_column": "employee", "time_column": "at"}
    timed = stores.register_dataset(
        store=store, name="Timed", identifier_kind=IdentifierKind.EMPLOYEE_NUMBER, signals=[SCREEN], by=BY, **where
    )
    programs.attach_dataset(program=cast.program, dataset=timed, by=BY)
    scope = Scope(programs=[cast.program], signals=[SCREEN], since=dt.date(2026, 9, 2), until=dt.date(2026, 9, 2))
    request = filing.file(person=cast.priya, kind="erasure", scope=scope, form_token=uuid.uuid4(), by=cast.priya)
    grant(request, cast.sam)
    work(cast)
    left = [row["at"] for row in cast.memory.tables["timed"] if row["employee"] == number]
    assert left == [days[0].isoformat(), days[2].isoformat()]
    # The table without a time column can't tell what was recorded when: a person has to look at it.
    step = PurgeStep.objects.get(dataset=cast.datasets[SCREEN])
    assert (step.state, step.reason) == ("failed", "no-time-column")


def lose_signals(monkeypatch) -> None:
    """The worker dies right after the commit, before it tells anybody."""
    monkeypatch.setattr(order_settled, "send_robust", lambda **_: [])
    monkeypatch.setattr(order_held, "send_robust", lambda **_: [])


@pytest.mark.rule("R68")
def test_a_worker_killed_between_proof_and_signal_leaves_no_request_open(cast, monkeypatch, time_machine) -> None:
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    lose_signals(monkeypatch)
    work(cast)
    request.refresh_from_db()
    assert (request.state, request.order.state) == (State.ACCEPTED, PurgeOrder.State.VERIFIED)
    tasks.follow_orders()
    request.refresh_from_db()
    assert request.state == State.ACCEPTED, "the signal itself has a moment first"
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=1), tick=False)
    tasks.follow_orders()
    tasks.follow_orders()
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Outcome.GRANTED)
    assert kinds(cast.priya).count("request-done") == 1
    assert not Restriction.objects.filter(origin=request.pk, ended_at__isnull=True).exists()


@pytest.mark.rule("R76")
def test_the_same_where_a_hold_keeps_a_part(cast, monkeypatch, time_machine) -> None:
    cast.record(cast.priya, MOUSE)
    holding.place(cast, cast.priya, datasets=[cast.datasets[MOUSE].pk])
    request = grant(file(cast.priya, "erasure"), cast.sam)
    lose_signals(monkeypatch)
    for dataset in cast.datasets.values():
        holding.work(dataset)
    request.order.refresh_from_db()
    assert request.order.held_at is not None
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=1), tick=False)
    tasks.follow_orders()
    tasks.follow_orders()
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Outcome.PARTLY)
    assert kinds(cast.priya).count("request-held") == 1


@pytest.mark.rule("R70")
def test_data_that_turns_up_after_the_end_takes_the_request_up_again(cast, time_machine) -> None:
    cast.record(cast.priya, MOUSE)
    request = grant(file(cast.priya, "erasure"), cast.sam)
    work(cast)
    tasks.follow_orders()
    request.refresh_from_db()
    assert request.state == State.FULFILLED
    cast.record(cast.priya, MOUSE, 3)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=25), tick=False)
    verification.verify(cast.datasets[MOUSE].pk)
    tasks.follow_orders()
    tasks.follow_orders()
    request.refresh_from_db()
    assert (request.state, request.outcome, request.closed_at) == (State.ACCEPTED, Outcome.NONE, None)
    assert kinds(cast.priya).count("request-reopened") == 1
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1), tick=False)
    work(cast)
    request.refresh_from_db()
    assert (request.state, request.outcome) == (State.FULFILLED, Outcome.GRANTED)
    assert cast.rows(cast.priya, MOUSE) == 0
    assert kinds(cast.priya).count("request-done") == 2
