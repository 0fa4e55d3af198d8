"""The works council's pages: what waits, the documents, what changed since it signed, a yes and a no. No person is in them."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from consent.actions import choices, drafts, programs, reviews
from consent.models import Approval
from consent.queries import desk
from tests.cast import MOUSE, Cast
from tests.consent.reviewing import COUNCIL, Office, State, make_office

pytestmark = pytest.mark.rule("R104")
DESK, PAGE = "/council/", "/council/programs/typing/"
TYPED = {"agreement": "WA-2026-7", "expires_on": "2099-01-01"}


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


@pytest.fixture
def carl(office: Office) -> Client:
    return office.cast.client(office.carl)


def html(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def waiting(client: Client) -> str:
    """The part of the first page that lists what waits for a signature."""
    page = html(client, DESK)
    return page[page.index('id="to-sign"') : page.index('id="signed"')]


def test_a_draft_is_its_writers_own(carl: Client) -> None:
    assert "Typing" not in html(carl, DESK)
    assert carl.get(PAGE).status_code == 404


def test_what_waits_is_listed_and_signed_under_the_text_that_was_read(office: Office, carl: Client) -> None:
    office.submit()
    assert "Typing" in waiting(carl)
    page = html(carl)
    for words in (
        "Impact assessment",
        "What is done, and why.",
        "password fields",
        "Research and development",
        "Ireland",
        "Sign for the council",
        "Decline and send back",
    ):
        assert words in page
    assert "ResearchAndDevelopment" not in page
    answer = carl.post(f"{PAGE}sign/", TYPED | {"seen": office.version.declaration_id})
    assert answer["Location"] == PAGE
    signed = Approval.objects.get(kind="council")
    assert (signed.person, signed.agreement, signed.expires_on) == (office.carl, "WA-2026-7", dt.date(2099, 1, 1))
    page = html(carl)
    assert "Last signature" in page
    assert "Sign for the council" not in page
    assert "Typing" not in waiting(carl)
    assert "Carl Mayer (works council)" in html(office.cast.client(office.olga), "/office/programs/typing/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"expires_on": "2020-01-01"}, "2020-01-01 was given"),
        ({"expires_on": "soon"}, "Give a date such as 2027-11-30."),
        ({"agreement": ""}, "This field is required."),
        ({"seen": "0" * 64}, "This version was changed since you opened the page"),
        ({"seen": "0"}, "The page did not say which text you read, so nothing happened."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Office, carl: Client, typed: dict[str, str], said: str) -> None:
    office.submit()
    answer = carl.post(f"{PAGE}sign/", TYPED | {"seen": office.version.declaration_id} | typed)
    page = answer.content.decode()
    assert answer.status_code == (409 if "changed since" in said else 422)
    assert (said in page, 'value="2099-01-01"' in page or typed.keys() == {"expires_on"}) == (True, True)
    assert not Approval.objects.exists()


def declining(office: Office) -> dict[str, str]:
    """The council's no to the text that is there now."""
    return {"decline-words": "Breaks are missing.", "decline-seen": office.version.declaration_id}


def test_declining_sends_it_back_with_words(office: Office, carl: Client) -> None:
    office.submit()
    answer = carl.post(f"{PAGE}decline/", declining(office) | {"decline-words": ""})
    assert (answer.status_code, "What has to change: This field is required." in answer.content.decode()) == (422, True)
    assert carl.post(f"{PAGE}decline/", declining(office))["Location"] == DESK
    assert office.version.state == State.DRAFT


def test_words_stay_where_there_is_nothing_to_decline_any_more(office: Office, carl: Client) -> None:
    office.launched()
    answer = carl.post(f"{PAGE}decline/", declining(office))
    page = answer.content.decode()
    assert (answer.status_code, "is in force now" in page, "Breaks are missing.</textarea>" in page) == (409, True, True)
    assert office.version.state == State.LIVE
    assert "Decline and send back" not in html(carl), "a fresh page offers it no more"


def test_a_slip_in_the_form_lets_nobody_sign_a_text_that_changed_meanwhile(office: Office, carl: Client) -> None:
    read = office.submit().declaration_id
    changed_meanwhile(office)
    slip = carl.post(f"{PAGE}sign/", TYPED | {"seen": read, "agreement": ""}).content.decode()
    answer = carl.post(f"{PAGE}sign/", TYPED | {"seen": form_value(slip, "seen")})
    assert "This version was changed since you opened the page" in answer.content.decode()
    assert not Approval.objects.filter(kind="council").exists()
    again = carl.post(f"{PAGE}sign/", TYPED | {"seen": form_value(answer.content.decode(), "seen")})
    assert again["Location"] == PAGE


