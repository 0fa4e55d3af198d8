"""`bin/up --once`: one withdrawal, from the browser to a proved purge, on a new company."""

import json
import subprocess
from pathlib import Path

from tests.launch.running import ROOT, environment, processes_of


def test_one_withdrawal_is_carried_through_to_its_certificate(tmp_path):
    done = subprocess.run(
        ["bin/up", "--once"],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert line["verified"] is True
    assert line["ledger_size"] > 0
    for kind in ("sql", "files"):
        of_kind = [dataset for dataset in line["datasets"] if dataset["store_kind"] == kind]
        assert sum(dataset["rows_before"] for dataset in of_kind) > 0
        assert all(dataset["rows_after"] == 0 for dataset in of_kind)
    certificate = json.loads(Path(line["certificate"]).read_text())
    assert line["order"] in json.dumps(certificate)
    assert processes_of(tmp_path) == []
