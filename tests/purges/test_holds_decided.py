"""Who places, approves, reviews and lifts a hold; nobody about themself or their own people; what lapses and what is told."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import ledger
from audit.models import Entry
from common import days
from common.errors import Conflict, DomainError, NotAllowed
from people.models import Message, Person, Role
from purges import hold_watch, tasks
from purges.actions import holds, lifting
from purges.events import PurgeEvent
from purges.models import Hold, HoldDataset, PurgeStep
from purges.queries import holds as queries
from tests import programs
from tests.cast import BY, CLICK, MOUSE, Cast, make_person
from tests.purges.holding import moment, order, place, second_legal, step_of, withdrawn, work

pytestmark = [pytest.mark.flows, pytest.mark.rule("R76")]


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("person__name", flat=True))


def in_days(number: int) -> dt.date:
    return days.today() + dt.timedelta(days=number)


def test_legal_places_and_the_others_hear_of_it(cast: Cast) -> None:
    second_legal()
    hold = place(cast, cast.priya, since=moment(3))
    assert (hold.state, hold.everybody, hold.everywhere, hold.placed_by) == (Hold.State.PLACED, False, True, cast.lena)
    assert told("hold-to-approve") == {"Sam Okafor", "Nia Boateng"}
    entry = Entry.objects.get(event="purges:hold:place")
    assert b'"matter":"LIT-2026/114"' in bytes(entry.payload)
    assert cast.priya.name.encode() not in bytes(entry.payload)


@pytest.mark.parametrize("who", ["priya", "marco", "sam", "tomoko"])
def test_nobody_else_places_or_reviews(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        place(cast, cast.marco, by=getattr(cast, who))
    hold = place(cast, programs=[cast.program.pk])
    with pytest.raises(NotAllowed):
        holds.review(hold=hold, review_on=in_days(30), by=getattr(cast, who))
    assert Hold.objects.count() == 1


def test_approving_takes_a_second_person_of_legal_or_an_officer(cast: Cast) -> None:
    hold = place(cast, cast.priya)
    for person in (cast.lena, cast.priya, cast.tomoko):
        with pytest.raises(NotAllowed):
            holds.approve(hold=hold, by=person)
    approved = holds.approve(hold=hold, by=cast.sam)
    assert (approved.state, approved.approved_by) == (Hold.State.APPROVED, cast.sam)
    with pytest.raises(Conflict):
        holds.approve(hold=hold, by=second_legal())


def test_lifting_takes_two_people_and_may_be_refused(cast: Cast) -> None:
    hold = place(cast, cast.priya)
    with pytest.raises(Conflict):
        lifting.lift(hold=hold, by=cast.sam)
    lifting.ask_lift(hold=hold, by=cast.sam)
    assert told("hold-to-lift") == {"Lena Brandt"}
    with pytest.raises(NotAllowed):
        lifting.lift(hold=hold, by=cast.sam)
    with pytest.raises(Conflict):
        lifting.ask_lift(hold=hold, by=cast.lena)
    assert lifting.keep(hold=hold, by=cast.lena).lift_asked_by is None
    with pytest.raises(Conflict):
        lifting.lift(hold=hold, by=cast.lena)
    lifting.ask_lift(hold=hold, by=cast.lena)
    ended = lifting.lift(hold=hold, by=cast.sam)
    assert (ended.state, ended.lifted_by, ended.active) == (Hold.State.LIFTED, cast.sam, False)
    for again in (lifting.ask_lift, lifting.keep, holds.approve):
        with pytest.raises(Conflict):
            again(hold=hold, by=cast.lena)


@pytest.mark.rule("R100")
def test_nobody_decides_on_a_hold_that_names_themself_or_their_own_people(cast: Cast) -> None:
    nia = second_legal()
    chief = make_person("Rita Vos", role=Role.LEGAL)
    Person.objects.filter(pk=cast.marco.pk).update(manager=chief)
    for person in (cast.lena, cast.priya):
        with pytest.raises(NotAllowed):
            place(cast, person, by=cast.lena if person == cast.lena else chief)
    about_legal = place(cast, nia, cast.priya)
    for act in (holds.approve, lifting.ask_lift):
        for person in (nia, chief):
            with pytest.raises(NotAllowed):
                act(hold=about_legal, by=person)
    with pytest.raises(NotAllowed):
        holds.review(hold=about_legal, review_on=in_days(30), by=nia)
    assert told("hold-to-approve") == {"Sam Okafor"}
    assert list(queries.holds_for(nia)) == list(queries.holds_for(chief)) == []
    assert list(queries.holds_for(cast.sam)) == [about_legal]


@pytest.mark.rule("R100")
def test_counts_leave_out_the_viewers_own_people(cast: Cast) -> None:
    Person.objects.filter(pk=cast.marco.pk).update(manager=cast.lena)
    other = make_person("Ada Obi")
    hold = place(cast, programs=[cast.program.pk])
    for person in (cast.priya, other):
        cast.record(person, MOUSE)
        order(cast, cast.datasets[MOUSE], person=person)
    work(cast.datasets[MOUSE])
    counts = {
        viewer.name: queries.with_counts(queries.holds_for(viewer), viewer).get().steps_held for viewer in (cast.lena, cast.sam)
    }
    assert counts == {"Lena Brandt": 1, "Sam Okafor": 2}
    assert queries.kept_by_dataset(hold, cast.sam).get()["rows"] == 14
    assert queries.kept_by_dataset(hold, cast.lena).get()["rows"] == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"matter": "Priya Nair"},
        {"matter": "Nair"},
        {"matter": "L" * 60 + "1"},
        {"matter": "LIT-1\n"},
        {"category": "because"},
        {"since": moment(3), "until": moment(3)},
        {"review_on": None},
        {"people": [], "programs": [], "datasets": []},
        {"programs": [uuid.uuid4()]},
        {"datasets": [uuid.uuid4()]},
    ],
    ids=lambda wrong: str(next(iter(wrong))),
)
def test_what_makes_no_sense_is_refused_and_nothing_is_placed(cast: Cast, wrong: dict[str, object]) -> None:
    facts = {"people": [cast.priya]} | wrong
    for review_on in (in_days(0), in_days(181)) if "review_on" in wrong else (in_days(30),):
        given = facts | {"review_on": review_on}
        with pytest.raises(DomainError):
            holds.place(**{"matter": "A1", "category": "claims", "programs": [], "datasets": [], "by": cast.lena} | given)
    assert not Hold.objects.exists()


def save(hold: Hold, wrong: dict[str, object]) -> None:
    with transaction.atomic(), ledger.entry(PurgeEvent.HOLD_REVIEWED, actor=BY, ref=hold.pk):
        changed = Hold.objects.get(pk=hold.pk)
        for name, value in wrong.items():
            setattr(changed, name, value)
        changed.save()


def test_the_database_refuses_a_review_too_far_away_one_persons_approval_and_a_hold_on_everything(cast: Cast) -> None:
    hold = place(cast, cast.priya)
    save(hold, {"review_on": in_days(180)})
    alone = {"approved_by": cast.lena, "approved_at": timezone.now()}
    lifted = {"state": "lifted", "lift_asked_by": cast.sam, "lift_asked_at": timezone.now(), "lifted_by": cast.sam}
    for wrong in ({"review_on": in_days(181)}, alone, lifted | {"ended_at": timezone.now()}, {"everybody": True}):
        with pytest.raises(IntegrityError):
            save(hold, wrong)


def test_a_review_sets_the_next_one_and_keeps_who_looked(cast: Cast, time_machine) -> None:
    hold = place(cast, cast.priya, review_on=in_days(10))
    time_machine.move_to(timezone.now() + dt.timedelta(days=9))
    reviewed = holds.review(hold=hold, review_on=in_days(180), by=cast.lena)
    assert (reviewed.reviewed_on, reviewed.review_on) == (days.today(), in_days(180))
    with pytest.raises(DomainError):
        holds.review(hold=hold, review_on=in_days(181), by=cast.lena)
    assert [review.reviewed_by for review in hold.reviews.all()] == [cast.lena]


def test_an_overdue_review_lifts_nothing_and_is_told_every_week(cast: Cast, time_machine) -> None:
    hold = place(cast, cast.priya, review_on=in_days(3))
    holds.approve(hold=hold, by=cast.sam)
    cast.record(cast.priya, MOUSE)
    start = timezone.now()
    time_machine.move_to(start + dt.timedelta(days=5))
    assert hold_watch.alarm() == 1
    assert hold_watch.alarm() == 0
    assert told("hold-overdue") == {"Lena Brandt", "Sam Okafor"}
    Message.objects.filter(kind="hold-overdue").update(read_at=timezone.now())
    time_machine.move_to(start + dt.timedelta(days=13))
    assert hold_watch.alarm() == 1
    assert Message.objects.filter(kind="hold-overdue").count() == 4
    made = withdrawn(cast, MOUSE)
    work(cast.datasets[MOUSE])
    assert step_of(made, cast.datasets[MOUSE]).state == PurgeStep.State.HELD
    assert [hold.pk for hold in queries.search(queries.holds_for(cast.lena), state="overdue", q="")] == [hold.pk]
    holds.review(hold=hold, review_on=in_days(30), by=cast.lena)
    assert hold_watch.alarm() == 0


def test_a_hold_that_nobody_approves_lapses_after_seven_days_and_says_so(cast: Cast, time_machine) -> None:
    hold = place(cast, cast.priya)
    cast.record(cast.priya, MOUSE)
    made = withdrawn(cast, MOUSE)
    work(cast.datasets[MOUSE])
    time_machine.move_to(hold.placed_at + dt.timedelta(days=7, seconds=-1))
    tasks.sweep_holds()
    assert step_of(made, cast.datasets[MOUSE]).state == PurgeStep.State.HELD
    time_machine.move_to(hold.placed_at + dt.timedelta(days=7, seconds=1))
    tasks.sweep_holds()
    hold.refresh_from_db()
    assert hold.state == Hold.State.LAPSED
    assert told("hold-lapsed") == {"Lena Brandt", "Sam Okafor"}
    work(cast.datasets[MOUSE])
    assert (step_of(made, cast.datasets[MOUSE]).state, cast.rows(cast.priya, MOUSE)) == (PurgeStep.State.VERIFIED, 0)
    with pytest.raises(Conflict):
        holds.approve(hold=hold, by=cast.sam)


def test_an_approved_hold_does_not_lapse(cast: Cast, time_machine) -> None:
    hold = holds.approve(hold=place(cast, cast.priya), by=cast.sam)
    time_machine.move_to(hold.placed_at + dt.timedelta(days=30))
    assert hold_watch.lapse() == 0


def test_datasets_that_join_a_held_program_are_covered_for_good(cast: Cast) -> None:
    hold = place(cast, programs=[cast.program.pk])
    named = place(cast, programs=[cast.program.pk], datasets=[cast.datasets[MOUSE].pk], matter="LIT-2")
    covered = set(hold.datasets.values_list("dataset", flat=True))
    assert covered == {dataset.pk for dataset in cast.datasets.values()}
    with ledger.entry(PurgeEvent.HOLD_EXTENDED, actor=BY, ref=hold.pk):
        HoldDataset.objects.get(hold=hold, dataset=cast.datasets[CLICK]).delete()
    assert hold_watch.extend() == 1
    assert hold_watch.extend() == 0
    programs.change(cast.program, "datasets", [])
    assert set(hold.datasets.values_list("dataset", flat=True)) == covered
    assert named.datasets.count() == 1


def test_lifting_rings_for_what_the_hold_kept(cast: Cast, django_capture_on_commit_callbacks, monkeypatch) -> None:
    hold = place(cast, cast.priya)
    cast.record(cast.priya, MOUSE)
    made = withdrawn(cast, MOUSE)
    work(cast.datasets[MOUSE])
    rung: list[str] = []
    monkeypatch.setattr(tasks.release_hold, "apply_async", lambda args, **_: tasks.release_hold(*args))
    monkeypatch.setattr(tasks.run_pass, "delay", rung.append)
    lifting.ask_lift(hold=hold, by=cast.lena)
    with django_capture_on_commit_callbacks(execute=True):
        lifting.lift(hold=hold, by=cast.sam)
    assert rung == [str(cast.datasets[MOUSE].pk)]
    assert step_of(made, cast.datasets[MOUSE]).state == PurgeStep.State.DUE
    assert b'"steps":1' in bytes(Entry.objects.get(event="purges:hold:lift").payload)
