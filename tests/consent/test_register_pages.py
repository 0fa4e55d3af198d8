"""The register's pages: what owners and officers find there, and that every button says what it did."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.actions import programs, reviews
from consent.models import Ending, Program, ProgramVersion
from consent.views import register as views
from people.actions import grant_scope
from tests.cast import BY, Cast
from tests.consent.reviewing import Office, State, body_for, make_office

PAGE = "/office/programs/typing/"


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_list_says_where_each_program_is_and_what_it_waits_for(office: Office) -> None:
    page = html(office.cast.client(office.olga), "/office/programs/")
    assert "Typing" in page
    assert "Waits for its owner to submit it" in page
    assert "Desktop assistant training" not in page, "she owns one program only"
    office.submit()
    page = html(office.cast.client(office.sam), "/office/programs/")
    assert "Waits for the assessment&#x27;s approval, a privacy officer, a second officer, the works council" in page
    assert "Desktop assistant training" in page
    assert "Desktop" not in html(office.cast.client(office.sam), "/office/programs/?q=typ")
    assert "Typing" not in html(office.cast.client(office.sam), "/office/programs/?state=running")
    assert "No program matches." in html(office.cast.client(office.sam), "/office/programs/?q=nothing+like+it")


def test_a_search_is_kept_whole_by_the_states_and_the_pages_of_the_list(office: Office, monkeypatch) -> None:
    monkeypatch.setattr(views, "PAGE", 1)
    for number in range(2):
        programs.add_program(slug=f"lab-{number}", name=f"R&D+é {number}", owner=office.olga, by=BY)
    olga = office.cast.client(office.olga)
    page = html(olga, "/office/programs/?q=R%26D%2B%C3%A9")
    assert "Typing" not in page
    state = re.search(r'href="([^"]*state=draft[^"]*)"', page).group(1)
    following = re.search(r'rel="next" href="([^"]*)"', page).group(1)
    for address in (state, f"/office/programs/{following}"):
        shown = html(olga, unescape(address))
        assert 'value="R&amp;D+é"' in shown
        assert "R&amp;D+é" in shown.split("<tbody>")[1]
        assert "Typing" not in shown
    assert "R&amp;D+é 1" in html(olga, unescape(f"/office/programs/{following}"))


def test_more_programs_in_review_ask_the_database_no_more_often(office: Office) -> None:
    client = office.cast.client(office.sam)

    def queries() -> int:
        html(client, "/office/programs/")
        with CaptureQueriesContext(connection) as captured:
            html(client, "/office/programs/")
        return len(captured)

    office.submit()
    one = queries()
    assert html(client, "/office/programs/").count("Waits for the assessment") == 1
    for number in range(2, 6):
        in_review(office, f"typing-{number}")
    assert html(client, "/office/programs/").count("Waits for the assessment") == 5
    assert queries() == one


def in_review(office: Office, slug: str) -> None:
    body = body_for(office.dublin, office.datasets)
    program = programs.add_program(slug=slug, name=slug, owner=office.olga, by=BY, body=body)
    grant_scope(person=office.sam, permission="consent.oversee_program", to=program, by=BY)
    reviews.submit(version=ProgramVersion.objects.get(program=program), by=office.olga)


def test_an_owner_adds_a_program_of_their_own(office: Office) -> None:
    client = office.cast.client(office.olga)
    answer = client.post("/office/programs/new/", {"name": "Help desk diagnosis"})
    assert answer["Location"] == "/office/programs/help-desk-diagnosis/edit/about/"
    assert Program.objects.get(slug="help-desk-diagnosis").owner == office.olga
    page = html(client, "/office/programs/help-desk-diagnosis/")
    assert "What version 1 declares" in page
    assert "Not given yet" in page
    again = client.post("/office/programs/new/", {"name": "Help desk diagnosis"})
    assert (again.status_code, "exists already" in again.content.decode()) == (422, True)


def test_an_officer_names_the_owner(office: Office) -> None:
    client = office.cast.client(office.sam)
    typed = {"name": "Help desk", "slug": "desk", "owner": "nobody@example.com"}
    answer = client.post("/office/programs/new/", typed)
    page = answer.content.decode()
    assert (answer.status_code, "Nobody with this address" in page, "nobody@example.com" in page) == (422, True, True)
    assert client.post("/office/programs/new/", typed | {"owner": office.olga.email.upper()}).status_code == 302
    assert Program.objects.get(slug="desk").owner == office.olga


@pytest.mark.parametrize(("slug", "said"), [("new", "used by the page"), ("Two Words", "Expected small letters")])
def test_an_address_that_can_t_be_is_refused(office: Office, slug: str, said: str) -> None:
    answer = office.cast.client(office.olga).post("/office/programs/new/", {"name": "Any", "slug": slug})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Program.objects.count() == 2


@pytest.mark.rule("R96", "R11")
def test_exclusions_retention_and_the_last_test_stand_on_the_program_s_page(office: Office) -> None:
    page = html(office.cast.client(office.olga), PAGE)
    for words in ("Never recorded", "password fields", "Kept (days)", "Proven", "Last tested"):
        assert words in page


@pytest.mark.rule("R01", "R97")
def test_a_shut_gate_names_its_rule_and_leads_to_where_it_is_mended(cast: Cast) -> None:
    office = make_office(cast, purposes=[])
    page = html(cast.client(office.olga), PAGE)
    assert "No purpose is named. Expected at least one." in page
    assert 'href="/office/programs/typing/edit/purposes/"' in page
    assert "Submit for review" not in page, "its own words keep it shut"


def test_from_submitting_to_the_launch_by_the_buttons(office: Office) -> None:
    olga, sam, ana = (office.cast.client(one) for one in (office.olga, office.sam, office.ana))
    seen = {"seen": office.version.declaration_id}
    assert "Submit for review" in html(olga, PAGE)
    assert olga.post(f"{PAGE}submit/", seen)["Location"] == PAGE
    assert "Take back" in html(olga, PAGE)
    page = html(sam, PAGE)
    assert all(words in page for words in ("Approve the assessment", "Approve as a privacy officer", "Send back"))
    for kind in ("dpia", "officer"):
        assert sam.post(f"{PAGE}approve/", seen | {"kind": kind}).status_code == 302
    assert "Approve as the second officer" not in html(sam, PAGE)
    assert ana.post(f"{PAGE}approve/", seen | {"kind": "second"}).status_code == 302
    assert "Sam Okafor (privacy officer)" in html(ana, PAGE)
    assert "Launch version 1" not in html(sam, PAGE), "the council has not signed"
    office.sign("council")
    assert "Every gate is open." in html(sam, PAGE)
    assert "Launch version 1" not in html(olga, PAGE), "an owner launches nothing"
    assert sam.post(f"{PAGE}launch/", seen).status_code == 302
    assert office.state == (State.LIVE, Program.State.RUNNING)
    page = html(sam, PAGE)
    assert all(words in page for words in ("In force", "Write the next version", "Pause this program", "End this program"))


def test_what_was_decided_meanwhile_is_said(office: Office) -> None:
    olga = office.cast.client(office.olga)
    seen = {"seen": office.version.declaration_id}
    olga.post(f"{PAGE}submit/", seen)
    answer = olga.post(f"{PAGE}submit/", seen)
    assert (answer.status_code, "in review now" in answer.content.decode()) == (409, True)
    assert olga.post(f"{PAGE}submit/", {}).status_code == 422
    answer = olga.get(f"{PAGE}edit/about/")
    assert (answer.status_code, "Take it back to draft first" in answer.content.decode()) == (409, True)


@pytest.mark.rule("R110")
def test_an_owner_who_is_an_officer_has_no_button_to_approve(office: Office) -> None:
    office.submit()
    page = html(office.cast.client(office.olga), PAGE)
    assert "Approve" not in page.replace("Approved", "")
    assert office.cast.client(office.olga).post(f"{PAGE}approve/", {"kind": "officer"}).status_code == 403


def test_ending_is_said_first_and_done_by_one_button(office: Office) -> None:
    office.launched()
    sam = office.cast.client(office.sam)
    assert "It can't be started again" in html(sam, f"{PAGE}end/")
    assert sam.post(f"{PAGE}end/")["Location"] == PAGE
    assert office.state[1] == Program.State.ENDED
    assert "Write the next version" not in html(sam, PAGE)


@pytest.mark.rule("R19")
def test_a_minor_change_can_be_made_to_ask_everybody_again_and_back(office: Office) -> None:
    office.launched()
    olga = office.cast.client(office.olga)
    olga.post(f"{PAGE}next/")
    assert "A minor change: earlier choices stand." in html(olga, PAGE)
    assert olga.post(f"{PAGE}ask-again/", {"material": "maybe"}).status_code == 422
    for said, words in (("yes", "everybody is asked again."), ("no", "A minor change: earlier choices stand.")):
        assert olga.post(f"{PAGE}ask-again/", {"material": said})["Location"] == PAGE
        assert words in html(olga, PAGE)
        assert office.version.material is (said == "yes")


@pytest.mark.rule("R10")
def test_a_declaration_says_how_sensitive_each_signal_is(office: Office) -> None:
    office.launched()
    page = html(office.cast.client(office.sam), f"{PAGE}versions/1/")
    signals = page.split('id="section-signals"')[1].split('id="section-datasets"')[0]
    assert signals.count("Sensitivity") == len(office.version.declaration.body["signals"])
    assert "High: it can hold private words or pictures." in signals


def test_a_gate_with_more_than_one_gap_lists_them(office: Office) -> None:
    olga = office.cast.client(office.olga)
    olga.post("/office/programs/new/", {"name": "Help desk"})
    page = html(olga, "/office/programs/help-desk/")
    assert "<li>Description is empty. It has to be filled in.</li>" in page
    assert "<li>The exclusions do not name: banking, health, private browsing. Everybody&#x27;s exclusions have to.</li>" in page


@pytest.mark.rule("D24")
def test_an_officer_declares_choices_invalid_and_says_which_and_why(office: Office) -> None:
    program = office.launched()
    sam, address = office.cast.client(office.sam), f"{PAGE}invalidate/"
    assert address in html(sam, PAGE)
    assert address not in html(office.cast.client(office.olga), PAGE)
    page = html(sam, address)
    assert "All choices made so far" in page
    assert "selected>Choose" in page.replace(' selected=""', " selected"), "nothing is chosen in advance"
    answer = sam.post(address, {"words": "The no was hidden."})
    assert (answer.status_code, "Say which choices" in answer.content.decode()) == (422, True)
    assert "The no was hidden." in answer.content.decode()
    assert sam.post(address, {"notice_below": "9", "words": "The no was hidden."}).status_code == 422
    assert not Ending.objects.filter(program=program).exists()
    assert sam.post(address, {"notice_below": "2", "words": "The no was hidden."})["Location"] == PAGE
    assert Program.objects.get(pk=program.pk).choices_from == 2
    assert Ending.objects.get(program=program).cause == Ending.Cause.INVALID


def test_officers_find_the_way_to_a_withdrawal_on_paper(office: Office) -> None:
    office.launched()
    assert f"{PAGE}paper/" in html(office.cast.client(office.sam), PAGE)
    assert f"{PAGE}paper/" not in html(office.cast.client(office.olga), PAGE)


@pytest.mark.rule("R101")
def test_how_far_an_ending_is_stands_on_the_page_in_quarters(office: Office) -> None:
    program = office.launched()
    facts = {"program": program, "cause": Ending.Cause.CHANGE, "notice_below": 2, "started_at": timezone.now()}
    going = Ending.objects.create(**facts, total=12_345, done=7_654)
    page = html(office.cast.client(office.olga), PAGE)
    assert "At least 50 % are done." in page
    assert not re.search(r"(?<![\w-])(12,?345|7,?654)\b", page)
    going.finished_at = timezone.now()
    going.save()
    assert "% are done" not in html(office.cast.client(office.olga), PAGE)


@pytest.mark.rule("R19", "R07")
def test_the_changes_of_the_next_version_are_marked_word_by_word(office: Office) -> None:
    office.launched()
    olga = office.cast.client(office.olga)
    assert olga.post(f"{PAGE}next/").status_code == 302
    body = office.version.declaration.body
    typed = {key: "\n".join(value) if isinstance(value, list) else value for key, value in body["exclusions"].items()}
    olga.post(
        f"{PAGE}edit/exclusions/", typed | {"hours": "Outside 9:00 to 18:00, and breaks", "seen": office.version.declaration_id}
    )
    page = html(olga, f"{PAGE}versions/2/changes/")
    assert "1 change is material" in page
    assert "17:00, </del>" in page.replace('<span class="sr-only">]</span>', "")
    assert "18:00, </ins>" in page.replace('<span class="sr-only">]</span>', "")
    assert "first version" in html(olga, f"{PAGE}versions/1/changes/")
    assert "Write the next version" not in html(olga, PAGE), "one is open"


def test_a_version_is_readable_as_a_whole_with_its_fingerprint(office: Office) -> None:
    page = html(office.cast.client(office.ana), f"{PAGE}versions/1/")
    digest = office.version.declaration_id
    for words in (digest, "Who is responsible", "Impact assessment", "Dublin", "Pointer", "Legal basis", "Print", "English"):
        assert words in page
    assert office.cast.client(office.ana).get(f"{PAGE}versions/7/").status_code == 404


def test_the_office_says_what_waits_for_an_officer(office: Office) -> None:
    office.submit()
    page = html(office.cast.client(office.sam), "/office/")
    assert "“Typing” waits for you: Impact assessment approved" in page
    office.sign("dpia", "officer", "second", "council")
    assert "Approved, can be launched" in html(office.cast.client(office.ana), "/office/")
