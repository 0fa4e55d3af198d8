"""The ladder of warnings: each rung once, in the morning where the clock is, to whoever has the request."""

import datetime as dt

import pytest

from people.models import Message
from rights import tasks
from rights.actions import asking, assigning, deciding, extending, warning
from rights.actions.answering_question import answer_question
from rights.models import Request, RequestWarning
from tests.cast import make_person
from tests.rights.office import at_site, file, second_officer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R55")]
RECEIVED = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
"""In Dublin: to be answered until Wed 23 December 2026."""


@pytest.fixture
def request_of_priya(cast, time_machine) -> Request:
    time_machine.move_to(RECEIVED, tick=False)
    return file(at_site(cast.priya, "Dublin"))


def rungs() -> list[str]:
    return list(RequestWarning.objects.order_by("sent_at", "id").values_list("rung", flat=True))


def told(person) -> list[str]:
    found = Message.objects.filter(person=person, kind__in=["case-due", "case-overdue"])
    return list(found.order_by("sent_at").values_list("kind", flat=True))


def at(time_machine, day: int, hour: int, minute: int = 0) -> None:
    time_machine.move_to(dt.datetime(2026, 12, day, hour, minute, tzinfo=dt.UTC), tick=False)
    tasks.warn()


def test_every_rung_is_sent_once_and_at_nine_in_the_morning(cast, request_of_priya, time_machine) -> None:
    at(time_machine, 13, 8, 59)
    assert rungs() == []
    for day, hour, expected in (
        (13, 9, ["t-10"]),
        (13, 10, ["t-10"]),
        (18, 8, ["t-10"]),
        (18, 9, ["t-10", "t-5"]),
        (21, 9, ["t-10", "t-5", "t-2"]),
        (23, 8, ["t-10", "t-5", "t-2"]),
        (23, 9, ["t-10", "t-5", "t-2", "due"]),
        (23, 23, ["t-10", "t-5", "t-2", "due"]),
        (24, 0, ["t-10", "t-5", "t-2", "due", "overdue"]),
        (31, 9, ["t-10", "t-5", "t-2", "due", "overdue"]),
    ):
        at(time_machine, day, hour)
        assert rungs() == expected, f"{day} December, {hour}:00"
    assert told(cast.sam) == ["case-due"] * 4 + ["case-overdue"]
    message = Message.objects.filter(person=cast.sam, kind="case-overdue").get()
    assert (message.about, message.link) == (request_of_priya.short_ref, f"/office/cases/{request_of_priya.pk}/")


@pytest.mark.parametrize(("place", "hour"), [("Dublin", 9), ("Berlin", 8), ("San Francisco", 17)])
def test_the_morning_is_that_of_the_clock_s_place(cast, time_machine, place: str, hour: int) -> None:
    time_machine.move_to(RECEIVED, tick=False)
    request = file(at_site(cast.priya, place))
    morning = dt.datetime.combine(request.due_on, dt.time(hour), dt.UTC)
    time_machine.move_to(morning - dt.timedelta(minutes=1), tick=False)
    warning.warn_all()
    assert "due" not in rungs()
    time_machine.move_to(morning, tick=False)
    warning.warn_all()
    assert "due" in rungs()


def test_a_request_that_was_written_down_late_begins_where_it_is(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 12, 21, 12, tzinfo=dt.UTC), tick=False)
    file(at_site(cast.priya, "Dublin"), by=cast.sam, channel="letter", at=RECEIVED)
    warning.warn_all()
    assert rungs() == ["t-2"]


def test_everybody_who_may_handle_it_is_told_until_somebody_has_it(cast, request_of_priya, time_machine) -> None:
    ana = second_officer(cast)
    at(time_machine, 13, 9)
    assert (len(told(cast.sam)), len(told(ana))) == (1, 1)
    assigning.assign(request=request_of_priya, to=ana, by=cast.sam)
    at(time_machine, 18, 9)
    assert (len(told(cast.sam)), len(told(ana))) == (1, 2)


def test_nobody_above_the_person_is_told_and_nobody_without_the_right(cast, request_of_priya, time_machine) -> None:
    ana = second_officer(cast)
    cast.marco.manager = ana
    cast.marco.save()
    at(time_machine, 23, 9)
    assert told(ana) == []
    assert told(cast.priya) == told(cast.marco) == told(cast.lena) == []
    assert told(cast.sam) == ["case-due"]


