"""The processes of a running Assent: started in order, watched, stopped in the opposite order, none left behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from portal.launch.errors import CantStart

# How long each may take to end by itself. The worker finishes the batch at hand; the others have nothing to finish.
STOP_SECONDS = {"worker": 15}
STOP_SECONDS_ELSE = 5
POLL_SECONDS = 0.05


class Children:
    """Our child processes. Leaving the `with` block stops them all, whatever happened inside it."""

    def __init__(self, logs: Path) -> None:
        """Write each child's output to a file of its name in `logs`."""
        self.logs = logs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stop everything."""
        self.stop()

    def start(self, name: str, command: Sequence[str], *, feed: str = "") -> None:
        """Start a program in a session of its own, so that Ctrl-C reaches only us and we decide the order.

        `feed` is written to its standard input: the way to hand over a secret that no process list shows.
        """
        # setpriv (util-linux): the kernel ends the child when this process dies without saying goodbye.
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen([*leash, *command], stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        self._running.append((name, process))
        if process.stdin:
            process.stdin.write(feed.encode())
            process.stdin.close()

    def check(self) -> None:
        """Raise when a child has ended, saying which one and where its last words are."""
        for name, process in self._running:
            if process.poll() is not None:
                how = f"was killed by signal {-process.returncode}" if process.returncode < 0 else "ended"
                code = f" with code {process.returncode}" if process.returncode > 0 else ""
                msg = f"The {name} process {how}{code}. Its last lines are in {self.logs / name}.log"
                raise CantStart(msg)

    def watch(self) -> None:
        """Sleep until a child ends (which raises) or a signal arrives (which raises too)."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask each child to end, the last started first; kill what does not listen, with everything it started."""
        while self._running:
            name, process = self._running.pop()
            if process.poll() is None:
                process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS.get(name, STOP_SECONDS_ELSE))
            _kill_session(process.pid)
            process.wait()


def _kill_session(leader: int) -> None:
    """Kill what is left of the session that this child led."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
