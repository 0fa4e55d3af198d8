"""Parquet files keep their shape, and row groups without a hit are not read."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stores.connectors.files import parquet
from stores.contract import NullJournal
from tests.stores.contract import ANN, BOB, EVE, PEOPLE
from tests.stores.file_places import ParquetPlace


@pytest.fixture
def place(tmp_path):
    place = ParquetPlace(tmp_path)
    (place.root / "events").mkdir()
    return place


def write(place, table, name="one", **options):
    path = place.root / f"events/{name}.parquet"
    pq.write_table(table, path, **options)
    return path


def sorted_table():
    return pa.table({"person": [person for person in PEOPLE for _ in range(10)], "n": list(range(400))})


def test_row_groups_are_skipped_by_their_statistics(place, monkeypatch):
    write(place, sorted_table(), row_group_size=50)
    read = []
    batches = parquet._batches
    monkeypatch.setattr(parquet, "_batches", lambda file, groups, columns: read.extend(groups) or batches(file, groups, columns))
    path = place.root / "events/one.parquet"
    with path.open("rb") as source:
        wanted = parquet.Wanted("person", {}, [PEOPLE[7], PEOPLE[22]])
        assert parquet.Parquet().count(source, path.name, wanted).hits == {PEOPLE[7]: 10, PEOPLE[22]: 10}
    assert read == [1, 4]


def test_statistics_that_lie_do_not_hide_rows_from_locate(place, monkeypatch):
    write(place, sorted_table(), row_group_size=50)
    monkeypatch.setattr(parquet, "_may_hold", lambda *_: False)
    connector = place.connector()
    assert connector.erase(place.dataset(), [ANN], journal=NullJournal()).erased == {ANN: 0}
    assert connector.locate(place.dataset(), [ANN]) == {ANN: 10}


def test_a_rewritten_file_keeps_schema_metadata_codecs_and_row_groups(place):
    schema = pa.schema(
        [
            pa.field("person", pa.dictionary(pa.int32(), pa.string()), metadata={"kind": "employee number"}),
            pa.field("at", pa.timestamp("ms", tz="Europe/Berlin"), nullable=False),
            pa.field("points", pa.list_(pa.struct([("x", pa.int16()), ("y", pa.int16())]))),
            pa.field("raw", pa.binary(3)),
        ],
        metadata={"writer": "recorder 1.0"},
    )
    rows = [{"person": PEOPLE[n % 3], "at": n, "points": [{"x": n, "y": -n}] if n % 5 else None, "raw": b"abc"} for n in range(300)]
    path = write(
        place, pa.Table.from_pylist(rows, schema), row_group_size=100,
        compression={"person": "zstd", "at": "snappy", "points.list.element.x": "gzip", "raw": "none"},
        use_dictionary=["person"], version="2.4",
    )  # fmt: skip
    before = pq.ParquetFile(path)
    content = before.read().to_pylist()
    place.connector().erase(place.dataset(), [ANN], journal=NullJournal())
    after = pq.ParquetFile(path)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.read().to_pylist() == [row for row in content if row["person"] != ANN]
    assert [after.metadata.row_group(n).num_rows for n in range(3)] == [66, 67, 67]
    assert after.metadata.format_version == before.metadata.format_version
    for place_of in range(before.metadata.num_columns):
        old, new = (file.metadata.row_group(0).column(place_of) for file in (before, after))
        assert (new.path_in_schema, new.compression) == (old.path_in_schema, old.compression)
        assert ("RLE_DICTIONARY" in new.encodings) == ("RLE_DICTIONARY" in old.encodings)
    before.close()
    after.close()


def test_a_row_group_too_large_for_memory_is_written_in_several(place, monkeypatch):
    monkeypatch.setattr(parquet, "_GROUP_BYTES", 1 << 16)
    monkeypatch.setattr(parquet, "_BATCH_ROWS", 500)
    rows = {"person": [(ANN, BOB)[n % 2] for n in range(20_000)], "n": list(range(20_000))}
    path = write(place, pa.table(rows), row_group_size=20_000)
    assert place.connector().erase(place.dataset(), [ANN], journal=NullJournal()).erased == {ANN: 10_000}
    table = pq.read_table(path)
    assert table["n"].to_pylist() == list(range(1, 20_000, 2))
    assert set(table["person"].to_pylist()) == {BOB}


@pytest.mark.parametrize("kind", [pa.int16(), pa.uint8(), pa.int64(), pa.uint64()])
def test_integer_columns_take_numbers_and_nothing_else(place, kind):
    path = write(place, pa.table({"person": pa.array([10, 11, None, 12, 11], kind), "n": range(5)}))
    connector = place.connector()
    asked = ["11", "0012", "emp-1", "-5", "99999", "18446744073709551615"]
    expected = dict.fromkeys(asked, 0) | {"11": 2, "0012": 1}
    assert connector.locate(place.dataset(), asked) == expected
    assert len(list(connector.export(place.dataset(), "11"))) == 2
    assert connector.erase(place.dataset(), asked, journal=NullJournal()).erased == expected
    assert pq.read_table(path)["n"].to_pylist() == [0, 2]


def test_large_strings_and_rows_without_a_person(place):
    path = write(place, pa.table({"person": pa.array([ANN, None, BOB, ANN], pa.large_string()), "n": range(4)}))
    assert place.connector().locate(place.dataset(), [ANN, EVE]) == {ANN: 2, EVE: 0}
    assert place.connector().erase(place.dataset(), [ANN], journal=NullJournal()).erased == {ANN: 2}
    assert pq.read_table(path)["n"].to_pylist() == [1, 2]
    assert pq.read_schema(path).field("person").type == pa.large_string()


def test_a_column_that_can_name_nobody_is_parked(place):
    write(place, pa.table({"person": pa.array([1.5, 2.5]), "n": range(2)}), "float")
    write(place, pa.table({"person": [ANN, BOB], "n": range(2)}), "text")
    receipt = place.connector().erase(place.dataset(), [ANN], journal=NullJournal())
    assert receipt.erased == {ANN: 1}
    assert "double" in receipt.parked[0].reason


def test_a_file_whose_rows_all_go_stays_as_an_empty_one(place):
    path = write(place, pa.table({"person": [ANN, ANN], "n": range(2)}))
    place.connector().erase(place.dataset(), [ANN], journal=NullJournal())
    assert pq.read_table(path).num_rows == 0
    assert pq.read_schema(path).names == ["person", "n"]
