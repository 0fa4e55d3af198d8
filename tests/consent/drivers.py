"""A driver of the operations of `reference.py` in memory, upon the pure rule; `real_driver.py` has the one upon the real portal."""

import datetime as dt

from consent.actions import deciding
from consent.models import Basis, Consent
from gate.decide import EVERY_SIGNAL, Choice, CollectorFacts, PersonFacts, ProgramFacts, decide
from tests.cast import KEYS, MOUSE
from tests.consent.reference import START

NAMES = {"mouse": MOUSE, "keys": KEYS}
State = Consent.State


class Refused(Exception):  # noqa: N818
    """The driver could not do it."""


def refuse_unless(good: object) -> None:
    if not good:
        raise Refused


class InMemory:
    """States in a dictionary, moved along the table of legal moves, judged by `standing` through `decide`."""

    def __init__(self) -> None:
        """Nothing was chosen yet."""
        self.now, self.notice, self.choices_from = START, 1, 1
        self.state, self.active, self.until, self.read = "running", True, None, 0
        self.rows: dict[str, dict] = {}
        self.restricted: set[str] = set()

    def do(self, name: str) -> bool:
        try:
            if name.startswith("wait_"):
                self.now += dt.timedelta(seconds=int(name.removeprefix("wait_")))
            else:
                getattr(self, f"do_{name}")()
        except Refused:
            return False
        return True

    def on(self) -> dict[str, bool]:
        signals = {MOUSE: Basis.CONSENT, KEYS: Basis.LEGITIMATE_INTEREST}
        facts = {
            "collector": CollectorFacts(revoked=False, signals=frozenset(signals)),
            "program": ProgramFacts(state=self.state, over=False, notice=self.choices_from, signals=signals),
            "person": PersonFacts(
                active=self.active,
                paused=self.until is not None and self.until > self.now,
                restricted=frozenset(self.restricted),
                acknowledged=self.read >= self.choices_from,
                choices={
                    signal: Choice(state=row["state"], notice=row["notice"], valid_until=row["until"])
                    for signal, row in self.rows.items()
                },
            ),
            "now": self.now,
        }
        return {name: decide(signal, **facts).allow for name, signal in NAMES.items()}

    def move(self, signal: str, to: str, notice: int, until: dt.datetime | None, control: str = "") -> None:
        row = self.rows.get(signal)
        if row is not None and to not in Consent.MOVES[row["state"]]:
            raise Refused
        self.rows[signal] = {"state": to, "notice": notice, "until": until, "at": self.now, "control": control}

    def holds(self) -> bool:
        row = self.rows.get(MOUSE)
        return bool(row) and row["state"] in Consent.HOLDING and row["notice"] >= self.choices_from and row["until"] > self.now

    def do_give(self) -> None:
        refuse_unless(self.active and not self.holds())
        self.move(MOUSE, State.GIVEN, self.notice, self.now.replace(year=self.now.year + 1))

    def do_give_stale(self) -> None:
        raise Refused

    def do_renew(self) -> None:
        row = self.rows.get(MOUSE)
        refuse_unless(self.active and row is not None and row["until"] is not None)
        refuse_unless(row["notice"] >= self.choices_from)
        held = row["state"] in Consent.HOLDING and row["until"] - self.now <= deciding.RENEWABLE
        refuse_unless(held or (row["state"] == State.EXPIRED and row["control"] == "time"))
        self.move(MOUSE, State.RENEWED, self.notice, self.now.replace(year=self.now.year + 1))

    def do_refuse(self) -> None:
        row = self.rows.get(MOUSE)
        refuse_unless(row is None or (row["state"] not in Consent.TAKEABLE and row["notice"] < self.choices_from))
        self.move(MOUSE, State.REFUSED, self.notice, None)

    def do_withdraw(self) -> None:
        row = self.rows.get(MOUSE)
        refuse_unless(row is not None and row["state"] in Consent.TAKEABLE)
        self.move(MOUSE, State.WITHDRAWN, row["notice"], row["until"])

    def do_undo(self) -> None:
        self.undo(MOUSE, State.WITHDRAWN, State.GIVEN)

    def do_undo_objection(self) -> None:
        self.undo(KEYS, State.OBJECTED, State.LIFTED)

    def undo(self, signal: str, state: str, to: str) -> None:
        row = self.rows.get(signal)
        refuse_unless(self.active and row is not None and row["state"] == state)
        refuse_unless(row["at"] + dt.timedelta(seconds=60) > self.now and row["notice"] >= self.choices_from)
        refuse_unless(row["until"] is None or row["until"] > self.now)
        self.move(signal, to, row["notice"], row["until"])

    def do_object(self) -> None:
        refuse_unless(self.rows.get(KEYS, {}).get("state") != State.OBJECTED)
        self.move(KEYS, State.OBJECTED, self.notice, None)

    def do_lift(self) -> None:
        refuse_unless(self.active and self.rows.get(KEYS, {}).get("state") == State.OBJECTED)
        self.move(KEYS, State.LIFTED, self.notice, None)

    def do_acknowledge(self) -> None:
        refuse_unless(self.active)
        self.read = self.notice

    def do_minor(self) -> None:
        self.notice += 1

    def do_material(self) -> None:
        self.notice += 1
        self.choices_from = self.notice

    def do_stop_program(self) -> None:
        refuse_unless(self.state == "running")
        self.state = "paused"

    def do_resume_program(self) -> None:
        refuse_unless(self.state == "paused")
        self.state = "running"

    def do_pause(self) -> None:
        self.until = dt.datetime.max.replace(tzinfo=dt.UTC)

    def do_pause_hour(self) -> None:
        self.until = self.now + dt.timedelta(hours=1)

    def do_resume(self) -> None:
        refuse_unless(self.until is not None and self.until > self.now)
        self.until = None

    def do_restrict(self, what: str = EVERY_SIGNAL) -> None:
        self.restricted.add(what)

    def do_restrict_keys(self) -> None:
        self.do_restrict(KEYS)

    def do_unrestrict(self, what: str = EVERY_SIGNAL) -> None:
        refuse_unless(what in self.restricted)
        self.restricted.remove(what)

    def do_unrestrict_keys(self) -> None:
        self.do_unrestrict(KEYS)

    def do_sweep(self) -> None:
        row = self.rows.get(MOUSE)
        if row is not None and row["state"] in Consent.HOLDING and not self.holds():
            self.end("change" if row["notice"] < self.choices_from else "time")

    def do_leave(self) -> None:
        refuse_unless(self.active)
        self.active = False
        if self.rows.get(MOUSE, {}).get("state") in Consent.HOLDING:
            self.end("left")

    def end(self, control: str) -> None:
        row = self.rows[MOUSE]
        self.move(MOUSE, State.EXPIRED, row["notice"], min(row["until"], self.now), control)
