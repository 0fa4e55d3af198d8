"""What is wrong stops the start at once, with one clear line and exit code 1."""

import os
import shutil
import socket

import pytest

from tests.launch.running import refused
from tests.servers import free_port


def test_a_taken_port_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(tmp_path, PORT=port)
    assert line == f"Port {port} can't be used: Address already in use. Stop what listens there or set PORT."


@pytest.mark.parametrize("port", ["eight", "0", "70000"])
def test_a_port_that_is_none_is_said(tmp_path, port):
    assert refused(tmp_path, PORT=port).startswith("PORT must be ")


def test_an_unwritable_folder_is_said(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o500)
    prefix = ()
    if os.geteuid() == 0:
        # Root may write anywhere; without this one capability it is bound by permissions as everyone is.
        prefix = (shutil.which("setpriv"), "--bounding-set=-dac_override", "--inh-caps=-dac_override")
    line = refused(folder, prefix=prefix)
    assert line == f"Can't write to {folder}: Permission denied. Give that folder to this user, or set ASSENT_VAR_DIR."


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "var").write_text("")
    assert refused(tmp_path / "var").startswith(f"Can't write to {tmp_path / 'var'}: ")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root@127.0.0.1/assent", "Assent runs on postgresql:// or sqlite:///."),
        ("postgresql://127.0.0.1:port/assent", "a port that is not a number"),
        ("postgresql://[::1/assent", "DATABASE_URL can't be read"),
        ("somewhere", "Assent runs on postgresql:// or sqlite:///."),
        ("sqlite://", "a database in memory"),
        ("sqlite:////nowhere/assent.sqlite3", "unable to open database file"),
    ],
)
def test_a_wrong_database_url_is_said(tmp_path, url, words):
    line = refused(tmp_path, DATABASE_URL=url)
    assert line.startswith("DATABASE_URL ")
    assert words in line


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "notes.txt").write_text("This is no database, however long it may be. " * 40)
    line = refused(tmp_path / "var", DATABASE_URL=f"sqlite:///{tmp_path / 'notes.txt'}")
    assert line.endswith("which can't be opened: file is not a database.")


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path):
    line = refused(tmp_path, DATABASE_URL=f"postgresql://assent:open-sesame@127.0.0.1:{free_port()}/assent")
    assert line.startswith("The database of DATABASE_URL doesn't answer: ")
    assert "Connection refused" in line
    assert "open-sesame" not in line


@pytest.mark.parametrize("url", ["redis://:open-sesame@127.0.0.1:1/0", "somewhere"])
def test_a_redis_that_does_not_answer_is_said_without_its_password(tmp_path, url):
    line = refused(tmp_path, REDIS_URL=url)
    assert line.startswith("The server of REDIS_URL doesn't answer: ")
    assert "open-sesame" not in line


def test_a_setting_that_can_not_be_read_is_said(tmp_path):
    assert refused(tmp_path, ASSENT_DEMO="perhaps").startswith("ASSENT_DEMO must be 1 or 0")
