"""The trial's collector: makes synthetic events, asks the gate before each batch, and stops where the answer is no.

It knows Assent only by its address and its key, as a real collector does, and fails closed: no answer means no recording.
"""

import datetime as dt
import json
import random
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from common.signals import Signal
from portal.demo.company import Employee

TIMEOUT_SECONDS = 2
BATCH = 5
TABLES = {
    Signal.MOUSE_MOVEMENT: "INSERT INTO pointer_events (employee_number, recorded_at, x, y) VALUES (?, ?, ?, ?)",
    Signal.CLICK_LOCATION: "INSERT INTO click_events (employee_number, recorded_at, x, y, target) VALUES (?, ?, ?, ?, ?)",
    Signal.KEYSTROKE: "INSERT INTO key_events (device_id, recorded_at, key_code, app) VALUES (?, ?, ?, ?)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round did: rows recorded, and for each refusal its reason with how often."""

    recorded: int
    refused: dict[str, int]


class Recorder:
    """Records for some employees into the trial's event database, as far as the gate allows."""

    def __init__(self, *, url: str, key: str, database: Path, employees: Sequence[Employee]) -> None:
        """Keep whom to record, where to ask, where to write."""
        self._ask_at = f"{url}/v1/decisions"
        self._key = key
        self._database = database
        self._people = {str(employee.ref): employee for employee in employees}
        self._dice = random.Random()  # noqa: S311 - synthetic events

    def once(self) -> Round:
        """Ask about everybody and every signal, then record one batch of what is allowed."""
        allowed: list[tuple[str, str]] = []
        refused: dict[str, int] = {}
        for person, signal, reason in self._answers():
            if reason:
                refused[reason] = refused.get(reason, 0) + 1
            else:
                allowed.append((person, signal))
        return Round(recorded=self._record(allowed), refused=refused)

    def _answers(self) -> Iterator[tuple[str, str, str]]:
        """One answer per person and signal: an empty reason is a yes."""
        signals = [signal.value for signal in TABLES]
        body = json.dumps({"people": list(self._people), "signals": signals}).encode()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self._ask_at, body, headers)  # noqa: S310 - http(s) to the portal
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                decisions = json.load(answer)["decisions"]
        except (OSError, ValueError, KeyError):
            yield from ((person, signal, "NO_ANSWER") for person in self._people for signal in signals)
            return
        for one in decisions:
            yes = one["allow"] is True
            yield one["person"], one["signal"], "" if yes else str(one["reason"])

    def _record(self, allowed: Collection[tuple[str, str]]) -> int:
        rows = 0
        with closing(sqlite3.connect(self._database, timeout=20)) as database, database:
            for person, signal in allowed:
                batch = [self._event(self._people[person], Signal(signal)) for _ in range(BATCH)]
                database.executemany(TABLES[Signal(signal)], batch)
                rows += len(batch)
        return rows

    def _event(self, employee: Employee, signal: Signal) -> tuple[object, ...]:
        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        x, y = self._dice.randrange(1920), self._dice.randrange(1080)
        if signal is Signal.KEYSTROKE:
            return employee.device, at, self._dice.randrange(32, 127), "Editor"
        if signal is Signal.CLICK_LOCATION:
            return employee.employee_number, at, x, y, "Save button"
        return employee.employee_number, at, x, y
