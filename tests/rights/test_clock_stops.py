"""What stops a clock, until when a person can be told that it takes longer, and whose clocks run where."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights import deadlines
from rights.calendars import DeadlineError, calendar_of
from rights.deadlines import About, Clock, Effect, Question, Regime

abouts = st.sampled_from(About)
spans = st.timedeltas(dt.timedelta(0), dt.timedelta(days=120))


def noon(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)


def question(about: About, asked: str, answered: str | None = None) -> Question:
    return Question(about=about, asked=noon(asked), answered=noon(answered) if answered else None)


def dublin(received: dt.datetime, *questions: Question) -> Clock:
    return deadlines.gdpr(received, zone="Europe/Dublin", country="IE", questions=questions)


def both(received: dt.datetime, questions: list[Question]) -> tuple[Clock, Clock]:
    return dublin(received, *questions), deadlines.uk(received, questions=questions)


@st.composite
def requests(draw):
    """A time of receipt, and up to four questions about it."""
    received = draw(st.datetimes(dt.datetime(2018, 5, 25), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001
    questions = []
    for about in draw(st.lists(abouts, max_size=4)):
        asked = received + draw(spans)
        questions.append(Question(about=about, asked=asked, answered=asked + draw(spans) if draw(st.booleans()) else None))
    return received, questions


@pytest.mark.rule("R49")
@given(requests())
def test_a_question_never_makes_a_date_earlier(asked):
    received, questions = asked
    for plain, stopped in zip(both(received, []), both(received, questions), strict=True):
        for field in ("begins_on", "due", "extended", "due_instant", "extended_instant", "target"):
            assert getattr(plain, field) <= getattr(stopped, field)


@pytest.mark.rule("R49")
@given(requests())
def test_a_stopped_clock_still_ends_on_an_open_day_and_in_order(asked):
    for clock, days in zip(both(*asked), (calendar_of("IE"), calendar_of("GB", "ENG")), strict=True):
        assert not days.closed(clock.due)
        assert not days.closed(clock.extended)
        assert clock.received_on <= clock.begins_on < clock.target < clock.due < clock.extended_target < clock.extended


@pytest.mark.rule("R49")
@given(requests())
def test_the_order_in_which_questions_are_given_changes_nothing(asked):
    received, questions = asked
    assert both(received, questions) == both(received, questions[::-1])


@pytest.mark.rule("R49")
def test_each_regime_has_its_own_questions_that_count():
    assert {(regime, about): deadlines.effect(regime, about) for regime in Regime for about in About} == {
        (Regime.GDPR, About.IDENTITY): Effect.PAUSES,
        (Regime.GDPR, About.CLARIFICATION): Effect.PAUSES,
        (Regime.GDPR, About.FEE): Effect.NONE,
        (Regime.UK, About.IDENTITY): Effect.RESTARTS,
        (Regime.UK, About.CLARIFICATION): Effect.PAUSES,
        (Regime.UK, About.FEE): Effect.RESTARTS,
        (Regime.CCPA, About.IDENTITY): Effect.NONE,
        (Regime.CCPA, About.CLARIFICATION): Effect.NONE,
        (Regime.CCPA, About.FEE): Effect.NONE,
    }


@pytest.mark.rule("R49")
@pytest.mark.parametrize("about", [About.IDENTITY, About.CLARIFICATION])
def test_in_the_eu_the_days_from_asking_until_the_answer_are_not_counted(about):
    received = noon("2026-03-02")
    clock = dublin(received, question(about, "2026-03-04", "2026-03-11"))
    assert (dublin(received).due.isoformat(), clock.due.isoformat()) == ("2026-04-02", "2026-04-09")
    assert (clock.stopped_days, clock.begins_on.isoformat(), clock.stopped_since) == (7, "2026-03-02", None)
    assert clock.target.isoformat() == "2026-04-04", "five days before 9 April"
    assert clock.extended.isoformat() == "2026-06-09", "2 June and seven days"


@pytest.mark.rule("R49")
def test_in_the_eu_a_fee_stops_nothing():
    received = noon("2026-03-02")
    assert dublin(received, question(About.FEE, "2026-03-04", "2026-03-11")) == dublin(received)


@pytest.mark.rule("R49")
def test_days_of_two_questions_are_taken_out_once():
    received = noon("2026-03-02")
    one = question(About.IDENTITY, "2026-03-04", "2026-03-11")
    two = question(About.CLARIFICATION, "2026-03-06", "2026-03-12")
    assert dublin(received, one, two).stopped_days == 8
    assert dublin(received, one, two).due.isoformat() == "2026-04-10"


@pytest.mark.rule("R49")
def test_who_is_asked_on_the_last_day_leaves_the_day_of_their_answer():
    received = noon("2026-01-31")  # due on Monday, 2 March, because 28 February is a Saturday
    clock = dublin(received, question(About.IDENTITY, "2026-03-02", "2026-03-12"))
    assert clock.due.isoformat() == "2026-03-12"
    clock = dublin(noon("2026-03-01"), question(About.IDENTITY, "2026-04-01", "2026-04-10"))
    assert clock.due.isoformat() == "2026-04-10"


@pytest.mark.rule("R49")
def test_what_is_asked_after_the_first_due_day_stops_nothing():
    received = noon("2026-03-02")
    late = question(About.IDENTITY, "2026-04-03", "2026-05-20")
    assert dublin(received, late) == dublin(received)
    assert deadlines.uk(received, questions=[late]) == deadlines.uk(received)
    in_time = question(About.CLARIFICATION, "2026-03-10", "2026-03-24")  # which moves the due day to 16 April
    assert dublin(received, in_time, late).stopped_days > dublin(received, in_time).stopped_days


@pytest.mark.rule("R49")
def test_while_an_answer_is_out_the_clock_stands_and_the_day_is_the_one_without_the_question():
    received = noon("2026-03-02")
    waiting = dublin(received, question(About.IDENTITY, "2026-03-04"), question(About.CLARIFICATION, "2026-03-05"))
    assert waiting.stopped_since == noon("2026-03-04")
    assert (waiting.due, waiting.stopped_days) == (dublin(received).due, 0)
    assert dublin(received, question(About.FEE, "2026-03-04")).stopped_since is None
    assert deadlines.uk(received, questions=[question(About.FEE, "2026-03-04")]).stopped_since == noon("2026-03-04")


@pytest.mark.rule("R49")
def test_in_the_uk_the_month_begins_with_the_latest_of_receipt_identity_and_fee():
    received = noon("2026-03-02")
    identity, fee = question(About.IDENTITY, "2026-03-03", "2026-03-09"), question(About.FEE, "2026-03-03", "2026-03-12")
    clock = deadlines.uk(received, questions=[identity, fee])
    assert (clock.received_on.isoformat(), clock.begins_on.isoformat()) == ("2026-03-02", "2026-03-12")
    assert (clock.due.isoformat(), clock.extended.isoformat()) == ("2026-04-13", "2026-06-12"), "12 April is a Sunday"
    assert clock.target.isoformat() == "2026-04-06", "a day counted from the first, and five more"
    assert deadlines.uk(received, questions=[identity]).begins_on.isoformat() == "2026-03-09"
    first_asked_last_answered = question(About.IDENTITY, "2026-03-02", "2026-03-20")
    assert deadlines.uk(received, questions=[first_asked_last_answered, fee]).begins_on.isoformat() == "2026-03-20"


@pytest.mark.rule("R49")
def test_in_the_uk_clarification_is_not_counted_with_the_days_of_question_and_answer():
    received = noon("2026-03-02")
    clock = deadlines.uk(received, questions=[question(About.CLARIFICATION, "2026-03-04", "2026-03-11")])
    assert (clock.stopped_days, clock.begins_on.isoformat(), clock.due.isoformat()) == (8, "2026-03-02", "2026-04-10")
    before_identity = question(About.CLARIFICATION, "2026-03-03", "2026-03-05")
    clock = deadlines.uk(received, questions=[before_identity, question(About.IDENTITY, "2026-03-03", "2026-03-12")])
    assert (clock.stopped_days, clock.due.isoformat()) == (0, "2026-04-13"), "those days lie before the month"


@pytest.mark.rule("R49")
def test_questions_out_of_order_are_refused():
    with pytest.raises(DeadlineError, match="older than the request"):
        dublin(noon("2026-03-05"), question(About.IDENTITY, "2026-03-04"))
    with pytest.raises(DeadlineError, match="older than its question"):
        dublin(noon("2026-03-05"), question(About.IDENTITY, "2026-03-07", "2026-03-06"))


@pytest.mark.rule("R47")
@pytest.mark.parametrize(
    "clock", [dublin(noon("2026-03-02")), deadlines.uk(noon("2026-03-02")), deadlines.ccpa(noon("2026-03-02"))]
)
def test_longer_can_be_told_only_before_the_first_due_instant(clock):
    assert deadlines.extension_open(clock, clock.due_instant - dt.timedelta(microseconds=1))
    assert not deadlines.extension_open(clock, clock.due_instant)
    assert not deadlines.extension_open(clock, clock.extended_instant - dt.timedelta(days=1))


@pytest.mark.rule("R46")
def test_regimes_are_kept_under_these_names():
    assert [regime.value for regime in Regime] == ["gdpr", "uk-gdpr", "ccpa"]


@pytest.mark.rule("R46")
def test_a_place_of_work_has_its_profiles():
    eu_and_eea = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()  # noqa: SIM905
    for country in eu_and_eea:
        assert deadlines.regimes_for(country) == (Regime.GDPR,)
        assert not deadlines.is_default(country)
    assert not deadlines.is_default("RE"), "Réunion is a part of the Union"
    assert deadlines.regimes_for("GB", "SCT") == (Regime.UK,)
    assert deadlines.regimes_for("US", "CA") == (Regime.CCPA,)
    assert not deadlines.is_default("GB")
    assert not deadlines.is_default("US", "CA")


@pytest.mark.rule("R46")
@pytest.mark.parametrize(("country", "subdivision"), [("US", "NY"), ("US", None), ("IN", None), ("CH", "ZH"), ("JE", None)])
def test_elsewhere_the_gdprs_rules_are_the_default(country, subdivision):
    assert deadlines.regimes_for(country, subdivision) == (Regime.GDPR,)
    assert deadlines.is_default(country, subdivision)
