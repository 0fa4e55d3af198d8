"""An exported ledger is checked by a program that knows nothing of Django, and a damaged one is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import ledger, sequencer, trail
from audit.export import export
from audit.models import Entry
from audit.tiles import pack_bundle, unpack_bundle
from audit.trail import TrailError
from common.canonical import canonical_bytes
from tests.audit.app.events import WorkshopEvent
from tests.audit.workshop import SOMEBODY, change_widget, make_widget

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.flows]


@pytest.fixture
def folder(tmp_path):
    widget = make_widget()
    change_widget(widget, "sold")
    for _ in range(256):
        with ledger.entry(WorkshopEvent.CHANGED, actor=SOMEBODY):
            pass
    call_command("audit_export", tmp_path / "trail", verbosity=0)
    return tmp_path / "trail"


def program(*arguments):
    # -I: no current folder, no PYTHONPATH; what the program needs it must find itself.
    command = [sys.executable, "-I", ROOT / "bin/verify-trail", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_program_verifies_an_export(folder):
    done = program(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Verified: 259 entries and 2 history rows" in done.stdout
    assert program(folder, "--key", ledger.verifier_key()).returncode == 0


def test_the_layout_is_that_of_tlog_tiles(folder):
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == [
        "checkpoint",
        "key",
        "tile/0/000",
        "tile/0/001.p/3",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/3",
    ]
    assert (folder / "tile/0/000").stat().st_size == 8192


def test_exporting_is_an_entry_and_a_second_export_adds_what_is_new(folder):
    assert Entry.objects.filter(event="office:trail:export", actor="system:audit-export").exists()
    make_widget()
    export(folder)
    assert trail.verify(folder).checkpoint.size == 260


def test_another_key_is_refused(folder):
    done = program(folder, "--key", "example.com/x+00000000+AAAA")
    assert (done.returncode, "NOT verified" in done.stderr) == (1, True)


def changed_bundle(folder, place, change):
    path = folder / "tile/entries/000"
    entries = unpack_bundle(path.read_bytes())
    entries[place] = change(entries[place])
    path.write_bytes(pack_bundle(entries))


def test_a_changed_entry_is_named(folder):
    changed_bundle(folder, 7, lambda entry: entry.replace(b"change", b"chance"))
    with pytest.raises(TrailError, match="Entry 7 doesn't give the hash in its tile"):
        trail.verify(folder)


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1", "tile/entries/000", "checkpoint"])
def test_one_changed_byte_anywhere_is_seen(folder, name):
    path = folder / name
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(TrailError):
        trail.verify(folder)


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/001.p/3", "checkpoint", "key"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(TrailError, match="can't be read"):
        trail.verify(folder)


def test_a_row_that_was_never_sealed_shows_as_a_hole_in_the_chain():
    chains = trail._Chains()
    columns = ["history_id", "history_previous", "history_type", "history_date", "ref"]

    def entry(*row):
        group = {"table": "t", "key": "ref", "columns": columns, "rows": [list(row)]}
        return canonical_bytes({"rows": [group]})

    chains.add(0, entry(1, None, "+", "", "a"))
    chains.add(1, entry(5, 3, "~", "", "a"))
    with pytest.raises(TrailError, match="row 3 before it was never sealed"):
        chains.finish()
    chains.add(2, entry(3, 1, "~", "", "a"))
    chains.finish()


def test_an_empty_ledger_says_so(tmp_path):
    with pytest.raises(Exception, match="nothing to export"):
        export(tmp_path)


def test_an_unwritable_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("audit_export", tmp_path / "file" / "trail")


def test_payloads_are_canonical_json(folder):
    for payload in Entry.objects.values_list("payload", flat=True):
        assert canonical_bytes(json.loads(bytes(payload))) == bytes(payload)
    assert sequencer.sequence() == 0