def changed_meanwhile(office: Office) -> None:
    """The writers take the version back, say more in it and submit it again."""
    reviews.take_back(version=office.version, by=office.olga)
    changed = office.version.declaration.body["exclusions"] | {"hours": "Outside 6:00 to 23:00, and breaks"}
    drafts.save_section(version=office.version, section="exclusions", value=changed, by=office.olga)
    office.submit()


def test_a_no_to_a_text_that_changed_meanwhile_sends_nothing_back_and_can_be_said_again(office: Office, carl: Client) -> None:
    office.submit()
    no = declining(office) | {"decline-seen": form_value(html(carl), "decline-seen")}
    changed_meanwhile(office)
    slip = carl.post(f"{PAGE}decline/", no | {"decline-words": ""}).content.decode()
    assert form_value(slip, "decline-seen") == no["decline-seen"], "a slip shows no other text by the way"
    answer = carl.post(f"{PAGE}decline/", no)
    page = answer.content.decode()
    assert (answer.status_code, office.version.state) == (409, State.REVIEW)
    assert "This version was changed since you opened the page, so nothing happened." in page
    assert "Outside 6:00 to 23:00" in page
    assert "Breaks are missing.</textarea>" in page
    again = no | {"decline-seen": form_value(page, "decline-seen")}
    assert (carl.post(f"{PAGE}decline/", again)["Location"], office.version.state) == (DESK, State.DRAFT)


def test_an_answer_that_comes_after_the_version_was_taken_back_is_kept_and_shows_no_draft(office: Office, carl: Client) -> None:
    office.submit()
    no, yes = declining(office), TYPED | {"seen": office.version.declaration_id}
    reviews.take_back(version=office.version, by=office.olga)
    for address, typed, kept in (("decline/", no, "Breaks are missing.</textarea>"), ("sign/", yes, 'value="WA-2026-7"')):
        answer = carl.post(f"{PAGE}{address}", typed)
        page = answer.content.decode()
        assert (answer.status_code, kept in page) == (409, True)
        assert "took it back while you read it. Nothing was sent." in page
        assert "What is done, and why." not in page
    office.submit()
    assert carl.post(f"{PAGE}decline/", no)["Location"] == DESK, "the same page sends it once there is something to decline"


def test_an_answer_to_what_was_never_submitted_finds_nothing(office: Office, carl: Client) -> None:
    for address, typed in (("decline/", declining(office)), ("sign/", TYPED | {"seen": office.version.declaration_id})):
        assert carl.post(f"{PAGE}{address}", typed).status_code == 404


def form_value(page: str, name: str) -> str:
    """What a hidden field of the page would send."""
    return re.search(rf'name="{name}" value="(\w*)"', page).group(1)


def test_the_council_sees_what_changed_since_it_signed(office: Office, carl: Client) -> None:
    office.launched()
    programs.open_version(program=office.program, by=office.olga)
    exclusions = office.version.declaration.body["exclusions"]
    changed = exclusions | {"apps": [*exclusions["apps"], "chat"]}
    drafts.save_section(version=office.version, section="exclusions", value=changed, by=office.olga)
    assert "chat" not in html(carl), "a draft is its writers' own"
    office.submit()
    page = html(carl)
    assert "Changes since you last signed" in page
    assert "1 change is material" in page
    assert "added:" in page


def test_the_signed_text_is_the_one_of_the_moment_of_signing(office: Office) -> None:
    office.submit()
    office.sign("council")
    signed = Approval.objects.get(kind="council")
    before = office.version.declaration.body
    assert desk.signed_text(signed) == before
    signed.digest = "0" * 64
    assert desk.signed_text(signed) is None, "what can't be shown to be the signed text is not shown as it"


def test_an_agreement_that_ends_soon_is_named_first(office: Office, carl: Client) -> None:
    office.launched()
    assert "Ending within 60 days" not in html(carl, DESK)
    with time_machine.travel(dt.datetime.combine(COUNCIL["expires_on"], dt.time(), dt.UTC) - dt.timedelta(days=30), tick=True):
        page = html(office.cast.client(office.carl), DESK)
        assert "Ending within 60 days" in page
        assert "Ends soon" in page


def plain(page: str) -> str:
    """The page without the tokens of its forms, which change with every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.rule("R106")
def test_no_employee_is_on_the_council_s_pages_and_a_choice_changes_nothing_there(office: Office, carl: Client) -> None:
    program, priya = office.launched(), office.cast.priya
    priya.site = office.dublin
    priya.save()
    before = [plain(html(carl, one)) for one in (DESK, PAGE)]
    choices.give(person=priya, program=program, signals=[MOUSE], notice_version=1, by=priya)
    after = [plain(html(carl, one)) for one in (DESK, PAGE)]
    assert after == before
    for person in (priya, office.cast.marco):
        assert person.name not in "".join(after)
        assert str(person.pk) not in "".join(after)
