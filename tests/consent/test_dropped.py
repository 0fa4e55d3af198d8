"""What a program no longer records into, or no longer records, can still hold something: a no erases that too (R37)."""

import datetime as dt

import pytest
from django.utils import timezone

from common.errors import Conflict, DomainError
from consent import endings, queries
from consent.actions import choices
from consent.models import Ending, Notice
from people.models import Person
from purges import passes
from purges.models import PurgeOrder, PurgeStep
from rights.queries import scope
from stores.models import Dataset
from tests import programs
from tests.cast import BY, CLICK, MOUSE, Cast, asked
from tests.consent.deciding import about, by_interest, keepable
from tests.consent.test_pages import html
from tests.purges.holding import place

PROGRAM = "/me/programs/desktop/"
ERASE = "Erase what was recorded of my mouse movement"
pytestmark = [pytest.mark.flows, pytest.mark.rule("R37")]


def another_table(cast: Cast) -> Dataset:
    """A second dataset for mouse movement."""
    return cast.another_dataset("Pointer 2", "pointer2", MOUSE)


def drop(cast: Cast, *, instead: Dataset | None = None) -> None:
    """From now on mouse movement is recorded into another dataset, or nowhere: a material change."""
    old = str(cast.datasets[MOUSE].pk)
    rows = [row for row in programs.body_of(cast.program)["datasets"] if row["dataset"] != old or instead]
    rows = [row | {"dataset": str(instead.pk)} if instead and row["dataset"] == old else row for row in rows]
    launched(cast, programs.change(cast.program, "datasets", rows))


def drop_signal(cast: Cast) -> None:
    """From now on the program records no mouse movement at all."""
    body, pointer = programs.body_of(cast.program), str(cast.datasets[MOUSE].pk)
    programs.change(cast.program, "signals", [row for row in body["signals"] if row["signal"] != MOUSE])
    programs.change(cast.program, "purposes", [row for row in body["purposes"] if row["key"] != f"train-{MOUSE}"])
    launched(cast, programs.change(cast.program, "datasets", [row for row in body["datasets"] if row["dataset"] != pointer]))


def launched(cast: Cast, version) -> Notice:
    notice = programs.launch(version, material=True)
    for ending in Ending.objects.filter(finished_at__isnull=True):
        endings.run(ending.pk)
    cast.program.refresh_from_db()
    return notice


def say_yes(cast: Cast, *signals: str) -> None:
    choices.give(**about(cast, *(signals or (MOUSE,))), notice_version=cast.program.choices_from)


def erased(order: PurgeOrder | None) -> list[str]:
    assert order is not None
    return sorted(order.steps.values_list("dataset__name", flat=True))


def test_a_no_erases_what_lies_in_the_dataset_of_an_earlier_version(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    say_yes(cast)
    cast.record(cast.priya, MOUSE)
    drop(cast, instead=another_table(cast))
    shown = {"signal": MOUSE, "notice": cast.program.choices_from, "language": "en", "version": cast.program.live_version}
    assert cast.client(cast.priya).post(f"{PROGRAM}refuse/", shown).status_code == 302
    order = PurgeOrder.objects.get()
    assert erased(order) == ["Pointer", "Pointer 2"]
    for step in order.steps.all():
        passes.run(step.dataset_id)
    assert cast.rows(cast.priya, MOUSE) == 0


def test_a_dataset_that_was_dropped_for_none_is_erased(cast: Cast) -> None:
    say_yes(cast)
    drop(cast)
    assert erased(choices.withdraw(**about(cast, MOUSE))) == ["Pointer"]


def test_one_that_was_dropped_before_the_first_yes_is_left_alone(cast: Cast, time_machine) -> None:
    drop(cast, instead=another_table(cast))
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=1))
    say_yes(cast)
    assert erased(choices.withdraw(**about(cast, MOUSE))) == ["Pointer 2"]


def test_an_objection_erases_what_was_recorded_since_the_notice_was_read(cast: Cast) -> None:
    notice = by_interest(cast, MOUSE)
    cast.client(cast.priya).post(f"{PROGRAM}acknowledge/", {"notice": notice.version, "language": "en"})
    drop(cast, instead=another_table(cast))
    assert erased(choices.object_to(**about(cast, MOUSE))) == ["Pointer", "Pointer 2"]


def test_what_another_yes_covers_in_a_dropped_dataset_stays(cast: Cast) -> None:
    other = programs.add_program(slug="other", name="Other", signals={MOUSE: "m"}, by=BY)
    programs.attach_dataset(program=other, dataset=cast.datasets[MOUSE])
    programs.publish_notice(program=other, summary=["We record."])
    other = programs.start_program(program=other)
    choices.give(person=cast.priya, program=other, signals=[MOUSE], notice_version=1, by=cast.priya)
    say_yes(cast)
    drop(cast, instead=another_table(cast))
    assert erased(choices.withdraw(**about(cast, MOUSE))) == ["Pointer 2"]


def test_an_undo_cancels_the_erasing_there_too(cast: Cast) -> None:
    say_yes(cast)
    drop(cast, instead=another_table(cast))
    say_yes(cast)
    order = choices.withdraw(**about(cast, MOUSE))
    choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)
    assert set(order.steps.values_list("state", flat=True)) == {"cancelled"}
    order.refresh_from_db()
    assert order.state == "cancelled"