@pytest.mark.rule("R49")
def test_a_clock_that_stands_warns_nobody_and_goes_on_with_the_answer(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    priya = at_site(cast.priya, "Dublin")
    request = file(priya, by=cast.sam, channel="letter", at=RECEIVED)
    time_machine.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC), tick=False)
    asking.ask(request=request, reason="identity", words="Which desk is yours?", by=cast.sam)
    at(time_machine, 23, 9)
    assert rungs() == []
    for day in (24, 28):
        at(time_machine, day, 9)
        # Both are reminded of the question, once; nobody is warned of a last day.
        assert rungs() == ["due"]
        assert told(cast.sam) == []
        assert Message.objects.filter(person=cast.sam, kind="case-waits").count() == 1
        assert Message.objects.filter(person=priya, kind="request-waits").count() == 1
    answer_question(request=request, words="The third.", by=priya)
    # 27 days did not count: the last day is 23 December and 27 days, Tuesday 19 January.
    assert Request.objects.get().due_on == dt.date(2027, 1, 19)
    at(time_machine, 29, 9)
    assert rungs() == ["due"]
    time_machine.move_to(dt.datetime(2027, 1, 9, 9, tzinfo=dt.UTC), tick=False)
    warning.warn_all()
    assert rungs() == ["due", "t-10"]


@pytest.mark.rule("R49")
def test_what_was_decided_without_the_answer_is_warned_of_again(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "Dublin"), by=cast.sam, channel="letter", at=RECEIVED)
    asking.ask(request=request, reason="scope", words="Which half?", by=cast.sam)
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    assert "Your answer" not in cast.client(cast.priya).get(f"/me/requests/{request.pk}/").content.decode()
    at(time_machine, 21, 9)
    at(time_machine, 24, 9)
    assert rungs() == ["t-2", "overdue"]
    assert told(cast.sam) == ["case-due", "case-overdue"]


@pytest.mark.rule("R49")
def test_a_question_that_stops_no_clock_stops_no_warning_either(cast, request_of_priya, time_machine) -> None:
    asking.ask(request=request_of_priya, reason="other", words="By post or here?", by=cast.sam)
    at(time_machine, 23, 9)
    assert rungs() == ["due"]
    other = file(at_site(make_person("Cal Ifornia"), "San Francisco"), by=cast.sam, channel="letter")
    asking.ask(request=other, reason="identity", words="Who are you?", by=cast.sam)
    time_machine.move_to(dt.datetime.combine(other.due_on, dt.time(20), dt.UTC), tick=False)
    warning.warn_all()
    assert RequestWarning.objects.filter(request=other).exists()


@pytest.mark.rule("R47")
def test_an_extension_begins_a_new_ladder(cast, request_of_priya, time_machine) -> None:
    at(time_machine, 21, 9)
    extending.extend(request=request_of_priya, reason="complexity", words="Many stores.", by=cast.sam)
    at(time_machine, 24, 9)
    assert rungs() == ["t-2"]
    time_machine.move_to(dt.datetime(2027, 2, 13, 9, tzinfo=dt.UTC), tick=False)
    warning.warn_all()
    assert rungs() == ["t-2", "t-10"]


def test_a_request_that_has_ended_warns_nobody(cast, request_of_priya, time_machine) -> None:
    deciding.decide(request=request_of_priya, outcome="refused", reason="identity", words="No answer came.", by=cast.sam)
    at(time_machine, 24, 9)
    assert rungs() == []


def test_one_that_can_t_be_warned_of_keeps_no_other_from_it(cast, request_of_priya, time_machine, monkeypatch, caplog) -> None:
    other, tell = file(at_site(make_person("Ola Ude"), "Dublin")), warning.tell_office

    def broken(request: Request, kind: str) -> None:
        if request == request_of_priya:
            msg = "words of a row"
            raise ValueError(msg)
        tell(request, kind)

    monkeypatch.setattr(warning, "tell_office", broken)
    at(time_machine, 21, 9)
    assert list(RequestWarning.objects.values_list("request", "rung")) == [(other.pk, "t-2")]
    assert str(request_of_priya.pk) in caplog.text
    assert "words of a row" not in caplog.text
    monkeypatch.undo()
    at(time_machine, 21, 10)
    assert RequestWarning.objects.filter(request=request_of_priya).exists()
