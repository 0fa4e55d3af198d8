"""What legal exports and sees of requests: a register without names, how many were answered in time, what is overdue and why."""

import csv
import datetime as dt
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from reports.models import BuiltReport
from rights.actions import asking, deciding
from rights.actions.closing import close
from rights.models import Request
from rights.queries import register
from rights.reports import REQUEST_REGISTER_COLUMNS
from tests.cast import CLICK, MOUSE, Cast, make_cast, make_person
from tests.rights.office import at_site, file, grant

pytestmark = pytest.mark.django_db
ADDRESS = "/legal/reports/request-register/"
PERIOD = {"since": "2025-01-01", "until": "2099-12-31"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def body(cast: Cast, form: str, person=None) -> bytes:
    return b"".join(cast.client(person or cast.lena).post(ADDRESS, PERIOD | {"form": form}).streaming_content)


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def cells(data: bytes) -> list[str]:
    """Every text cell of the workbook's only sheet, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = book.namelist()
        assert not any("external" in name.lower() for name in names)
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    spaces = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert not sheet.findall(".//x:f", spaces), "a cell holds a formula"
    return [text.text or "" for text in sheet.findall(".//x:is/x:t", spaces)]


@pytest.mark.rule("R54")
def test_the_register_has_every_request_with_what_the_law_asks_for(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 5, 14, tzinfo=dt.UTC), tick=False)
    at_site(cast.priya, "Dublin")
    file(cast.priya, "access")
    time_machine.shift(dt.timedelta(days=2))
    grant(file(cast.priya, "question"), cast.sam)
    first, second = lines(body(cast, "csv"))
    assert tuple(first) == REQUEST_REGISTER_COLUMNS
    assert (first["nature"], first["manner"], first["received_on"], first["due_on"]) == (
        "access",
        "portal",
        "2026-03-05",
        "2026-04-07",
    )
    assert (first["status"], first["response"], first["in_time"]) == ("RequestAcknowledged", "", "")
    assert (second["nature"], second["response"], second["days"], second["in_time"]) == ("question", "granted", "0", "yes")
    assert first["calendar"].startswith("IE@")


@pytest.mark.rule("R54", "R100")
def test_the_register_names_nobody_and_holds_nobody_s_words(cast) -> None:
    request = file(cast.priya, "complaint", words="Zebra words")
    for data in (body(cast, "csv"), body(cast, "xlsx")):
        for marker in ("Priya", "priya.nair", str(cast.priya.pk), "Zebra", cast.priya.identifiers.get().value):
            assert marker.encode() not in data
    assert str(request.pk) in lines(body(cast, "csv"))[0]["request"]


@pytest.mark.rule("R92")
def test_both_forms_hold_the_same_and_the_same_data_gives_the_same_bytes(cast) -> None:
    grant(file(cast.priya, "question"), cast.sam)
    file(cast.priya, "erasure", programs=(cast.program,), signals=(MOUSE,))
    for form in ("csv", "xlsx"):
        assert body(cast, form) == body(cast, form)
    told = [value for row in lines(body(cast, "csv")) for value in row.values() if value and not value.isdigit()]
    assert [one for one in cells(body(cast, "xlsx"))[len(REQUEST_REGISTER_COLUMNS) :] if not one.isdigit()] == told
    assert set(BuiltReport.objects.values_list("form", flat=True)) == {"csv", "xlsx"}


def test_a_form_of_file_that_is_none_is_refused_in_its_field(cast) -> None:
    answer = cast.client(cast.lena).post(ADDRESS, PERIOD | {"form": "pdf"})
    assert answer.status_code == 422
    assert "Choose one from the list" in answer.content.decode()
    assert not BuiltReport.objects.exists()


@pytest.mark.parametrize("who", ["priya", "marco", "sam", "tomoko"])
def test_others_get_no_register(cast, who: str) -> None:
    assert cast.client(getattr(cast, who)).post(ADDRESS, PERIOD).status_code == 403


@pytest.mark.rule("R55")
def test_months_say_how_many_were_answered_in_time_late_or_not_yet(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False)
    people = [at_site(make_person(f"Person {number}"), "Dublin") for number in range(4)]
    requests = [file(person, "question") for person in people]
    assert {request.due_on for request in requests} == {dt.date(2026, 4, 2)}
    grant(requests[0], cast.sam)
    time_machine.move_to(dt.datetime(2026, 4, 3, 12, tzinfo=dt.UTC), tick=False)
    grant(requests[1], cast.sam)
    file(people[0], "access")
    april = next(one for one in register.by_month() if one.month == dt.date(2026, 4, 1))
    assert (april.in_time, april.late, april.overdue, april.running) == (1, 1, 2, 0)
    assert [cause for _, cause in register.overdue()] == ["Nobody has looked at it"] * 2
    page = cast.client(cast.lena).get("/legal/").content.decode()
    assert "25 %" in page
    assert requests[2].short_ref in page
    assert "Person 2" not in page


def test_what_was_withdrawn_counts_for_no_month(cast) -> None:
    request = file(cast.priya, "question")
    assert sum(one.running for one in register.by_month()) + sum(one.due for one in register.by_month()) <= 1
    close(request=request, outcome=Request.Outcome.WITHDRAWN, by=cast.priya)
    assert all((one.due, one.running) == (0, 0) for one in register.by_month())


def test_the_page_asks_the_same_number_of_questions_however_many_are_overdue(cast, django_assert_num_queries) -> None:
    received = timezone.now() - dt.timedelta(days=100)
    with django_assert_num_queries(1):
        assert register.overdue() == []
    for number in range(12):
        file(make_person(f"Person {number}"), "question", by=cast.sam, channel="letter", at=received)
    with django_assert_num_queries(3):
        assert len(register.overdue()) == 12


@pytest.mark.rule("R54", "R75")
def test_the_register_has_every_ground_of_a_denial_in_part_and_what_a_hold_kept(cast) -> None:
    grounds = {MOUSE: "legal-claims", CLICK: "legal-obligation"}
    left = [{"dataset": str(cast.datasets[signal].pk), "ground": ground} for signal, ground in grounds.items()]
    deciding.decide(request=file(cast.priya, "erasure"), outcome="partly", exceptions=left, words="Not these.", by=cast.sam)
    held = file(make_person("Person Two"), "erasure")
    deciding.decide(request=held, outcome="granted", by=cast.sam)
    close(request=Request.objects.get(pk=held.pk), outcome="partly", by="system:requests")
    first, second = lines(body(cast, "csv"))
    assert first["denial_basis"] == "legal-claims; legal-obligation"
    assert first["denial_law"] == "GDPR 17(3)(e); Civ. Code 1798.145(a); GDPR 17(3)(b); Civ. Code 1798.105(d)(8)"
    assert (second["response"], second["denial_basis"]) == ("partly", "legal-hold")
    assert "1798.105(d)" in second["denial_law"]


@pytest.mark.rule("R54")
def test_the_days_to_a_response_are_days_of_the_place(cast, time_machine) -> None:
    # 20:00 in California, the day after in UTC; answered two hours later, on the same day.
    time_machine.move_to(dt.datetime(2026, 3, 6, 4, tzinfo=dt.UTC), tick=False)
    request = file(at_site(cast.priya, "San Francisco"), "question")
    time_machine.shift(dt.timedelta(hours=2))
    grant(request, cast.sam)
    (line,) = lines(body(cast, "csv"))
    assert (line["received_on"], line["days"]) == ("2026-03-05", "0")


@pytest.mark.rule("R49", "R55")
def test_what_waits_with_a_standing_clock_is_not_counted_as_missed(cast, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False)
    asking.ask(request=file(at_site(cast.priya, "Dublin")), reason="scope", words="Which half?", by=cast.sam)
    time_machine.move_to(dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC), tick=False)
    april = next(one for one in register.by_month() if one.month == dt.date(2026, 4, 1))
    assert (april.overdue, april.running) == (0, 1)
    assert register.overdue() == []
