"""Real Celery workers for tests: separate processes on the test's own database and broker, which can be killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url() -> str:
    """The URL of the database that this test runs on."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    password = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    return f"postgresql://{found['USER']}{password}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def wait_for(happened: Callable[[], object], seconds: float, what: str) -> float:
    """Wait until something is true; give how long that took, or fail saying what never happened."""
    start = time.monotonic()
    while not happened():
        if time.monotonic() - start > seconds:
            msg = f"{what} did not happen within {seconds} s."
            raise AssertionError(msg)
        time.sleep(0.02)
    return time.monotonic() - start


class Worker:
    """One worker with beat, in a process group of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Prepare; `settings` go into the worker's environment."""
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        self._schedule = folder / f"schedule-{time.monotonic_ns()}"
        self._env = os.environ | {"DATABASE_URL": database_url()} | settings

    def __enter__(self) -> Self:
        """Start it."""
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--beat", "--concurrency", "2"]
        options = ["--schedule", str(self._schedule), "--loglevel", "DEBUG", "--without-mingle", "--without-gossip"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, kindly first."""
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(20)
        self.kill()

    def kill(self) -> None:
        """SIGKILL the whole group: worker, its children, beat."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()
