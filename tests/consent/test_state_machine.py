"""Random sequences of everything that can happen to a choice, against a plain reference (`reference.py`).

Ten thousand are played on the pure rule with a thin driver that moves states in memory; some hundred on the real actions, the
real workers and the real gate, or as many as `ASSENT_SEQUENCES` says. After every step both must agree: whether it could be done,
and what may be recorded.
"""

import os

import pytest
from django.db import transaction

from consent.models import Basis
from gate import actions as gate
from tests import programs
from tests.cast import BY, KEYS, MOUSE, make_cast
from tests.consent.drivers import InMemory
from tests.consent.real_driver import Real
from tests.consent.reference import START, Reference, sequence

pytestmark = pytest.mark.rule("R09", "R16", "R19", "R23", "R33", "R34", "R35", "R63", "R64", "R108", "R109")
PURE, REAL = 10_000, int(os.environ.get("ASSENT_SEQUENCES", "260"))
PARTS = max(2, REAL // 500)


def play(driver, steps: list[str]) -> None:
    """Play one sequence on a driver and on the reference; fail with the sequence where they part."""
    truth = Reference()
    for number, name in enumerate(steps):
        expected = truth.do(name)
        done = driver.do(name)
        found = driver.on()
        played = " ".join(steps[: number + 1])
        assert done is expected, f"{played}: {'done' if done else 'refused'}, expected otherwise"
        assert found == truth.on(), f"{played}: may be recorded {found}, expected {truth.on()}"


@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_sequences_on_the_pure_rule(part: int) -> None:
    for seed in range(part * PURE // 4, (part + 1) * PURE // 4):
        play(InMemory(), sequence(seed, most=24))


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_sequences_on_the_real_actions_and_the_real_gate(time_machine, part: int) -> None:
    time_machine.move_to(START, tick=False)
    cast = make_cast(datasets=False)
    purposes = programs.body_of(cast.program)["purposes"]
    bases = {f"train-{KEYS}": Basis.LEGITIMATE_INTEREST.value}
    rows = [row | {"basis": bases.get(row["key"], row["basis"])} for row in purposes]
    programs.launch(programs.change(cast.program, "purposes", rows), material=True)
    cast.program.refresh_from_db()
    collector = gate.enrol(name="Agent", program=cast.program, signals=[MOUSE, KEYS], by=BY).collector
    for seed in range(part * REAL // PARTS, (part + 1) * REAL // PARTS):
        with transaction.atomic():
            play(Real(cast, collector, time_machine), sequence(seed + 1_000_000, most=12))
            transaction.set_rollback(True)
