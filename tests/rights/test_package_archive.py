"""The archive: any zip program reads it, also beyond the sizes at which ZIP64 begins."""

import datetime as dt
import io
import zipfile
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.access import archive as archives
from rights.access.archive import Archive, Member
from rights.access.names import Names, file_name
from rights.access.objects import Objects

AT = dt.datetime(2026, 11, 26, 14, 5, 8, tzinfo=dt.UTC)


def written(files: dict[str, bytes], folder) -> bytes:
    """Write an archive whose files all grow at the same time."""
    out = io.BytesIO()
    made, members = Archive(out.write, made_at=AT, folder=folder), {name: Member(name, folder) for name in files}
    for start in range(0, max(map(len, files.values()), default=0), 50_000):
        for name, text in files.items():
            members[name].write(text[start : start + 50_000])
    for name, member in members.items():
        member.finish()
        assert (member.size, member.sha256) == (len(files[name]), sha256(files[name]).hexdigest())
        assert b"".join(member.texts()) == files[name]
        made.add(member)
    assert made.close() == len(out.getvalue())
    return out.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert found.testzip() is None
        return {info.filename: found.read(info) for info in found.infolist()}


@given(files=st.dictionaries(st.text(min_size=1, alphabet="aä/.-1", max_size=12), st.binary(max_size=5_000), max_size=6))
def test_every_file_comes_back_under_its_name(tmp_path_factory, files):
    assert read(written(files, tmp_path_factory.getbasetemp())) == files


def test_files_show_the_time_at_which_the_package_was_made_and_are_for_their_owner_alone(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written({"a.txt": b"x" * 3_000_000}, tmp_path))) as found:
        info = found.getinfo("a.txt")
    assert info.date_time == (2026, 11, 26, 14, 5, 8)
    assert info.external_attr >> 16 == 0o100600


def test_zip64_takes_over_where_sizes_places_or_counts_need_it(tmp_path, monkeypatch):
    """The limits are lowered in the writer; the reader is Python's own, which knows both kinds."""
    files = {f"{number}.txt": bytes([65 + number]) * 4_000 for number in range(5)}
    monkeypatch.setattr(archives, "_MANY", 3)
    data = written(files, tmp_path)
    assert b"PK\x06\x06" in data
    assert read(data) == files


def test_sizes_beyond_four_gigabytes_are_written_in_the_zip64_fields(tmp_path):
    parts = []
    made = Archive(parts.append, made_at=AT, folder=tmp_path)
    member = Member("huge.bin", tmp_path)
    member.write(b"small")
    member.finish()
    member.size = 5 << 30
    made.add(member)
    made.close()
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as found:
        assert found.getinfo("huge.bin").file_size == 5 << 30
    assert b"\x01\x00\x10\x00" + (5 << 30).to_bytes(8, "little") in parts[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("E1/screens/1.png", "1.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\a.exe", "a.exe"),
        ("C:/a|b.txt", "a_b.txt"),
        ("a/..", "file"),
        ("", "file"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_the_name_of_a_file_that_a_store_chose_leads_nowhere(path, name):
    assert file_name(path) == name


def test_no_two_things_of_a_folder_get_the_same_name():
    names = Names()
    found = [names.unique(words, otherwise="store") for words in ("Events", "events!", "…", "§")]
    assert found == ["events", "events-2", "store", "store-2"]
    assert names.unique("Events", folder="events", otherwise="dataset") == "events"


def test_pieces_of_files_become_files_and_one_row_each(tmp_path):
    added = []
    objects = Objects("data/s/d", lambda name: Member(name, tmp_path), added.append)
    pieces = [
        {"file": "E1/a.png", "offset": 0, "content": b"one"},
        {"file": "E1/a.png", "offset": 3, "content": b"two"},
        {"file": "E1/b.png", "offset": 0, "content": b"three"},
        {"key": "a row", "content": "of another file"},
    ]
    rows = [*objects.taken_out_of(pieces), *objects.end()]
    assert [(member.name, b"".join(member.texts())) for member in added] == [
        ("data/s/d/0000001-a.png", b"onetwo"),
        ("data/s/d/0000002-b.png", b"three"),
    ]
    assert rows == [
        {"file": "E1/a.png", "in_package": added[0].name, "bytes": 6, "sha256": sha256(b"onetwo").hexdigest()},
        {"file": "E1/b.png", "in_package": added[1].name, "bytes": 5, "sha256": sha256(b"three").hexdigest()},
        pieces[3],
    ]
