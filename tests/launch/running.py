"""Runs `bin/up` as a person would: the real command, in a folder of its own."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "USER")


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """Return an environment without the test bed's settings: a free port, and `folder` as var/."""
    plain = {name: os.environ[name] for name in KEPT if name in os.environ}
    given = {"ASSENT_VAR_DIR": folder, "PORT": free_port(), **settings}
    return plain | {name: str(value) for name, value in given.items()}


def refused(folder: Path, *, prefix: Sequence[str] = (), **settings: object) -> str:
    """Run `bin/up`, expect it to refuse at once, and return the one line that it says."""
    done = subprocess.run(
        [*prefix, "bin/up"],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of all live processes that were started with `folder` as their var/."""
    return [line for process in Path("/proc").glob("[0-9]*") if (line := _command_line(process, folder))]


def _command_line(process: Path, folder: Path) -> str:
    mark = f"ASSENT_VAR_DIR={folder}".encode()
    try:
        # Valkey writes its title over its environment, so it is known by the folder it stands in.
        ours = mark in (process / "environ").read_bytes().split(b"\0") or (process / "cwd").readlink().is_relative_to(folder)
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode() if ours else ""
    except OSError:
        return ""  # it ended while we looked, or belongs to someone else
