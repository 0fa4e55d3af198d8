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
from rights.access.names import Names

AT = dt.datetime(2026, 11, 26, 14, 5, 8, tzinfo=dt.UTC)


def written(files: dict[str, bytes], folder) -> bytes:
    """Write an archive whose files all grow at the same time."""
    out = io.BytesIO()
    made, members = Archive(out.write, made_at=AT), {name: Member(name, folder) for name in files}
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
    made = Archive(parts.append, made_at=AT)
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
        ("E1/screens/1.png", "files/E1/screens/1.png"),
        ("../../etc/passwd", "files/etc/passwd"),
        ("/etc/passwd", "files/etc/passwd"),
        ("..\\..\\windows\\a.exe", "files/windows/a.exe"),
        ("C:/a|b.txt", "files/C_/a_b.txt"),
        ("a/. /b.", "files/a/_/b"),
        ("", "files/file"),
    ],
)
def test_a_path_that_a_store_chose_stays_below_our_folder(path, name):
    assert Names().beneath("files", path) == name


def test_no_two_things_get_the_same_name():
    names = Names()
    assert [names.unique(words, "store") for words in ("Events", "events!", "…", "§")] == ["events", "events-2", "store", "store-2"]
    assert [names.beneath("f", "a.b/c.txt") for _ in range(2)] == ["f/a.b/c.txt", "f/a.b/c-2.txt"]
