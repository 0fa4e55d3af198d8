"""The course of `bin/up`: check, prepare, start, say that it is ready, wait, stop."""

import argparse
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.launch import database, once, trial, valkey
from portal.launch.children import POLL_SECONDS, Children
from portal.launch.errors import CantStart, Stop

READY_SECONDS = 60
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run Assent until it is told to stop; return the exit code."""
    options = _parser().parse_args(arguments)
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        return _run(only_once=options.once)
    except CantStart as error:
        print(error, file=sys.stderr)
        return 1
    except Stop:
        return 130 if options.once else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/up", description="Start Assent for a trial; Ctrl-C stops it.")
    parser.add_argument(
        "--once",
        action="store_true",
        help="carry one withdrawal through to its certificate, print one JSON line and stop",
    )
    return parser


def _stop(number: int, _frame: object) -> None:
    for each in SIGNALS:  # a second Ctrl-C must not interrupt the stopping
        signal.signal(each, signal.SIG_IGN)
    raise Stop(number)


def _run(*, only_once: bool) -> int:
    folder = trial.var_dir()
    port = trial.port()
    with trial.lock(folder):
        trial.fill_environment(folder, port)
        trial.check_database()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        os.chdir(trial.ROOT)
        with Children(folder / "log") as children:
            start(children, folder, port)
            address = f"http://127.0.0.1:{port}"
            if only_once:
                return 0 if once.carry_through(children, address, folder) else 1
            print(f"Assent is ready on {address}", flush=True)
            children.watch()
    return 0


def start(children: Children, folder: Path, port: int) -> None:
    """Start everything, and return when the portal answers that it is ready."""
    if os.environ.get("REDIS_URL"):
        trial.check_redis(os.environ["REDIS_URL"])
    else:
        os.environ["REDIS_URL"] = valkey.start(children, folder)
    database.prepare()
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "portal"]
    children.start("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle"])
    children.start("web", [*python, "granian", *_granian(port)])
    _wait_until_ready(children, port)
    # Beat comes last: nothing is due in the first second, and a start is quicker with two processes than with three.
    schedule = str(folder / "beat-schedule")
    children.start("beat", [*celery, "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "INFO"])


def _granian(port: int) -> list[str]:
    address = ["--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    # Threads wait for the database and for open event streams; processes use the second core.
    size = ["--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", "--workers-kill-timeout", "3"]
    return ["--interface", "wsgi", *address, *size, "--log-level", "warning", "portal.wsgi:application"]


def _wait_until_ready(children: Children, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    answer = "nothing"
    while time.monotonic() < deadline:
        children.check()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
        except OSError:
            answer = "nothing"
        time.sleep(POLL_SECONDS)
    msg = f"The portal is not ready after {READY_SECONDS} seconds: /readyz answers {answer}. See {children.logs}"
    raise CantStart(msg)
