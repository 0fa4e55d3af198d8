"""After a store was restored from a backup, everything that was erased since is erased again before anybody reads it (R73)."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Entry
from consent.actions import choices
from purges import passes, verification
from purges.actions.replaying import replay
from purges.models import PurgeOrder, PurgeStep
from stores import actions as stores
from tests import programs
from tests.cast import BY, CLICK, MOUSE, SCREEN, Cast, make_person, number_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R73")]


def erase(cast: Cast, person, *signals: str) -> PurgeOrder:
    """The person takes back a yes, and workers erase and verify."""
    cast.give(person, *signals)
    order = choices.withdraw(person=person, program=cast.program, signals=signals, by=person)
    for step in order.steps.all():
        passes.run(step.dataset_id)
        verification.verify(step.dataset_id)
    order.refresh_from_db()
    assert order.state == "verified"
    return order


def run(capsys, **options: object) -> str:
    call_command("replay_erasures", "Memory", **options)
    return capsys.readouterr().out


def test_what_a_restore_brought_back_is_erased_again_and_nothing_of_others(cast: Cast, capsys) -> None:
    cast.record(cast.priya, MOUSE)
    order = erase(cast, cast.priya, MOUSE)
    before = cast.rows(make_bystander(cast), MOUSE)
    cast.record(cast.priya, MOUSE, rows=5)  # the backup comes back
    assert "0 of them are not proved again" in run(capsys)
    order.refresh_from_db()
    assert (order.state, cast.rows(cast.priya, MOUSE)) == ("verified", 0)
    assert order.certificates.count() == 2
    assert cast.memory.tables["pointer"]
    assert before == 3
    assert any(b"purges:store:replay" in bytes(payload) for payload in Entry.objects.values_list("payload", flat=True))


def make_bystander(cast: Cast):
    person = make_person("Ben Bystander")
    cast.record(person, MOUSE, rows=3)
    return person


def test_a_restore_that_brought_nothing_back_changes_nothing(cast: Cast, capsys) -> None:
    cast.record(cast.priya, MOUSE)
    order = erase(cast, cast.priya, MOUSE)
    assert "Looked at 1 erasures" in run(capsys)
    order.refresh_from_db()
    assert (order.state, order.certificates.count()) == ("verified", 1)


def test_only_erasures_since_the_backup_are_looked_for(cast: Cast, capsys) -> None:
    cast.record(cast.priya, MOUSE)
    erase(cast, cast.priya, MOUSE)
    later = (timezone.now() + dt.timedelta(hours=1)).isoformat()
    assert "Looked at 0 erasures" in run(capsys, since=dt.datetime.fromisoformat(later))


def test_where_something_is_wanted_again_and_no_time_tells_a_person_has_to_look(cast: Cast, capsys) -> None:
    cast.record(cast.priya, MOUSE)
    erase(cast, cast.priya, MOUSE)
    cast.give(cast.priya, MOUSE)
    cast.record(cast.priya, MOUSE, rows=2)
    with pytest.raises(CommandError, match="not as it was"):
        run(capsys)
    assert "can't be told from what is recorded now" in capsys.readouterr().out
    assert cast.rows(cast.priya, MOUSE) == 2


def test_where_a_time_tells_what_is_wanted_now_stays_and_the_rest_goes(cast: Cast, capsys) -> None:
    number, old = number_of(cast.priya), (timezone.now() - dt.timedelta(days=9)).isoformat()
    cast.memory.put("timed", [{"employee": number, "at": old}, {"employee": "E99999", "at": old}])
    where = {"location": "timed", "subject_column": "employee", "time_column": "at", "identifier_kind": "employee-number"}
    timed = stores.register_dataset(store=cast.datasets[SCREEN].store, name="Timed", signals=[SCREEN], by=BY, **where)
    programs.attach_dataset(program=cast.program, dataset=timed, by=BY)
    erase(cast, cast.priya, SCREEN)
    cast.give(cast.priya, SCREEN)
    new = (timezone.now() + dt.timedelta(seconds=5)).isoformat()
    cast.memory.put("timed", [{"employee": number, "at": old}, {"employee": number, "at": new}])
    found = replay(store=timed.store)
    assert found.steps[timed.pk] == 1
    assert found.mixed == {cast.datasets[SCREEN].pk: 1}
    verification.verify(timed.pk)
    PurgeStep.objects.filter(dataset=timed).update(due_at=timezone.now())
    passes.run(timed.pk)
    assert [row["at"] for row in cast.memory.tables["timed"] if row["employee"] == number] == [new]


@pytest.mark.rule("R74")
def test_rows_that_come_in_again_by_another_way_are_found_by_the_later_checks(cast: Cast, time_machine) -> None:
    cast.record(cast.priya, CLICK)
    order = erase(cast, cast.priya, CLICK)
    cast.record(cast.priya, CLICK, rows=4)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=25))
    verification.verify(cast.datasets[CLICK].pk)
    order.refresh_from_db()
    assert order.state == "open"
    PurgeStep.objects.filter(order=order).update(due_at=timezone.now())
    passes.run(cast.datasets[CLICK].pk)
    verification.verify(cast.datasets[CLICK].pk)
    assert cast.rows(cast.priya, CLICK) == 0


def test_a_store_that_is_not_there_is_named_with_those_that_are(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There are: Memory"):
        call_command("replay_erasures", "Nowhere")
