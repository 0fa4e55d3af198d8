"""`bin/up` starts everything, says so, and leaves nothing behind."""

import os
import signal
import stat
import subprocess
import time
import urllib.request

import pytest

from tests.launch.running import ROOT, environment, processes_of, refused


@pytest.fixture
def up(tmp_path):
    """A running Assent, with its folder and address; killed at the end if a test left it running."""
    environ = environment(tmp_path)
    with subprocess.Popen(["bin/up"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == f"Assent is ready on http://127.0.0.1:{environ['PORT']}\n"
            yield process, tmp_path, int(environ["PORT"])
        finally:
            process.kill()


def wait_for_nothing(folder):
    deadline = time.monotonic() + 30
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_of(folder)


def test_it_answers_keeps_its_secrets_and_stops_cleanly(up):
    process, folder, port = up
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        assert answer.status == 200
    running = " ".join(processes_of(folder))
    assert all(word in running for word in ("granian", "celery -A portal worker", "celery -A portal beat", "valkey"))
    for name in ("secret-key", "assent-master-key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        secret = (folder / name).read_text()
        assert len(secret) >= 44
        assert secret not in running
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert processes_of(folder) == []


def test_a_second_one_on_the_same_folder_is_refused(up):
    process, folder, _ = up
    assert refused(folder) == f"Assent already runs on {folder} (process {process.pid})."


def test_a_child_that_dies_ends_everything_and_is_named(tmp_path):
    environ = environment(tmp_path)
    with subprocess.Popen(["bin/up"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            process.stdout.readline()
            beat = subprocess.run(
                ["pgrep", "-f", f"celery -A portal beat --schedule {tmp_path}"],
                capture_output=True,
                text=True,
                check=True,
            )
            os.kill(int(beat.stdout), signal.SIGKILL)
            assert process.wait(60) == 1
            last = process.stderr.read().splitlines()[-1]
        finally:
            process.kill()
    assert last == f"The beat process was killed by signal 9. Its last lines are in {tmp_path}/log/beat.log"
    assert processes_of(tmp_path) == []


def test_nothing_is_left_when_it_is_killed(up):
    process, folder, _ = up
    process.kill()
    process.wait()
    assert wait_for_nothing(folder) == []
