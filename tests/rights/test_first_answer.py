"""The first answer is what the last day is about: a request taken up again after it is neither late nor unanswered (R54, R55)."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.utils import timezone

from consent.actions import acknowledging
from consent.models import Basis
from rights.actions import asking, deciding, extending, warning
from rights.actions.answering_question import answer_question
from rights.actions.closing import close, reopen
from rights.models import Request, RequestWarning
from rights.pages.queue import due_words
from rights.queries import queue, register
from tests.cast import KEYS, Cast, make_cast
from tests.consent.deciding import by_interest
from tests.rights.office import at_site, file

pytestmark = pytest.mark.django_db
BY = "system:requests"
PERIOD = {"since": "2025-01-01", "until": "2099-12-31", "form": "csv"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def line(cast: Cast) -> dict[str, str]:
    """The register's only line."""
    data = b"".join(cast.client(cast.lena).post("/legal/reports/request-register/", PERIOD).streaming_content)
    [found] = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return found


def at(time_machine, *moment: int) -> None:
    time_machine.move_to(dt.datetime(*moment, tzinfo=dt.UTC), tick=False)


def held_then_taken_up(cast: Cast, time_machine, answered: tuple[int, ...]) -> Request:
    """An erasure received on 2 March, answered in part because of a hold, and taken up again in September."""
    at(time_machine, 2026, 3, 2, 12)
    request = file(at_site(cast.priya, "Dublin"), "erasure")
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    at(time_machine, *answered)
    close(request=Request.objects.get(pk=request.pk), outcome="partly", by=BY, message="request-held")
    at(time_machine, 2026, 9, 2, 12)
    return reopen(request=Request.objects.get(pk=request.pk), cause="hold-ended", by=BY)


@pytest.mark.rule("R54")
def test_the_register_keeps_the_first_answer_when_a_request_is_taken_up_again(cast: Cast, time_machine) -> None:
    request = held_then_taken_up(cast, time_machine, (2026, 3, 4, 12))
    first = {"response": "partly", "days": "2", "in_time": "yes", "denial_basis": "legal-hold"}
    for closed_as in ("", "granted"):
        found = line(cast)
        assert {name: found[name] for name in first} == first
        assert found["response_at"].startswith("2026-03-04")
        assert (found["closed_as"], found["closed_at"][:10]) == (closed_as, "2026-09-02" if closed_as else "")
        [month] = [one for one in register.by_month() if one.due or one.running]
        assert (month.in_time, month.late, month.overdue, month.running) == (1, 0, 0, 0)
        if not closed_as:
            close(request=request, outcome="granted", by=BY, message="request-done")


@pytest.mark.rule("R54")
def test_a_late_first_answer_stays_late(cast: Cast, time_machine) -> None:
    held_then_taken_up(cast, time_machine, (2026, 6, 4, 12))
    found = line(cast)
    assert (found["response"], found["in_time"]) == ("partly", "no")
    assert [(one.in_time, one.late, one.overdue) for one in register.by_month() if one.due] == [(0, 1, 0)]


@pytest.mark.rule("R55")
def test_what_was_answered_is_on_no_list_of_the_overdue_and_warns_nobody(cast: Cast, time_machine) -> None:
    request = held_then_taken_up(cast, time_machine, (2026, 3, 4, 12))
    assert register.overdue() == []
    assert not queue.in_view(cast.sam, "overdue", timezone.now()).exists()
    assert queue.in_view(cast.sam, "open", timezone.now()).exists()
    assert due_words(request, timezone.now(), standing=False) == ("answered, taken up again", "")
    assert warning.warn_all() == 0


def test_a_row_from_before_the_first_answer_was_kept_has_its_end(cast: Cast, time_machine) -> None:
    at(time_machine, 2026, 3, 2, 12)
    request = file(at_site(cast.priya, "Dublin"), "erasure")
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    close(request=Request.objects.get(pk=request.pk), outcome="partly", by=BY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rights_request SET answered_at = NULL, answered_as = ''")
    assert (line(cast)["response"], line(cast)["in_time"]) == ("partly", "yes")
    reopen(request=Request.objects.get(pk=request.pk), cause="hold-ended", by=BY)
    assert (line(cast)["response"], line(cast)["in_time"]) == ("partly", "yes")


@pytest.mark.rule("R49", "R55")
def test_a_question_asked_after_the_first_last_day_hides_no_overdue_request(cast: Cast, time_machine) -> None:
    at(time_machine, 2026, 11, 23, 8)
    request = file(at_site(cast.priya, "Dublin"), "access")
    extending.extend(request=request, reason="complexity", words="Many.", by=cast.sam)
    at(time_machine, 2027, 1, 10, 8)
    asking.ask(request=request, reason="scope", words="Which?", by=cast.sam)
    time_machine.move_to(Request.objects.get().due_at + dt.timedelta(days=30), tick=False)
    assert [(one.pk, cause) for one, cause in register.overdue()] == [(request.pk, "Waits for the person's answer")]
    assert queue.in_view(cast.sam, "overdue", timezone.now()).exists()
    assert sum(month.overdue for month in register.by_month()) == 1


@pytest.mark.rule("R46", "R55")
def test_the_ladder_follows_the_earliest_of_the_extended_clocks(cast: Cast, settings, time_machine) -> None:
    settings.CONTROLLER_PLACES = ["DE"]
    at(time_machine, 2026, 11, 23, 18)
    request = file(at_site(cast.priya, "San Francisco"), "access")
    at(time_machine, 2026, 12, 10, 18)
    extending.extend(request=request, reason="complexity", words="Many.", by=cast.sam)
    request.refresh_from_db()
    time_machine.move_to(request.due_at + dt.timedelta(hours=1), tick=False)
    warning.warn_all()
    assert list(RequestWarning.objects.values_list("rung", "due_on")) == [("overdue", request.due_on)]


@pytest.mark.rule("R49")
def test_an_answer_after_the_decision_moves_no_last_day_and_keeps_the_words(cast: Cast, time_machine) -> None:
    at(time_machine, 2026, 11, 23, 8)
    request = file(at_site(cast.priya, "Dublin"), "access")
    asking.ask(request=request, reason="scope", words="Which?", by=cast.sam)
    at(time_machine, 2026, 11, 25, 8)
    deciding.decide(request=request, outcome="granted", by=cast.sam)
    before = Request.objects.get().due_on
    at(time_machine, 2027, 2, 20, 8)
    token = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"
    refused = cast.client(cast.priya).post(f"/me/requests/{request.pk}/answer/", {"token": token, "words": "All of it."})
    page = refused.content.decode()
    assert (refused.status_code, "write a message" in page, "All of it.</textarea>" in page) == (409, True, True)
    assert Request.objects.get().due_on == before


def test_an_answer_before_the_decision_still_counts(cast: Cast) -> None:
    request = file(at_site(cast.priya, "Dublin"), "access")
    asking.ask(request=request, reason="scope", words="Which?", by=cast.sam)
    answer_question(request=request, words="All.", by=cast.priya)
    assert Request.objects.get().state == Request.State.ACTION_PERFORMED


@pytest.mark.rule("R54")
def test_an_objection_that_law_or_contract_limits_has_its_ground_in_the_register(cast: Cast) -> None:
    notice = by_interest(cast, KEYS, basis=Basis.CONTRACT)
    acknowledging.acknowledge(person=cast.priya, notice=notice, by=cast.priya)
    deciding.decide(request=file(cast.priya, "objection"), outcome="granted", by=cast.sam)
    found = line(cast)
    assert (found["response"], found["denial_basis"]) == ("partly", "law-or-contract")
    assert "21(1)" in found["denial_law"]
