"""What can't be read is parked with its reason, and everything else goes on."""

import gzip
import os

import pytest

from stores.contract import NullJournal, Refused
from tests.stores.contract import ANN, BOB, rows_of
from tests.stores.file_places import CsvPlace, JsonlGzipPlace, JsonlPlace, ParquetPlace, SubjectPathPlace


def erase(place, *people):
    return place.connector().erase(place.dataset(), people, journal=NullJournal())


def spoil_parquet(content):
    return content[: len(content) // 2]


def spoil_page(content):
    # The pages come first: the footer still reads well.
    return content[:4] + bytes(60) + content[64:]


@pytest.mark.parametrize(
    ("place_class", "spoil", "reason"),
    [
        (ParquetPlace, spoil_parquet, "Parquet"),
        (ParquetPlace, spoil_page, "Parquet"),
        (ParquetPlace, lambda _: b"", "Parquet"),
        (JsonlPlace, lambda content: content + b'{"person": "emp-0001", "signal": "mou', "Line 5"),
        (JsonlPlace, lambda content: b"[1, 2]\n" + content, "Line 1"),
        (JsonlPlace, lambda content: b'{"person": "\xff"}\n' + content, "Line 1"),
        (JsonlGzipPlace, lambda content: content[:-12], "gzip"),
        (JsonlGzipPlace, gzip.decompress, "gzip"),
        (JsonlGzipPlace, lambda content: content[:12] + b"\xff\xff\xff\xff" + content[16:], "gzip"),
        (CsvPlace, lambda content: content + b'mouse,"emp-0001,7\r\n', "never closed"),
        (CsvPlace, lambda content: content + b"mouse,emp-0001\r\n", "Line 6 has 2 fields"),
        (CsvPlace, lambda content: content + b"mouse,\xff,7\r\n", "Line 6"),
        (CsvPlace, lambda content: content.replace(b"person", b"nobody", 1), "0 columns 'person'"),
    ],
)
def test_a_damaged_file_is_parked_and_stays_as_it_is(tmp_path, place_class, spoil, reason):
    place = place_class(tmp_path)
    place.put(rows_of(ANN, BOB, each=6))
    damaged = sorted(place.root.glob(place.location))[1]
    damaged.write_bytes(spoil(damaged.read_bytes()))
    content = damaged.read_bytes()
    receipt = erase(place, ANN)
    assert [parked.item for parked in receipt.parked] == [damaged.relative_to(place.root).as_posix()]
    assert reason in receipt.parked[0].reason
    assert "emp-0001" not in receipt.parked[0].reason
    assert receipt.erased == {ANN: 4}
    assert damaged.read_bytes() == content
    with pytest.raises(Refused) as caught:
        place.connector().locate(place.dataset(), [ANN])
    assert caught.value.reason == "damaged"
    damaged.unlink()
    assert {row["person"] for row in place.rows()} == {BOB}


def test_a_line_without_end_is_damage(tmp_path, monkeypatch):
    monkeypatch.setattr("stores.connectors.files.lines.LONGEST_LINE", 1000)
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN, each=4))
    (place.root / "events/long.jsonl").write_text('{"person": "' + "x" * 5000 + '"}\n')
    receipt = erase(place, ANN)
    assert receipt.erased == {ANN: 4}
    assert "longer" in receipt.parked[0].reason


def test_a_file_with_a_second_name_is_parked(tmp_path):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN, each=8))
    first = min(place.root.glob(place.location))
    os.link(first, tmp_path / "second name")
    receipt = erase(place, ANN)
    assert "hard link" in receipt.parked[0].reason
    assert receipt.erased == {ANN: 4}


def test_what_is_parked_does_not_name_the_person_of_the_path(tmp_path):
    place = SubjectPathPlace(tmp_path)
    place.put(rows_of(ANN, BOB, each=2))
    first = min(place.root.glob(f"people/{ANN}/*/*"))
    os.link(first, tmp_path / "second name")
    receipt = erase(place, ANN)
    assert receipt.erased == {ANN: 1}
    assert ANN not in receipt.parked[0].item
    assert "{subject}" in receipt.parked[0].item
