"""The dry run says what a pass would do: by the same decision, with real counts, and without changing anything."""

import pytest

from people.models import Identifier
from purges import preview, queries
from purges.models import PurgePass, PurgeStep
from purges.preview import Outcome
from stores.contract import Refused
from tests.cast import CLICK, KEYS, MOUSE, SCREEN, Cast
from tests.purges.holding import moment, order, place, record_on, say_when, step_of, withdrawn, work

pytestmark = [pytest.mark.flows, pytest.mark.rule("R68", "R76")]


def by_name(lines: list[preview.Preview]) -> dict[str, tuple[Outcome, int | None, int | None, int | None]]:
    return {line.name: (line.outcome, line.rows, line.goes, line.kept) for line in lines}


def all_of(cast: Cast) -> list[preview.Preview]:
    return preview.preview(cast.priya, [dataset.pk for dataset in cast.datasets.values()])


def test_each_dataset_says_what_would_go_and_what_would_stay(cast: Cast) -> None:
    say_when(cast)
    record_on(cast, cast.priya, range(10))
    cast.record(cast.priya, CLICK)
    cast.record(cast.priya, KEYS)
    hold = place(cast, cast.priya, datasets=[cast.datasets[MOUSE].pk, cast.datasets[KEYS].pk], since=moment(8))
    lines = all_of(cast)
    assert by_name(lines) == {
        "Pointer": (Outcome.PARTLY_HELD, 10, 8, 2),
        "Clicks": (Outcome.ERASED, 7, 7, 0),
        "Keys": (Outcome.HELD, 7, 0, 7),
        "Screens": (Outcome.NOTHING, 0, 0, 0),
    }
    pointer = next(line for line in lines if line.name == "Pointer")
    assert (pointer.category, pointer.review_on, pointer.ground) == ("claims", hold.review_on, "Legal claims")
    assert hold.matter not in str(lines)
    assert len(cast.memory.tables["pointer"]) == 110
    assert "erase" not in cast.memory.calls
    assert not PurgePass.objects.exists()


def test_it_says_what_the_pass_then_does(cast: Cast) -> None:
    dataset = say_when(cast)
    record_on(cast, cast.priya, range(10))
    place(cast, cast.priya, since=moment(2), until=moment(4))
    place(cast, cast.priya, matter="A2", since=moment(3), until=moment(6))
    line = preview.preview_dataset(cast.priya, dataset.pk)
    made = withdrawn(cast, MOUSE)
    work(dataset)
    step = step_of(made, dataset)
    assert (line.goes, line.kept) == (step.rows_erased, step.rows_held) == (6, 4)


def test_a_period_is_counted_alone(cast: Cast) -> None:
    dataset = say_when(cast)
    record_on(cast, cast.priya, range(10))
    place(cast, cast.priya, since=moment(6))
    asked = preview.preview_dataset(cast.priya, dataset.pk, since=moment(4), until=moment(8))
    assert (asked.outcome, asked.rows, asked.goes, asked.kept) == (Outcome.PARTLY_HELD, 4, 2, 2)
    outside = preview.preview_dataset(cast.priya, dataset.pk, until=moment(6))
    assert (outside.outcome, outside.goes, outside.category) == (Outcome.ERASED, 6, "")


def test_a_store_that_is_away_or_refuses_says_so_in_its_own_line(cast: Cast) -> None:
    cast.record(cast.priya, MOUSE)
    cast.memory.away = True
    assert {line.outcome for line in all_of(cast)} == {Outcome.UNAVAILABLE}
    place(cast, cast.priya, datasets=[cast.datasets[MOUSE].pk])
    held = preview.preview_dataset(cast.priya, cast.datasets[MOUSE].pk)
    assert (held.outcome, held.rows) == (Outcome.HELD, None), "a hold waits for no store"
    assert "away" in held.explanation
    cast.memory.away = False
    cast.memory.fail_once(Refused("This account may not read.", reason="permission"))
    lines = {line.name: line for line in all_of(cast)}
    assert (lines["Clicks"].outcome, lines["Clicks"].explanation) == (Outcome.REFUSED, "This account may not read.")
    assert lines["Screens"].outcome == Outcome.NOTHING


def test_a_store_that_breaks_says_nothing_of_the_row(cast: Cast, monkeypatch, caplog) -> None:
    def broken(_verb: str) -> None:
        raise LookupError(cast.priya.name)

    monkeypatch.setattr(cast.memory, "answer", broken)
    line = preview.preview_dataset(cast.priya, cast.datasets[MOUSE].pk)
    assert (line.outcome, line.explanation) == (Outcome.UNAVAILABLE, "Unexpected LookupError; nobody could count.")
    assert cast.priya.name not in caplog.text


def test_where_rows_tell_no_time_a_period_needs_a_person(cast: Cast) -> None:
    line = preview.preview_dataset(cast.priya, cast.datasets[SCREEN].pk, since=moment(1))
    assert (line.outcome, line.tone) == (Outcome.REFUSED, "bad")
    made = order(cast, cast.datasets[SCREEN], since=moment(1))
    work(cast.datasets[SCREEN])
    step = step_of(made, cast.datasets[SCREEN])
    assert (step.state, step.reason) == (PurgeStep.State.FAILED, "no-time-column")


def test_who_has_no_identifier_there_cannot_be_looked_for(cast: Cast) -> None:
    Identifier.objects.filter(person=cast.priya).delete()
    lines = all_of(cast)
    assert {(line.outcome, line.label) for line in lines} == {(Outcome.NO_IDENTIFIER, "Can't be looked for")}
    assert queries.datasets_due() == []
