"""What every connector must do with a period: its own rows are counted, exported and erased, and no others."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stores.connectors.period import DATE, MOMENT, NUMBER, stretch
from stores.contract import NO_TIME_COLUMN, Ceiling, Dataset, Method, NullJournal, Refused, Window
from tests.stores.times import DAY, KINDS, MICROSECOND, ONE_MOMENT, SPELLINGS, UNREADABLE, counts

ANN, BOB, NOBODY = "emp-0001", "emp-0002", "emp-9999"
SINCE, UNTIL = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)
MARCH = Window(since=SINCE, until=UNTIL)
LATER = Window(since=UNTIL - DAY, until=UNTIL + 3 * DAY)
NOON = Window(since=SINCE + DAY / 2, until=UNTIL - DAY / 2)
NARROWINGS: tuple[dict[str, Any], ...] = (
    {"within": MARCH},
    {"within": Window(since=SINCE)},
    {"within": Window(until=UNTIL)},
    {"within": Window()},
    {"within": Window(since=UNTIL, until=SINCE)},
    {"within": NOON},
    {"spared": (MARCH,)},
    {"spared": (Window(until=SINCE), Window(since=UNTIL))},
    {"spared": (NOON,)},
    {"spared": (Window(),)},
    {"spared": (Window(since=UNTIL, until=SINCE), Window(since=SINCE + DAY / 2, until=SINCE + DAY / 2))},
    {"within": MARCH, "spared": (LATER,)},
    {"within": Window(since=SINCE), "spared": (NOON, LATER)},
)
# One example costs a table or a folder, and every class of tests of every kind of store runs this many.
FUZZ = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
moments = st.datetimes(datetime(2005, 1, 1), datetime(2037, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
windows = st.builds(lambda since, until: Window(since=since, until=until), st.none() | moments, st.none() | moments)
# Text that tells a time, and text that almost does.
written = st.one_of(
    *(st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")) for pattern in (DATE, MOMENT, NUMBER))
)
nearly = st.builds(
    lambda text, place, change: text[:place] + change + text[place + 1 :],
    written,
    st.integers(0, 30),
    st.text("0123456789-:T+Z. ", max_size=2),
)


def around(step: timedelta) -> list[datetime | None]:
    """Moments on both sides of each border, and a row without a time."""
    borders = (SINCE, SINCE + DAY, UNTIL - DAY, UNTIL, UNTIL + 3 * DAY)
    return [*(border + change for border in borders for change in (-step, timedelta(0), step)), None]


def rows_at(values: Iterable[Any], *people: str) -> list[dict[str, Any]]:
    """Make a row of each person for each value of the time column."""
    pairs = [(person, value) for value in values for person in people]
    return [{"person": person, "signal": "mouse", "n": n, "at": value} for n, (person, value) in enumerate(pairs)]


@contextmanager
def opened(place):
    connector = place.connector()
    try:
        yield connector
    finally:
        connector.close()


def of(person: str, rows: list[dict[str, Any]], kept: Iterable[int] = ()) -> set[int]:
    return {row["n"] for row in rows if row["person"] == person} - set(kept)


class WindowContract:
    """A part of `ConnectorContract`. A place names the `kinds` of time column that it can hold."""

    def check(self, place, kind: str, times: list[datetime | None], narrowing: dict[str, Any]) -> None:
        """Count, export and erase Ann's rows of the period; Bob's and all others stay."""
        write = KINDS[kind].write
        rows = rows_at([None if one is None else write(one) for one in times], ANN, BOB)
        dataset = place.timed(kind, rows, **narrowing)
        chosen = {
            row["n"]
            for row in rows
            if counts(times[row["n"] // 2], KINDS[kind], narrowing.get("within"), narrowing.get("spared", ()))
        }
        mine, his = of(ANN, rows) & chosen, of(BOB, rows) & chosen
        with opened(place) as connector:
            connector.check(dataset)
            assert connector.locate(dataset, [ANN, BOB, NOBODY]) == {ANN: len(mine), BOB: len(his), NOBODY: 0}
            assert sorted(int(row["n"]) for row in connector.export(dataset, ANN)) == sorted(mine)
            receipt = connector.erase(dataset, [ANN, NOBODY], journal=NullJournal())
            assert receipt.before == receipt.erased == {ANN: len(mine), NOBODY: 0}
            assert not receipt.parked
            assert place.numbers(dataset) == of(ANN, rows, mine) | of(BOB, rows)
            again = connector.erase(dataset, [ANN, NOBODY], journal=NullJournal())
            assert (again.erased, again.method) == ({ANN: 0, NOBODY: 0}, Method.NOT_PRESENT)
            assert connector.locate(dataset, [ANN, BOB]) == {ANN: 0, BOB: len(his)}

    @pytest.mark.parametrize("number", range(len(NARROWINGS)))
    def test_a_period_has_its_own_rows_and_no_others(self, place, number):
        narrowing = NARROWINGS[number]
        # Each kind of column meets every fourth.
        for kind in place.kinds[number % 4 :: 4]:
            times = [time and time.replace(hour=0) if KINDS[kind].lasts == DAY else time for time in around(KINDS[kind].step)]
            self.check(place, kind, times, narrowing)

    @FUZZ
    @given(data=st.data())
    def test_any_window_has_its_own_rows_and_no_others(self, place, data):
        if not place.kinds:
            return
        kind = data.draw(st.sampled_from(place.kinds))
        step = KINDS[kind].step
        exact = moments.map(lambda moment: moment - (moment - SINCE) % step)
        times = data.draw(st.lists(st.none() | exact, min_size=1, max_size=8))
        borders = exact | st.sampled_from([time for time in times if time] or [SINCE]) | moments
        window = st.builds(lambda since, until: Window(since=since, until=until), st.none() | borders, st.none() | borders)
        narrowing = {"within": data.draw(st.none() | window), "spared": tuple(data.draw(st.lists(window, max_size=2)))}
        self.check(place, kind, times, narrowing)

    def test_each_spelling_of_a_moment_is_that_moment(self, place):
        if "text" not in place.kinds:
            return
        rows = rows_at(SPELLINGS, ANN, BOB)
        exactly = Window(since=ONE_MOMENT, until=ONE_MOMENT + MICROSECOND)
        dataset = place.timed("text", rows, within=exactly)
        spared = place.dataset(location=dataset.location, time_column="at", spared=(exactly,))
        with opened(place) as connector:
            assert sorted(int(row["n"]) for row in connector.export(dataset, ANN)) == sorted(of(ANN, rows))
            assert connector.locate(dataset, [ANN, BOB]) == dict.fromkeys((ANN, BOB), len(SPELLINGS))
            assert connector.locate(spared, [ANN, BOB]) == {ANN: 0, BOB: 0}

    def test_what_tells_no_time_is_in_no_period_and_kept_by_every_hold(self, place):
        if "text" not in place.kinds:
            return
        rows = rows_at(UNREADABLE, ANN)
        dataset = place.timed("text", rows)
        with opened(place) as connector:
            for narrowing in ({"within": Window()}, {"spared": (MARCH,)}, {"within": Window(), "spared": (MARCH,)}):
                narrowed = place.dataset(location=dataset.location, time_column="at", **narrowing)
                assert connector.erase(narrowed, [ANN], journal=NullJournal()).erased == {ANN: 0}
                assert connector.locate(narrowed, [ANN]) == {ANN: 0}
                assert list(connector.export(narrowed, ANN)) == []
            assert connector.locate(dataset, [ANN]) == {ANN: len(UNREADABLE)}

    @FUZZ
    @given(texts=st.lists(written | nearly, min_size=5, max_size=30))
    def test_any_text_is_read_alike_by_every_store(self, place, texts):
        if "text" not in place.kinds:
            return
        rows = rows_at(texts, ANN)
        dataset = place.timed("text", rows, within=MARCH_AND_MORE)
        low, high = (int(bound.timestamp()) * 10**6 for bound in (MARCH_AND_MORE.since, MARCH_AND_MORE.until))
        read = [stretch(text) for text in texts]
        expected = [n for n, found in enumerate(read) if found and found[0] >= low and found[1] <= high]
        with opened(place) as connector:
            assert sorted(int(row["n"]) for row in connector.export(dataset, ANN)) == expected
            assert connector.locate(dataset, [ANN]) == {ANN: len(expected)}

    def test_a_period_that_no_column_tells_is_refused(self, place):
        place.put([{"person": ANN, "signal": "mouse", "n": 1}])
        for narrowing in ({"within": Window()}, {"spared": (MARCH,)}):
            timeless: list[Dataset] = [place.dataset(**narrowing)]
            if not place.kinds:  # where the path names the person, no column tells anything
                timeless.append(place.dataset(time_column="at", **narrowing))
            for dataset in timeless:
                self.refused(place, dataset, NO_TIME_COLUMN)
        assert len(place.rows()) == 1

    def test_a_time_column_that_does_not_exist_is_refused(self, place):
        place.put([{"person": ANN, "signal": "mouse", "n": 1}])
        if place.kinds:
            self.refused(place, place.dataset(time_column="nowhere", within=MARCH), "unknown-column")

    def refused(self, place, dataset: Dataset, reason: str) -> None:
        with opened(place) as connector:
            for call in (
                lambda: connector.check(dataset),
                lambda: connector.locate(dataset, [ANN]),
                lambda: list(connector.export(dataset, ANN)),
                lambda: connector.erase(dataset, [ANN], journal=NullJournal()),
            ):
                with pytest.raises(Refused) as caught:
                    call()
                assert caught.value.reason == reason

    def test_the_ceiling_counts_the_rows_of_the_period(self, place):
        for kind in place.kinds[:1]:
            inside, outside = (KINDS[kind].write(moment) for moment in (SINCE + DAY, UNTIL + DAY))
            rows = rows_at([inside] * 2 + [outside] * 8, ANN, BOB)
            dataset = place.timed(kind, rows, within=MARCH)
            with opened(place) as connector:
                with pytest.raises(Refused, match="2 of 4 rows"):
                    connector.erase(dataset, [ANN], journal=NullJournal(), ceiling=Ceiling(rows=99, percent=49))
                done = connector.erase(dataset, [ANN], journal=NullJournal(), ceiling=Ceiling(rows=2, percent=50))
            assert done.erased == {ANN: 2}

    def test_many_rows_of_many_people_go_in_several_batches(self, place):
        people = [f"emp-{number:04}" for number in range(1, 21)]
        for kind in place.kinds[:2]:
            inside, outside = (KINDS[kind].write(moment) for moment in (SINCE + DAY, UNTIL + DAY))
            rows = rows_at([inside, outside] * 3, *people) + rows_at([inside] * 35 + [outside, None], ANN)
            rows = [row | {"n": n} for n, row in enumerate(rows)]
            dataset = place.timed(kind, rows, within=MARCH)
            with opened(place) as connector:
                receipt = connector.erase(dataset, people[:15], journal=NullJournal())
                assert receipt.erased == dict.fromkeys(people[:15], 3) | {ANN: 38}
                assert connector.locate(dataset, people) == dict.fromkeys(people[:15], 0) | dict.fromkeys(people[15:], 3)
            gone = {row["n"] for row in rows if row["person"] in people[:15] and row["at"] == inside}
            assert place.numbers(dataset) == {row["n"] for row in rows} - gone


MARCH_AND_MORE = Window(since=datetime(1900, 1, 1, tzinfo=UTC), until=datetime(2150, 1, 1, tzinfo=UTC))
