"""A works council's agreement as time goes on: prolonged, given anew, missing in what runs, never ended by a no to what is next."""

import datetime as dt

import pytest
from django.test import Client

from common.errors import Conflict, DomainError
from consent.actions import launch, programs, reviews
from consent.models import Approval
from consent.pages import register as register_pages
from consent.queries import register
from people.models import Site
from tests.cast import Cast
from tests.consent.reviewing import BODY, COUNCIL, Office, State, make_member, make_office

pytestmark = pytest.mark.rule("R104")
DESK, PAGE = "/council/", "/council/programs/typing/"
LATER = {"agreement": "WA-2099-1", "expires_on": dt.date(2100, 1, 1)}
END = dt.datetime.combine(COUNCIL["expires_on"], dt.time(12), dt.UTC)


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def said(office: Office) -> list[str]:
    """What an officer reads of agreements."""
    return [one["text"] for one in register_pages.attention(office.ana) if "agreement" in one["text"]]


def html(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_running_program_s_agreement_is_prolonged_before_it_ends(office: Office, time_machine) -> None:
    office.launched()
    carl = office.cast.client(office.carl)
    assert "Prolong" not in html(carl)
    time_machine.move_to(END - dt.timedelta(days=20))
    assert said(office) == [f"The agreement on “Typing” ends on Thu 1 Jan 2099 ({BODY})"]
    carl = office.cast.client(office.carl)
    assert "Ends soon" in html(carl, DESK)
    page = html(carl)
    assert "Prolong" in page
    assert "Decline and send back" not in page
    seen = {"seen": office.version.declaration_id}
    with pytest.raises(Conflict, match="gave this signature already"):
        reviews.approve(version=office.version, kind="council", by=office.carl, **COUNCIL)
    answer = carl.post(f"{PAGE}sign/", {"agreement": "WA-2099-1", "expires_on": "2100-01-01"} | seen)
    assert answer["Location"] == PAGE
    assert said(office) == []
    assert office.version.state == State.LIVE
    assert "Prolong" not in html(carl)
    assert Approval.objects.filter(kind="council", ended_at__isnull=True).count() == 2


def test_the_last_day_is_one_on_which_a_version_may_still_be_launched(office: Office, time_machine) -> None:
    office.submit()
    office.sign("dpia", "officer", "second", "council")
    time_machine.move_to(END)
    assert [one.council for one in register.approvals_of(office.version) if one.kind == "council"] == [BODY]
    time_machine.move_to(END + dt.timedelta(days=1))
    assert "council" not in {one.kind for one in register.approvals_of(office.version)}


def test_an_agreement_that_ends_between_approval_and_launch_is_given_anew(office: Office, time_machine) -> None:
    office.submit()
    office.sign("dpia", "officer", "second", "council")
    assert office.version.state == State.APPROVED
    assert "Waits for an officer to launch it" in html(office.cast.client(office.olga), "/office/programs/")
    time_machine.move_to(END + dt.timedelta(days=1))
    with pytest.raises(DomainError, match="R104"):
        launch.launch(version=office.version, by=office.sam)
    assert "Waits for the works council" in html(office.cast.client(office.olga), "/office/programs/")
    assert office.version in [one.version for one in register.waiting_for(office.carl)]
    reviews.approve(version=office.version, kind="council", by=office.carl, **LATER)
    assert office.version.state == State.APPROVED
    assert office.version not in [one.version for one in register.waiting_for(office.carl)]
    with pytest.raises(Conflict, match="approved now"):
        reviews.approve(version=office.version, kind="dpia", by=office.ana)


def test_a_body_that_a_site_names_while_the_program_runs_is_missed_and_can_sign(office: Office) -> None:
    office.launched()
    assert said(office) == []
    paris = Site.objects.create(name="Paris", country="FR", council="CSE Paris")
    Site.objects.filter(pk=office.dublin.pk).update(council="CSE Paris")
    assert said(office) == ["“Typing” runs without an agreement with a works council of its sites (CSE Paris)"]
    page = html(office.cast.client(office.ana), "/office/programs/typing/")
    assert "Signed by: CSE Paris" in page
    assert "Not given yet" in page
    manon = make_member("Manon Petit", paris)
    assert office.version in [one.version for one in register.waiting_for(manon)]
    reviews.approve(version=office.version, kind="council", by=manon, **COUNCIL)
    assert said(office) == []


def test_declining_the_next_version_leaves_the_running_one_its_agreement(office: Office, time_machine) -> None:
    office.launched()
    programs.open_version(program=office.program, by=office.olga)
    office.submit()
    reviews.send_back(version=office.version, words="A typo.", by=office.carl)
    signed = Approval.objects.get(kind="council")
    assert (signed.ended_at, signed.version.state) == (None, State.LIVE)
    time_machine.move_to(END - dt.timedelta(days=20))
    assert said(office) == [f"The agreement on “Typing” ends on Thu 1 Jan 2099 ({BODY})"]


def test_what_has_ended_is_signed_by_nobody(office: Office, time_machine) -> None:
    program = office.launched()
    time_machine.move_to(END - dt.timedelta(days=20))
    launch.end(program=program, by=office.sam)
    assert office.version not in [one.version for one in register.waiting_for(office.carl)]
    assert "Prolong" not in html(office.cast.client(office.carl))
    with pytest.raises(Conflict):
        reviews.approve(version=office.version, kind="council", by=office.carl, **LATER)
