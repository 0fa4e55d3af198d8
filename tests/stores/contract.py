"""What every connector must do. A connector is accepted when a small subclass of `ConnectorContract` passes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from stores.contract import Batch, Ceiling, Journal, Method, NullJournal, Refused, Unavailable
from tests.stores.exporting import ExportContract
from tests.stores.place import Place, Row
from tests.stores.planting import PlantingContract
from tests.stores.windows import WindowContract

ANN, BOB, EVE = "emp-0001", "emp-0002", "emp-0003"
NOBODY = "emp-9999"
PEOPLE = [f"emp-{number:04}" for number in range(1, 41)]


def rows_of(*people: str, each: int = 5, signal: str = "mouse", start: int = 0) -> list[Row]:
    """Make rows, one person's after the other's in turn."""
    order = [person for _ in range(each) for person in people]
    return [{"person": person, "signal": signal, "n": start + n} for n, person in enumerate(order)]


def in_order(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Bring rows from any store into one shape and order."""
    shaped = [{"person": str(row["person"]), "signal": str(row["signal"]), "n": int(row["n"])} for row in rows]
    return sorted(shaped, key=lambda row: (row["n"], row["person"], row["signal"]))


class Stopped(Exception):  # noqa: N818 - reads as what happened
    """What the journal of a test raises to stop a pass."""


