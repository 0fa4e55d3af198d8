"""What a person's choices mean, in the plainest words that can be run: no Django, no states, nothing shared with what is tested.

One person, one program, two signals: `mouse` asks for consent, `keys` is recorded on a legitimate interest. Every method says
whether such a thing can be done now; `on` says what may be recorded.
"""

import datetime as dt
import random

MINUTE = dt.timedelta(seconds=60)
MONTH = dt.timedelta(days=30)
START = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
WAITS = (20, 30, 61, 7_200, 10 * 86_400, 100 * 86_400, 330 * 86_400, 366 * 86_400)
OPERATIONS = (
    *("give", "give", "give_stale", "refuse", "withdraw", "withdraw", "undo", "undo", "renew"),
    *("object", "object", "lift", "undo_objection", "acknowledge", "acknowledge"),
    *("minor", "material", "stop_program", "resume_program", "pause", "pause_hour", "resume", "sweep", "leave"),
    *("restrict", "restrict_keys", "unrestrict", "unrestrict", "unrestrict_keys"),
    *(f"wait_{seconds}" for seconds in WAITS),
)
Sequence = list[str]


def sequence(seed: int, most: int) -> Sequence:
    """A random sequence, the same for the same seed. Leaving is rare, as little can follow it."""
    dice = random.Random(seed)
    names = [dice.choice(OPERATIONS) for _ in range(dice.randint(2, most))]
    return [name for name in names if name != "leave" or dice.random() < 0.3]


class Reference:
    """The plain truth."""

    def __init__(self) -> None:
        """A program that runs, a person who was never asked."""
        self.now = START
        self.notice = 1
        self.material = 1
        self.running = True
        self.here = True
        self.paused_until: dt.datetime | None = None
        # The yes that was said last and not taken back; whether it still counts is another question.
        self.yes: dict | None = None
        # The no that was said last: when, under which notice, and the yes that it took back.
        self.no: dict | None = None
        self.objection: dict | None = None
        self.read = 0
        # What each open request stops.
        self.requests: dict[str, set[str]] = {}

    def on(self) -> dict[str, bool]:
        """What may be recorded now."""
        paused = self.paused_until is not None and self.now < self.paused_until
        if not self.running or not self.here or paused:
            return {"mouse": False, "keys": False}
        stopped = set().union(*self.requests.values())
        chosen = {"mouse": self.counts(self.yes), "keys": self.objection is None and self.read >= self.material}
        return {signal: on and signal not in stopped for signal, on in chosen.items()}

    def counts(self, yes: dict | None) -> bool:
        return yes is not None and yes["notice"] >= self.material and self.now < yes["until"]

    def give(self) -> bool:
        if not self.here or self.counts(self.yes):
            return False
        self.say_yes()
        return True

    def say_yes(self) -> None:
        self.yes = {"notice": self.notice, "until": self.now.replace(year=self.now.year + 1)}
        self.no = None

    def give_stale(self) -> bool:
        return False

    def renew(self) -> bool:
        yes = self.yes
        if not self.here or yes is None or yes["notice"] < self.material or yes["until"] - self.now > MONTH:
            return False
        self.say_yes()
        return True

    def refuse(self) -> bool:
        if self.yes is not None or (self.no is not None and self.no["notice"] >= self.material):
            return False
        self.no = {"at": self.now, "notice": self.notice, "took": None}
        return True

    def withdraw(self) -> bool:
        if self.yes is None:
            return False
        self.no = {"at": self.now, "notice": self.yes["notice"], "took": self.yes}
        self.yes = None
        return True

    def undo(self) -> bool:
        no = self.no
        if not self.here or no is None or no["took"] is None or self.now >= no["at"] + MINUTE or not self.counts(no["took"]):
            return False
        self.yes, self.no = no["took"], None
        return True

    def object(self) -> bool:
        if self.objection is not None:
            return False
        self.objection = {"at": self.now, "notice": self.notice}
        return True

    def lift(self) -> bool:
        if not self.here or self.objection is None:
            return False
        self.objection = None
        return True

    def undo_objection(self) -> bool:
        said = self.objection
        if not self.here or said is None or self.now >= said["at"] + MINUTE or said["notice"] < self.material:
            return False
        self.objection = None
        return True

    def acknowledge(self) -> bool:
        if self.here:
            self.read = self.notice
        return self.here

    def minor(self) -> bool:
        self.notice += 1
        return True

    def material_change(self) -> bool:
        self.notice += 1
        self.material = self.notice
        return True

    def stop_program(self) -> bool:
        was, self.running = self.running, False
        return was

    def resume_program(self) -> bool:
        was, self.running = self.running, True
        return not was

    def pause(self) -> bool:
        self.paused_until = dt.datetime.max.replace(tzinfo=dt.UTC)
        return True

    def pause_hour(self) -> bool:
        self.paused_until = self.now + dt.timedelta(hours=1)
        return True

    def resume(self) -> bool:
        was = self.paused_until is not None and self.now < self.paused_until
        self.paused_until = None
        return was

    def restrict(self) -> bool:
        self.requests["of everything"] = {"mouse", "keys"}
        return True

    def restrict_keys(self) -> bool:
        self.requests["of keys"] = {"keys"}
        return True

    def unrestrict(self) -> bool:
        return self.requests.pop("of everything", None) is not None

    def unrestrict_keys(self) -> bool:
        return self.requests.pop("of keys", None) is not None

    def sweep(self) -> bool:
        """Workers bring rows along; that changes nothing for anybody."""
        return True

    def leave(self) -> bool:
        was, self.here = self.here, False
        # Whatever was on has ended, for good.
        if self.yes is not None:
            self.yes["until"] = min(self.yes["until"], self.now)
        return was

    def wait(self, seconds: int) -> bool:
        self.now += dt.timedelta(seconds=seconds)
        return True

    def do(self, name: str) -> bool:
        """Do what the name says; say whether it could be done."""
        if name.startswith("wait_"):
            return self.wait(int(name.removeprefix("wait_")))
        return bool(getattr(self, "material_change" if name == "material" else name)())
