"""A file is replaced as a whole or not at all, and what others write meanwhile is not lost."""

import fcntl
import os
import shutil

import pytest

from stores.connectors.files.jsonl import JsonLines
from stores.contract import NullJournal, Unavailable
from tests.stores.contract import ANN, BOB, KeepingJournal, Stopped, in_order, rows_of
from tests.stores.file_places import JsonlPlace, ParquetPlace


@pytest.fixture
def place(tmp_path):
    place = JsonlPlace(tmp_path)
    place.put(rows_of(ANN, each=4) + rows_of(BOB, each=4, start=10) + rows_of(ANN, BOB, each=2, start=20))
    return place


def files(place):
    return sorted(place.root.glob(place.location))


def erase(place, *people, journal=None):
    return place.connector().erase(place.dataset(), people, journal=journal or NullJournal())


def test_only_files_with_a_hit_are_touched_and_rights_stay(place):
    for path in files(place):
        path.chmod(0o640)
    before = [path.stat() for path in files(place)]
    erase(place, ANN)
    after = [path.stat() for path in files(place)]
    assert [a.st_ino == b.st_ino for a, b in zip(before, after, strict=True)] == [False, True, False]
    assert all(stat.st_mode & 0o777 == 0o640 for stat in after)
    assert sorted((place.root / "events").iterdir()) == files(place)


def test_kept_lines_stay_byte_for_byte(place):
    odd = b'{ "person":"emp-0002" , "n" : 1.0e3,"signal":"\\u00fc"}\r\n\n  {"n": 0}'
    target = place.root / "events/odd.jsonl"
    target.write_bytes(b'\xef\xbb\xbf{"person": "emp-0001"}\n' + odd)
    erase(place, ANN)
    assert target.read_bytes() == odd


def test_a_line_appended_while_the_file_is_rewritten_is_kept(place, monkeypatch):
    late = b'{"person": "emp-0002", "signal": "late", "n": 99}\n'
    first = files(place)[0]
    rewrite = JsonLines.rewrite
    appended = []

    def slow(self, source, target, name, wanted):
        gone = rewrite(self, source, target, name, wanted)
        if not appended:
            appended.append(late)
            with first.open("ab") as file:
                file.write(late)
        return gone

    monkeypatch.setattr(JsonLines, "rewrite", slow)
    receipt = erase(place, ANN)
    assert receipt.erased == {ANN: 6}
    assert first.read_bytes() == late


class Appending(KeepingJournal):
    """Writes to the file between the intent and the swap."""

    def __init__(self, path):  # noqa: D107
        super().__init__()
        self.path = path

    def intend(self, batch):
        super().intend(batch)
        with self.path.open("ab") as file:
            file.write(b'{"person": "emp-0002", "signal": "late", "n": 99}\n')


def test_a_line_appended_in_the_last_moment_ends_the_pass_and_is_kept(place):
    journal = Appending(files(place)[0])
    content = files(place)[0].read_bytes()
    with pytest.raises(Unavailable):
        erase(place, ANN, journal=journal)
    assert len(journal.batches) == 1
    assert files(place)[0].read_bytes().startswith(content)
    assert place.connector().outcome(journal.batches[0].token) is False
    assert erase(place, ANN).erased == {ANN: 6}
    assert sum(row["signal"] == "late" for row in place.rows()) == 1


def test_a_file_that_never_rests_is_unavailable(place, monkeypatch):
    rewrite = JsonLines.rewrite

    def slow(self, source, target, name, wanted):
        gone = rewrite(self, source, target, name, wanted)
        os.utime(place.root / name)
        return gone

    monkeypatch.setattr(JsonLines, "rewrite", slow)
    with pytest.raises(Unavailable):
        erase(place, ANN)


def test_a_stopped_pass_leaves_no_new_file_behind(place):
    with pytest.raises(Stopped):
        erase(place, ANN, journal=KeepingJournal(stop_at=1))
    assert sorted((place.root / "events").iterdir()) == files(place)


def test_left_overs_of_a_crash_are_removed_and_never_read(place):
    left = place.root / "events/.assent-0123456789abcdef.jsonl"
    living = place.root / "events/.assent-fedcba9876543210.jsonl"
    for path in (left, living):
        shutil.copy(files(place)[0], path)
    with living.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert place.connector().locate(place.dataset(location="events/*.jsonl"), [ANN]) == {ANN: 6}
        receipt = erase(place, ANN)
        assert receipt.erased == {ANN: 6}
        assert not left.exists()
        assert living.exists()


def test_outcome_tells_the_swap_by_the_file_that_is_there(place):
    journal = KeepingJournal()
    erase(place, ANN, journal=journal)
    assert [place.connector().outcome(batch.token) for batch in journal.batches] == [True, True]
    files(place)[0].unlink()
    assert place.connector().outcome(journal.batches[0].token) is None


def test_many_rows_of_parquet_keep_their_order_and_count(tmp_path):
    place = ParquetPlace(tmp_path)
    place.rows_per_file = 1000
    place.put(rows_of(ANN, BOB, each=500))
    assert erase(place, ANN).erased == {ANN: 500}
    assert place.rows() == in_order(row for row in rows_of(ANN, BOB, each=500) if row["person"] == BOB)
