"""The one rule, against a slow, plain reference: yes only if nothing speaks against it."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.models import Basis, Consent
from consent.standing import standing
from gate.decide import EVERY_SIGNAL, STANDING, Choice, CollectorFacts, PersonFacts, ProgramFacts, Reason, decide

pytestmark = pytest.mark.rule("R09", "R16", "R19", "R23", "R33", "R35", "R63", "R64", "R108")

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
SIGNALS = ("mouse-movement", "keystroke", "smell")
STATES = (*Consent.State.values, "unheard-of")
BASES = (*Basis.values, "whim")
signal_sets = st.frozensets(st.sampled_from(SIGNALS))
collectors = st.builds(CollectorFacts, revoked=st.booleans(), signals=signal_sets)
programs = st.builds(
    ProgramFacts,
    state=st.sampled_from(["draft", "running", "running", "running", "paused", "ended", "", "unheard-of"]),
    over=st.booleans(),
    notice=st.none() | st.integers(1, 3),
    signals=st.dictionaries(st.sampled_from(SIGNALS), st.sampled_from(BASES)),
)
choices = st.builds(
    Choice,
    state=st.sampled_from(STATES),
    notice=st.integers(1, 3),
    valid_until=st.none() | st.sampled_from([NOW - dt.timedelta(days=1), NOW, NOW + dt.timedelta(days=1)]),
)
people = st.none() | st.builds(
    PersonFacts,
    active=st.booleans(),
    in_scope=st.booleans(),
    paused=st.booleans(),
    restricted=st.frozensets(st.sampled_from((*SIGNALS, EVERY_SIGNAL)), max_size=2),
    informed=st.booleans(),
    acknowledged=st.booleans(),
    choices=st.dictionaries(st.sampled_from(SIGNALS), choices),
)


def recorded_by(basis: str, choice: Choice | None, program: ProgramFacts, person: PersonFacts) -> bool:
    """Say whether the choice, or its absence, allows recording on this basis."""
    if basis == "consent":
        return (
            choice is not None
            and choice.state in ("given", "renewed")
            and choice.notice >= program.notice
            and (choice.valid_until is None or choice.valid_until > NOW)
        )
    if basis == "legitimate-interest":
        return person.acknowledged and (choice is None or choice.state not in ("objected", "refused", "withdrawn"))
    return basis in ("legal-obligation", "contract") and person.acknowledged


@settings(max_examples=1500)
@given(signal=st.sampled_from(SIGNALS), collector=collectors, program=programs, person=people)
def test_yes_exactly_when_everything_is_known_and_agrees(signal, collector, program, person) -> None:
    expected = (
        not collector.revoked
        and signal in collector.signals
        and signal in program.signals
        and program.state == "running"
        and not program.over
        and program.notice is not None
        and person is not None
        and person.active
        and person.in_scope
        and not person.paused
        and signal not in person.restricted
        and EVERY_SIGNAL not in person.restricted
        and person.informed
        and recorded_by(program.signals[signal], person.choices.get(signal), program, person)
    )
    decision = decide(signal, collector=collector, program=program, person=person, now=NOW)
    assert decision.allow is expected
    assert (decision.reason is Reason.NONE) is expected


@pytest.mark.parametrize("restricted", [{"keystroke"}, {EVERY_SIGNAL}, {"mouse-movement", EVERY_SIGNAL}])
def test_a_restriction_wins_over_everything_that_would_allow(restricted: set[str]) -> None:
    facts = {
        "collector": CollectorFacts(revoked=False, signals=frozenset(SIGNALS)),
        "program": ProgramFacts(state="running", over=False, notice=1, signals=dict.fromkeys(SIGNALS, "consent")),
        "now": NOW,
    }
    yes = {signal: Choice(state="given", notice=1) for signal in SIGNALS}
    free = PersonFacts(active=True, acknowledged=True, choices=yes)
    held = PersonFacts(active=True, acknowledged=True, choices=yes, restricted=frozenset(restricted))
    assert {signal for signal in SIGNALS if decide(signal, person=free, **facts).allow} == set(SIGNALS)
    stopped = set(SIGNALS) if EVERY_SIGNAL in restricted else restricted
    found = {signal: decide(signal, person=held, **facts).reason for signal in SIGNALS}
    assert found == {signal: Reason.RESTRICTED if signal in stopped else Reason.NONE for signal in SIGNALS}


def test_every_code_of_a_standing_has_a_reason() -> None:
    found = {
        standing(basis=basis, state=state, notice=2, choices_from=since, valid_until=until, acknowledged=read, now=NOW).code
        for basis in BASES
        for state in (None, *STATES)
        for since in (2, 3)
        for until in (None, NOW)
        for read in (True, False)
    }
    assert found == set(STANDING)


def test_the_documented_reasons_are_the_reasons() -> None:
    text = (Path(__file__).parents[2] / "docs" / "gate-api.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    documented = {name.strip(" `") for row in rows for name in row.split(",")}
    assert documented == {reason.value for reason in Reason} - {""}