def test_an_undo_comes_too_late_where_that_dataset_is_erased(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    say_yes(cast)
    drop(cast, instead=another_table(cast))
    say_yes(cast)
    choices.withdraw(**about(cast, MOUSE))
    passes.run(cast.datasets[MOUSE].pk)
    with pytest.raises(Conflict):
        choices.undo(person=cast.priya, program=cast.program, signal=MOUSE, by=cast.priya)


def test_a_new_yes_waits_only_for_where_it_records(cast: Cast) -> None:
    new = another_table(cast)
    say_yes(cast)
    drop(cast, instead=new)
    order = choices.withdraw(**about(cast, MOUSE))
    with pytest.raises(Conflict, match="still being erased"):
        say_yes(cast)
    PurgeStep.objects.filter(order=order, dataset=new).update(state=PurgeStep.State.VERIFIED)
    say_yes(cast)
    assert order.steps.get(dataset=cast.datasets[MOUSE]).state == PurgeStep.State.DUE


def test_keeping_needs_a_basis_for_what_lies_there_as_well(cast: Cast) -> None:
    say_yes(cast)
    new = another_table(cast)
    drop(cast, instead=new)
    say_yes(cast)
    cast.datasets[MOUSE] = new
    keepable(cast, MOUSE)
    assert "Turn off, but keep" not in html(cast, PROGRAM)
    with pytest.raises(DomainError, match="names no other basis"):
        choices.withdraw(**about(cast, MOUSE), keep=[MOUSE])


def test_what_might_be_kept_there_may_still_be_kept(cast: Cast) -> None:
    say_yes(cast)
    keepable(cast, MOUSE)
    drop(cast)
    say_yes(cast)
    assert queries.kept_for(cast.priya, cast.program, MOUSE) == {"A court order to keep it"}
    assert "Turn off, but keep" in html(cast, PROGRAM)
    assert choices.withdraw(**about(cast, MOUSE), keep=[MOUSE]) is None


def test_a_hold_on_the_program_keeps_what_lies_in_its_earlier_dataset(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    say_yes(cast)
    cast.record(cast.priya, MOUSE)
    drop(cast, instead=another_table(cast))
    place(cast, programs=[cast.program.pk])
    choices.withdraw(**about(cast, MOUSE))
    passes.run(cast.datasets[MOUSE].pk)
    assert PurgeStep.objects.get(dataset=cast.datasets[MOUSE]).state == PurgeStep.State.HELD
    assert cast.rows(cast.priya, MOUSE) == 7


@pytest.mark.rule("R68")
def test_a_request_about_the_program_reaches_it_for_whom_it_concerns(cast: Cast) -> None:
    say_yes(cast)
    drop(cast, instead=another_table(cast))

    def reached(person: Person) -> list[str]:
        return [one.name for one in scope.datasets_in(person, [cast.program.pk], [MOUSE])]

    assert reached(cast.priya) == ["Pointer", "Pointer 2"]
    assert reached(cast.marco) == ["Pointer 2"]


def test_what_was_recorded_of_a_dropped_signal_is_erased_by_one_button(cast: Cast) -> None:
    say_yes(cast)
    assert ERASE not in html(cast, PROGRAM)
    drop_signal(cast)
    page = html(cast, PROGRAM)
    assert "This program does not record this any more." in page
    assert ERASE in page
    assert "Yes, collect my mouse movement" not in page
    assert cast.client(cast.priya).get(f"{PROGRAM}give/", {"signal": MOUSE}).status_code == 404
    assert cast.client(cast.priya).post(f"{PROGRAM}withdraw/", {"signal": MOUSE}).status_code == 302
    assert erased(PurgeOrder.objects.get()) == ["Pointer"]
    page = html(cast, PROGRAM)
    assert "You have what was recorded of your mouse movement erased." in page
    assert ERASE not in page
    assert "/undo/" not in page


def test_a_dropped_signal_of_which_nothing_was_recorded_has_no_row(cast: Cast) -> None:
    say_yes(cast, CLICK)
    choices.refuse(**about(cast, MOUSE))
    drop_signal(cast)
    assert "does not record this any more" not in html(cast, PROGRAM)


def test_dropped_signals_and_datasets_ask_the_database_no_more_often(cast: Cast) -> None:
    client, pointer = cast.client(cast.priya), cast.datasets[MOUSE]
    say_yes(cast, MOUSE, CLICK)
    drop_signal(cast)
    before = [asked(client, "/me/"), asked(client, PROGRAM)]
    for slug in ("second", "third"):
        other = programs.add_program(slug=slug, name=slug, signals={MOUSE: "m", CLICK: "c"}, by=BY)
        programs.attach_dataset(program=other, dataset=pointer)
        programs.publish_notice(program=other, summary=["We record."], by=BY)
        other = programs.start_program(program=other, by=BY)
        choices.give(person=cast.priya, program=other, signals=[MOUSE], notice_version=1, by=cast.priya)
        launched(cast, programs.change(other, "datasets", []))
    assert [asked(client, "/me/"), asked(client, PROGRAM)] == before
