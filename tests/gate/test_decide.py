"""The one rule, against a slow, plain reference: yes only if nothing speaks against it."""

from hypothesis import given
from hypothesis import strategies as st

from gate.decide import CollectorFacts, PersonFacts, ProgramFacts, Reason, decide

SIGNALS = ("mouse-movement", "keystroke", "smell")
signal_sets = st.frozensets(st.sampled_from(SIGNALS))
collectors = st.builds(CollectorFacts, revoked=st.booleans(), signals=signal_sets)
programs = st.builds(
    ProgramFacts,
    state=st.sampled_from(["draft", "running", "paused", "ended", "", "unheard-of"]),
    notice=st.none() | st.integers(1, 3),
    signals=signal_sets,
)
people = st.none() | st.builds(
    PersonFacts,
    active=st.booleans(),
    choices=st.dictionaries(st.sampled_from(SIGNALS), st.tuples(st.booleans(), st.integers(1, 3))),
)


@given(signal=st.sampled_from(SIGNALS), collector=collectors, program=programs, person=people)
def test_yes_exactly_when_everything_is_known_and_agrees(signal, collector, program, person) -> None:
    expected = (
        not collector.revoked
        and signal in collector.signals
        and signal in program.signals
        and program.state == "running"
        and program.notice is not None
        and person is not None
        and person.active
        and person.choices.get(signal) == (True, program.notice)
    )
    decision = decide(signal, collector=collector, program=program, person=person)
    assert decision.allow is expected
    assert (decision.reason is Reason.NONE) is expected
