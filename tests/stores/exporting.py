"""What every connector must do when a person's rows are exported: all of them, once each, and nobody else's."""

import json
import resource
from collections.abc import Iterable, Mapping
from contextlib import closing
from ctypes import CDLL
from hashlib import sha256
from pathlib import Path
from typing import Any

from stores.connectors import batching
from stores.contract import Window
from stores.values import json_line
from tests.stores.times import DAY, KINDS
from tests.stores.windows import ANN, BOB, MARCH, NOBODY, SINCE, UNTIL, opened, rows_at

ROWS, ROW_BYTES = 1_200, 100_000


def resident() -> int:
    """How many bytes of memory this process has, after it gave back what is free."""
    trim = getattr(CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def made(person: str, count: int, *, signal: str = "mouse", start: int = 0) -> list[dict[str, Any]]:
    return [{"person": person, "signal": signal, "n": start + n} for n in range(count)]


def digest(records: Iterable[Mapping[str, Any]]) -> str:
    """Stand for records whatever their order and their store: the same ones as often, or another digest."""
    shaped = sorted(json_line({"person": str(row["person"]), "signal": str(row["signal"]), "n": int(row["n"])}) for row in records)
    return sha256(b"".join(shaped)).hexdigest()


class ExportContract:
    """A part of `ConnectorContract`."""

    def test_an_export_has_each_row_of_the_person_once_and_nobody_elses(self, place):
        # More than go together, so that the seams between batches are among them.
        mine, others = made(ANN, place.many), made(BOB, 30) + made(ANN + "0", 5) + made("EMP-0001", 5)
        place.put([*others[:20], *mine, *others[20:]])
        own = [row for row in place.rows() if row["person"] == ANN]
        with opened(place) as connector:
            records = list(connector.export(place.dataset(), ANN))
            batches = list(connector.export_batches(place.dataset(), ANN))
            assert list(connector.export(place.dataset(), NOBODY)) == []
            assert list(connector.export_batches(place.dataset(), NOBODY)) == []
        assert len(records) == len(own) == place.many
        assert digest(records) == digest(own) == digest(mine)
        assert [row for batch in batches for row in batch] == records
        assert all(0 < len(batch) <= batching.MOST_ROWS for batch in batches)
        assert len(batches) > 1 or place.many < batching.MOST_ROWS

    def test_an_export_keeps_to_where(self, place):
        keys = made(ANN, 7, signal="keys", start=100)
        place.put(made(ANN, 5) + keys + made(BOB, 5, signal="keys"))
        with opened(place) as connector:
            assert digest(connector.export(place.dataset(where={"signal": "keys"}), ANN)) == digest(keys)

    def test_an_export_keeps_to_a_period_and_gives_its_times(self, place):
        for kind in place.kinds:
            write = KINDS[kind].write
            rows = rows_at([write(SINCE + DAY), None, write(UNTIL + DAY), write(SINCE)], ANN, BOB)
            dataset = place.timed(kind, rows, within=MARCH, spared=(Window(until=SINCE + DAY),))
            with opened(place) as connector:
                (record,) = connector.export(dataset, ANN)
            assert int(record["n"]) == 0
            # Whatever it is, it can be written down, and it begins with the same day or number.
            written = json.loads(json_line(record))
            assert str(written["at"])[:10] == json.loads(json_line({"at": write(SINCE + DAY)}))["at"].__str__()[:10]

    def test_an_export_can_be_left_and_begun_again(self, place):
        place.put(made(ANN, place.many))
        with opened(place) as connector:
            for _ in range(3):
                with closing(connector.export(place.dataset(), ANN)) as records:
                    next(records)
            with closing(connector.export_batches(place.dataset(), ANN)) as batches:
                next(iter(batches))
            assert len(list(connector.export(place.dataset(), ANN))) == place.many
            assert connector.locate(place.dataset(), [ANN]) == {ANN: place.many}

    def test_memory_stays_flat_however_much_is_exported(self, place):
        dataset = place.heavy(ANN, ROWS, "x" * ROW_BYTES)
        if dataset is None:
            return
        with opened(place) as connector:
            before, most, seen = resident(), 0, 0
            for batch in connector.export_batches(dataset, ANN):
                seen += len(batch)
                most = max(most, resident())
                assert sum(len(json_line(record)) for record in batch) < 3 * batching.MOST_BYTES
        assert seen == ROWS
        assert most - before < ROWS * ROW_BYTES * 2 / 3

    def test_what_is_wrong_is_said_before_the_first_record(self, place):
        place.put(made(ANN, 3))
        self.refused(place, place.dataset(where={"colour": "red"}), "unknown-column")