class KeepingJournal(Journal):
    """Keeps what it is told, and stops the pass at a batch where it is asked to."""

    def __init__(self, *, stop_at: int = 0) -> None:  # noqa: D107
        self.before: list[Mapping[str, int]] = []
        self.batches: list[Batch] = []
        self.stop_at = stop_at

    def begin(self, before: Mapping[str, int]) -> None:
        self.before.append(before)

    def intend(self, batch: Batch) -> None:
        self.batches.append(batch)
        if batch.number == self.stop_at:
            raise Stopped

    def erased(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for batch in self.batches:
            total.update(batch.erased)
        return total


class ConnectorContract(PlantingContract, WindowContract, ExportContract):
    """Subclasses give the fixture `place`."""

    def erase(self, place: Place, *people: str, journal: Journal | None = None, ceiling: Ceiling | None = None, **changes):
        connector = place.connector()
        try:
            return connector.erase(place.dataset(**changes), people, journal=journal or NullJournal(), ceiling=ceiling)
        finally:
            connector.close()

    def test_erase_removes_exactly_the_subjects_rows(self, place):
        place.put(rows_of(*PEOPLE))
        receipt = self.erase(place, ANN, EVE)
        assert in_order(place.rows()) == in_order(r for r in rows_of(*PEOPLE) if r["person"] not in {ANN, EVE})
        assert receipt.before == receipt.erased == {ANN: 5, EVE: 5}
        assert receipt.method == Method.ERASED
        assert receipt.layers_cleared
        assert not receipt.parked

    def test_erasing_what_is_gone_is_success_with_nothing(self, place):
        place.put(rows_of(ANN, BOB))
        self.erase(place, ANN)
        receipt = self.erase(place, ANN)
        assert receipt.before == receipt.erased == {ANN: 0}
        assert receipt.method == Method.NOT_PRESENT
        assert in_order(place.rows()) == in_order(r for r in rows_of(ANN, BOB) if r["person"] == BOB)

    def test_many_subjects_go_in_one_pass_in_small_batches_told_to_the_journal_first(self, place):
        place.put(rows_of(*PEOPLE))
        journal = KeepingJournal()
        receipt = self.erase(place, *PEOPLE[:30], NOBODY, journal=journal)
        assert receipt.erased == dict.fromkeys(PEOPLE[:30], 5) | {NOBODY: 0}
        assert journal.before == [receipt.before]
        assert journal.erased() == Counter(dict.fromkeys(PEOPLE[:30], 5))
        assert [batch.number for batch in journal.batches] == list(range(1, len(journal.batches) + 1))
        assert {row["person"] for row in place.rows()} == set(PEOPLE[30:])
        if place.batch_rows:
            assert max(sum(batch.erased.values()) for batch in journal.batches) <= place.batch_rows

    def test_one_huge_person_goes_in_several_bounded_batches(self, place):
        place.put(rows_of(ANN, each=35) + rows_of(BOB, each=3))
        journal = KeepingJournal()
        receipt = self.erase(place, ANN, journal=journal)
        assert receipt.erased == {ANN: 35}
        assert journal.erased() == Counter({ANN: 35})
        assert {row["person"] for row in place.rows()} == {BOB}
        if place.batch_rows:
            assert max(sum(batch.erased.values()) for batch in journal.batches) <= place.batch_rows

    def test_where_narrows_counting_and_erasing(self, place):
        place.put(rows_of(ANN, BOB, signal="mouse") + rows_of(ANN, BOB, signal="keys", start=100))
        connector = place.connector()
        assert connector.locate(place.dataset(where={"signal": "keys"}), [ANN]) == {ANN: 5}
        receipt = self.erase(place, ANN, where={"signal": "keys"})
        assert receipt.erased == {ANN: 5}
        left = in_order(place.rows())
        assert left == in_order(rows_of(ANN, BOB) + [r for r in rows_of(ANN, BOB, signal="keys", start=100) if r["person"] == BOB])
        connector.close()

    def test_locate_agrees_before_and_after(self, place):
        place.put(rows_of(ANN, BOB, each=4))
        connector = place.connector()
        assert connector.locate(place.dataset(), [ANN, BOB, NOBODY]) == {ANN: 4, BOB: 4, NOBODY: 0}
        self.erase(place, ANN)
        assert connector.locate(place.dataset(), [ANN, BOB, NOBODY]) == {ANN: 0, BOB: 4, NOBODY: 0}
        connector.close()

    def test_a_similar_name_is_another_person(self, place):
        others = ["EMP-0001", "emp-00010", "emp-000", "emp-0001 ", "emp-000_", "emp-%"]
        place.put(rows_of(ANN, *others, each=2))
        receipt = self.erase(place, ANN)
        assert receipt.erased == {ANN: 2}
        assert in_order(place.rows()) == in_order(r for r in rows_of(ANN, *others, each=2) if r["person"] != ANN)
        connector = place.connector()
        assert connector.locate(place.dataset(), [ANN, *others]) == {ANN: 0} | dict.fromkeys(others, 2)
        connector.close()

    def test_names_that_look_like_code_match_only_themselves(self, place):
        odd = ["o'hara", 'say "hi"', "100%;--", "a*b[c]?", "ünïcode-ß", "semi;colon, comma", "{brace}"]
        place.put(rows_of(BOB, *odd, each=2))
        receipt = self.erase(place, *odd, "*b", "..")
        assert receipt.erased == dict.fromkeys(odd, 2) | {"*b": 0, "..": 0}
        assert {row["person"] for row in place.rows()} == {BOB}

    @pytest.mark.parametrize("bad", ["", " ", "x", " x "])
    def test_too_short_subjects_are_refused(self, place, bad):
        place.put(rows_of(ANN))
        for verb in ("locate", "erase", "export"):
            with pytest.raises(Refused) as caught:
                self.call(place, verb, bad)
            assert caught.value.reason == "bad-subject"
        assert len(place.rows()) == 5

    def call(self, place: Place, verb: str, subject: str, **changes: Any) -> object:
        connector = place.connector()
        try:
            if verb == "erase":
                return connector.erase(place.dataset(**changes), [ANN, subject], journal=NullJournal())
            if verb == "export":
                return list(connector.export(place.dataset(**changes), subject))
            return connector.locate(place.dataset(**changes), [ANN, subject])
        finally:
            connector.close()

    def test_an_unknown_column_is_refused_with_the_ones_that_exist(self, place):
        place.put(rows_of(ANN))
        connector = place.connector()
        connector.check(place.dataset())
        wrong = place.dataset(where={"colour": "red"})
        for call in (
            lambda: connector.check(wrong),
            lambda: connector.locate(wrong, [ANN]),
            lambda: connector.erase(wrong, [ANN], journal=NullJournal()),
        ):
            with pytest.raises(Refused, match="signal") as caught:
                call()
            assert caught.value.reason == "unknown-column"
        assert len(place.rows()) == 5
        connector.close()

    def test_a_place_that_does_not_exist_is_refused(self, place):
        place.put(rows_of(ANN))
        connector = place.connector()
        with pytest.raises(Refused) as caught:
            connector.check(place.dataset(location="no_such_place"))
        assert caught.value.reason == "unknown-location"
        connector.close()

    @pytest.mark.parametrize("ceiling", [Ceiling(rows=9, percent=100), Ceiling(rows=10**9, percent=49)])
    def test_above_the_ceiling_no_row_goes(self, place, ceiling):
        place.put(rows_of(ANN, BOB, EVE, PEOPLE[5]))
        journal = KeepingJournal()
        with pytest.raises(Refused) as caught:
            self.erase(place, ANN, BOB, journal=journal, ceiling=ceiling)
        assert caught.value.reason == "ceiling"
        assert journal.batches == []
        assert len(place.rows()) == 20

    def test_up_to_the_ceiling_all_rows_go(self, place):
        place.put(rows_of(ANN, BOB, EVE, PEOPLE[5]))
        receipt = self.erase(place, ANN, BOB, ceiling=Ceiling(rows=10, percent=50))
        assert receipt.erased == {ANN: 5, BOB: 5}

    def test_a_journal_that_raises_leaves_its_batch_and_keeps_the_ones_before(self, place):
        place.put(rows_of(*PEOPLE))
        journal = KeepingJournal(stop_at=2)
        with pytest.raises(Stopped):
            self.erase(place, *PEOPLE[:30], journal=journal)
        first, second = journal.batches
        left = Counter(row["person"] for row in place.rows())
        assert left == Counter(dict.fromkeys(PEOPLE, 5)) - Counter(first.erased)
        connector = place.connector()
        expected = (True, False) if place.knows_outcome else (None, None)
        assert (connector.outcome(first.token), connector.outcome(second.token)) == expected
        assert connector.outcome("nonsense") is None
        connector.close()
        receipt = self.erase(place, *PEOPLE[:30])
        assert Counter(receipt.erased) + Counter(first.erased) == Counter(dict.fromkeys(PEOPLE[:30], 5))
        assert {row["person"] for row in place.rows()} == set(PEOPLE[30:])

    def test_tokens_name_nobody(self, place):
        place.put(rows_of(ANN, BOB))
        journal = KeepingJournal()
        self.erase(place, ANN, journal=journal)
        assert journal.batches
        assert all(ANN not in batch.token and len(batch.token) <= 200 for batch in journal.batches)

    def test_inspect_shows_the_columns(self, place):
        place.put(rows_of(ANN))
        connector = place.connector()
        found = [location for location in connector.inspect() if "signal" in location.columns]
        assert found
        connector.close()

    def test_an_absent_store_is_unavailable(self, place):
        place.put(rows_of(ANN))
        connector = place.absent()
        for call in (
            connector.inspect,
            lambda: connector.check(place.dataset()),
            lambda: connector.locate(place.dataset(), [ANN]),
            lambda: list(connector.export(place.dataset(), ANN)),
            lambda: connector.erase(place.dataset(), [ANN], journal=NullJournal()),
            lambda: connector.plant(place.dataset()),
        ):
            with pytest.raises(Unavailable) as caught:
                call()
            assert caught.value.retry_after > 0
            assert ANN not in str(caught.value)
        connector.close()
