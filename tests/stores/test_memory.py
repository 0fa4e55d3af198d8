"""The in-memory store keeps the contract, and misbehaves where told to."""

import pytest

from stores.connectors.memory import MemoryConnector, forget_memory_stores, memory_store
from stores.contract import Dataset, NullJournal, Refused, Unavailable
from tests.stores.contract import ANN, BOB, ConnectorContract, rows_of
from tests.stores.place import Place
from tests.stores.times import KINDS


class MemoryPlace(Place):
    kinds = tuple(KINDS)

    def timed(self, kind, rows, **narrowing):
        del kind
        memory_store("test").tables["timed"] = [dict(row) for row in rows]
        return self.dataset(location="timed", time_column="at", **narrowing)

    def numbers(self, dataset):
        del dataset
        return {row["n"] for row in memory_store("test").tables["timed"]}

    def put(self, rows):
        memory_store("test").put("events", rows)

    def rows(self):
        return memory_store("test").tables["events"]

    def connector(self):
        return MemoryConnector(options={"name": "test", "batch_rows": 10})

    def absent(self):
        memory_store("test").away = True
        return self.connector()

    def dataset(self, **changes):
        return Dataset(**({"name": "d", "location": "events", "subject_column": "person"} | changes))

    def heavy(self, *_):
        return None

    def strict(self):
        rows = [{"person": 100_000_001, "n": 1, "note": "x", "ratio": 0.5, "flag": True, "none": None}] * 3
        memory_store("test").put("strict", rows)
        return self.dataset(location="strict", time_column="at"), "100000001"

    def barren(self):
        memory_store("test").fail_once(Refused("Told so.", reason="cannot-plant"))
        return self.dataset(), "Told"


@pytest.fixture
def place():
    yield MemoryPlace()
    forget_memory_stores()


class TestMemory(ConnectorContract):
    """The contract in memory."""


def test_a_store_that_lies_is_found_out_by_locate(place):
    place.put(rows_of(ANN, BOB))
    memory_store("test").held_back = {ANN}
    connector = place.connector()
    receipt = connector.erase(place.dataset(), [ANN, BOB], journal=NullJournal())
    assert receipt.erased == {ANN: 5, BOB: 5}
    assert connector.locate(place.dataset(), [ANN, BOB]) == {ANN: 5, BOB: 0}


def test_a_store_fails_once_and_then_works(place):
    place.put(rows_of(ANN))
    memory_store("test").fail_once()
    connector = place.connector()
    with pytest.raises(Unavailable):
        connector.locate(place.dataset(), [ANN])
    assert connector.locate(place.dataset(), [ANN]) == {ANN: 5}
    memory_store("test").fail_once(Refused("No.", reason="permission"))
    with pytest.raises(Refused):
        connector.locate(place.dataset(), [ANN])


def test_calls_are_kept_for_tests_to_look_at(place):
    place.put(rows_of(ANN))
    connector = place.connector()
    connector.locate(place.dataset(), [ANN])
    connector.erase(place.dataset(), [ANN], journal=NullJournal())
    assert memory_store("test").calls == ["locate", "erase"]
