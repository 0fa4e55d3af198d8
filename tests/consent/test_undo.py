"""An undo takes back one withdrawal, whole, and nothing of another one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import Conflict
from consent.actions import choices
from consent.models import Program
from people.models import Person
from purges import passes
from purges.models import PurgeOrder, PurgeStep
from stores import actions as stores
from stores.models import Dataset
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, TABLES, Cast, asked, number_of
from tests.consent.deciding import row
from tests.consent.telling import add_recipient
from tests.consent.test_pages import html
from tests.consent.test_recipients_undone import orders

TABLE = "more"
PROGRAM = "/me/programs/desktop/"
pytestmark = pytest.mark.flows


def dataset(cast: Cast, *signals: str) -> Dataset:
    made = cast.another_dataset("More", TABLE, *signals)
    cast.memory.put(TABLE, [{"employee": number_of(cast.priya), "value": 1}])
    return made


def rows(cast: Cast) -> int:
    return sum(row["employee"] == number_of(cast.priya) for row in cast.memory.tables[TABLE])


def withdraw(cast: Cast, *signals: str) -> PurgeOrder:
    return choices.withdraw(person=cast.priya, program=cast.program, signals=signals, by=cast.priya)


def undo(cast: Cast, signal: str) -> None:
    choices.undo(person=cast.priya, program=cast.program, signal=signal, by=cast.priya)


def test_what_another_withdrawn_signal_shares_is_erased_all_the_same(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    mixed = dataset(cast, MOUSE, CLICK)
    for source in (MOUSE, CLICK):
        stores.declare_derived(source=cast.datasets[source], derived=mixed, by=BY)
    cast.give(cast.priya, MOUSE, CLICK)
    withdraw(cast, MOUSE)
    withdraw(cast, CLICK)
    with pytest.raises(Conflict):
        undo(cast, CLICK)
    passes.run(mixed.pk)
    assert rows(cast) == 0


def test_signals_withdrawn_together_are_undone_one_by_one(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE, CLICK)
    order = withdraw(cast, MOUSE, CLICK)
    undo(cast, CLICK)
    assert dict(order.steps.values_list("dataset__name", "state")) == {"Pointer": "due", "Clicks": "cancelled"}


def test_derived_data_is_kept_with_its_source(cast: Cast) -> None:
    derived = dataset(cast, MOUSE)
    stores.declare_derived(source=cast.datasets[MOUSE], derived=derived, by=BY)
    cast.give(cast.priya, MOUSE)
    order = withdraw(cast, MOUSE)
    undo(cast, MOUSE)
    passes.run(derived.pk)
    order.refresh_from_db()
    assert order.state == PurgeOrder.State.CANCELLED
    assert rows(cast) == 1


def test_derived_data_that_is_gone_already_cannot_be_undone(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    derived = dataset(cast, MOUSE)
    stores.declare_derived(source=cast.datasets[MOUSE], derived=derived, by=BY)
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    passes.run(derived.pk)
    with pytest.raises(Conflict):
        undo(cast, MOUSE)
    assert set(PurgeStep.objects.values_list("state", flat=True)) == {"due", "erased"}


def mix(cast: Cast, *signals: str) -> Dataset:
    """A dataset that is derived from those of all these signals."""
    mixed = dataset(cast, *signals)
    for source in signals:
        stores.declare_derived(source=cast.datasets[source], derived=mixed, by=BY)
    return mixed


def press(cast: Cast, address: str, signal: str):
    return cast.client(cast.priya).post(f"{PROGRAM}{address}/", {"signal": signal})


def test_signals_whose_data_lies_together_come_back_together_from_one_press(cast: Cast) -> None:
    mix(cast, MOUSE, CLICK)
    add_recipient(cast)
    cast.give(cast.priya, MOUSE, CLICK, KEYS)
    assert press(cast, "withdraw", "all").status_code == 302
    page = html(cast, PROGRAM)
    assert page.count('/undo/"') == 3 + 1, "one each, and one more address for htmx where a single row changes"
    assert "lies together with Click location, so an undo turns that on again too" in page
    assert press(cast, "undo", MOUSE).status_code == 302
    assert {signal: row(signal).state for signal in (MOUSE, CLICK, KEYS)} == {MOUSE: "given", CLICK: "given", KEYS: "withdrawn"}
    steps = PurgeStep.objects.values_list("dataset__name", "state")
    assert dict(steps) == {"Pointer": "cancelled", "Clicks": "cancelled", "More": "cancelled", "Keys": "due"}
    assert orders() == [("withdraw", "waiting", [KEYS])]
    receipt = cast.priya.receipts.latest("made_at")
    assert sorted(receipt.signals) == sorted([MOUSE, CLICK])
    assert "This is on again already" in press(cast, "undo", CLICK).content.decode(), "from the row of a page that is out of date"


def test_an_undo_is_not_offered_where_another_no_asks_for_the_same(cast: Cast) -> None:
    mix(cast, MOUSE, CLICK)
    cast.give(cast.priya, MOUSE, CLICK)
    withdraw(cast, MOUSE)
    withdraw(cast, CLICK)
    assert "/undo/" not in html(cast, PROGRAM)
    answer = press(cast, "undo", CLICK)
    assert answer.status_code == 409
    assert "lies together with something else that is being erased" in answer.content.decode()
    assert "has begun" not in answer.content.decode()
    assert row(CLICK).state == "withdrawn"


def test_an_undo_is_not_offered_where_erasing_has_begun(cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 0
    mixed = mix(cast, MOUSE, CLICK)
    cast.give(cast.priya, MOUSE, CLICK)
    press(cast, "withdraw", "all")
    passes.run(mixed.pk)
    assert "/undo/" not in html(cast, PROGRAM)
    answer = press(cast, "undo", CLICK)
    assert answer.status_code == 409
    assert "Erasing has begun already" in answer.content.decode()


def test_a_row_of_its_own_changes_in_place(cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    withdraw(cast, MOUSE)
    assert html(cast, PROGRAM).count('/undo/"') == 2
    undo(cast, MOUSE)
    assert "/undo/" not in html(cast, PROGRAM)


def test_undos_that_are_offered_are_read_at_once(cast: Cast) -> None:
    mix(cast, MOUSE, CLICK)
    client = cast.client(cast.priya)
    cast.give(cast.priya, *TABLES)
    withdraw(cast, *TABLES)
    client.get("/me/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/me/")
    assert len(captured) <= 48


def test_the_minute_after_a_no_asks_no_more_often_for_more_programs_and_signals(cast: Cast) -> None:
    """Each undo has to know what the other noes still ask to be erased, in datasets that all the programs share."""
    everything = [cast.program]
    for number in (1, 2):
        program = programs.add_program(slug=f"more-{number}", name=f"More {number}", signals=dict.fromkeys(TABLES, "What it is."))
        for one in cast.datasets.values():
            programs.attach_dataset(program=program, dataset=one)
        programs.publish_notice(program=program, summary=["We record."])
        everything.append(programs.start_program(program=program))

    def stop(person: Person, stopped: list[Program], *signals: str) -> tuple[int, int]:
        for program in stopped:
            choices.give(person=person, program=program, signals=signals, notice_version=1, by=person)
        for program in stopped:
            choices.withdraw(person=person, program=program, signals=signals, by=person)
        client = cast.client(person)
        return asked(client, "/me/"), client.get("/me/").content.decode().count("/undo/")

    few, two_undos = stop(cast.marco, [cast.program], MOUSE, CLICK)
    many, undos = stop(cast.priya, everything, *TABLES)
    assert two_undos
    # What lies in one place with another program is erased by the last no alone, so only its four undos are offered.
    assert (many, undos) == (few, 2 * two_undos)
