"""Real recordings: loaded whole or not at all, refused with line and column."""

import datetime as dt
import gzip
import os
import sqlite3
from pathlib import Path

import pytest

from portal.demo import recordings, sessions

HEADER = "record timestamp,client timestamp,button,state,x,y\n"
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "events.sqlite3"
    recordings.create_database(path)
    return path


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own tables


def test_each_file_becomes_one_persons_session(tmp_path: Path, database: Path) -> None:
    folder = tmp_path / "in"
    write(folder, "a.csv", HEADER + "0.0,0.0,NoButton,Move,10,20\n1.5,1.5,Left,Pressed,11,21\n")
    write(folder, "b.csv.gz", HEADER + "0.25,0.2,NoButton,Drag,1,2\n")
    loaded = sessions.load(database, sessions.files_in(folder), ["E1", "E2"], day=DAY)
    assert loaded == {"E1": 2, "E2": 1}
    assert (count(database, "pointer_events"), count(database, "click_events")) == (2, 1)
    with sqlite3.connect(database) as connection:
        row = connection.execute("SELECT employee_number, recorded_at, x, y FROM click_events").fetchone()
    assert row == ("E1", "2026-11-20T09:00:01.500Z", 11, 21)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("time,x,y\n1,2,3\n", "bad.csv, line 1, column 1: expected 'record timestamp', found 'time'"),
        (
            HEADER + "0,0,NoButton,Move,1,2\n0,0,NoButton,Move,one,2\n",
            "bad.csv, line 3, column 'x': expected a whole number, found 'one'",
        ),
        (HEADER + "soon,0,NoButton,Move,1,2\n", "bad.csv, line 2, column 'record timestamp': expected a number, found 'soon'"),
        (HEADER + "0,0,NoButton,Move,1\n", "bad.csv, line 2: expected 6 columns, found 5"),
        ("", "bad.csv, line 1, column 1: expected 'record timestamp', found 'nothing'"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_column_and_nothing_is_loaded(tmp_path, database, text, where) -> None:
    folder = tmp_path / "in"
    write(folder, "a-good.csv", HEADER + "0.0,0.0,NoButton,Move,10,20\n")
    write(folder, "bad.csv", text)
    with pytest.raises(sessions.BadRecording) as refusal:
        sessions.load(database, sessions.files_in(folder), ["E1", "E2"], day=DAY)
    assert where in str(refusal.value)
    assert count(database, "pointer_events") == 0


def test_a_broken_gzip_is_refused(tmp_path: Path, database: Path) -> None:
    path = write(tmp_path / "in", "a.csv.gz", HEADER + "0,0,NoButton,Move,1,2\n" * 100)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(sessions.BadRecording, match=r"a\.csv\.gz can't be read"):
        sessions.load(database, [path], ["E1"], day=DAY)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sessions.BadRecording, match=r"no \.csv"):
        sessions.files_in(tmp_path)


def test_real_sessions_load_whole(database: Path) -> None:
    folder = Path(os.environ.get("ASSENT_RECORDINGS", "../shared/data/mouse"))
    if not folder.is_dir():
        pytest.skip("no real recordings here (ASSENT_RECORDINGS)")
    files = sessions.files_in(folder)
    loaded = sessions.load(database, files, [f"E{number}" for number in range(len(files))], day=DAY)
    lines = sum(gzip.decompress(path.read_bytes()).count(b"\n") - 1 for path in files)
    assert sum(loaded.values()) == lines
    assert count(database, "pointer_events") + count(database, "click_events") == lines
