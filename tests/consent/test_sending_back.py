"""An officer sends a version back with words: under the text that was read, and without losing a word when it is too late."""

import re

import pytest
from django.test import Client

from consent.actions import drafts, reviews
from tests.cast import Cast
from tests.consent.reviewing import Office, State, make_office

PAGE = "/office/programs/typing/"
WORDS = "Say who reads it."


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


@pytest.fixture
def sam(office: Office) -> Client:
    return office.cast.client(office.sam)


def sent_back(office: Office) -> dict[str, str]:
    """What an officer sends who wants more of the text that is there now."""
    return {"words": WORDS, "seen": office.version.declaration_id}


def read(page: str) -> str:
    """The text that the form says was read."""
    return re.search(r'name="seen" value="(\w*)"', page).group(1)


def test_it_needs_words_and_makes_a_draft(office: Office, sam: Client) -> None:
    office.submit()
    assert sam.post(f"{PAGE}send-back/", sent_back(office) | {"words": ""}).status_code == 422
    assert sam.post(f"{PAGE}send-back/", {"words": WORDS}).status_code == 422
    assert office.version.state == State.REVIEW
    assert sam.post(f"{PAGE}send-back/", sent_back(office))["Location"] == PAGE
    assert office.version.state == State.DRAFT


@pytest.mark.parametrize("state", ["draft", "in force"])
def test_words_stay_where_it_was_taken_back_or_launched_before_they_were_sent(office: Office, sam: Client, state: str) -> None:
    words = sent_back(office)
    if state == "draft":
        office.submit()
        reviews.take_back(version=office.version, by=office.olga)
    else:
        office.launched()
    answer = sam.post(f"{PAGE}send-back/", words)
    page = answer.content.decode()
    assert (answer.status_code, f"is {state} now" in page, f"{WORDS}</textarea>" in page) == (409, True, True)
    assert office.version.get_state_display().lower() == state


def test_who_does_not_oversee_the_program_sends_nothing_back_at_any_time(office: Office) -> None:
    olga, words = office.cast.client(office.olga), sent_back(office)
    for _ in range(2):
        assert olga.post(f"{PAGE}send-back/", words).status_code == 403
        assert office.cast.client(office.cast.lena).post(f"{PAGE}send-back/", words).status_code in (403, 404)
        if office.version.state == State.DRAFT:
            office.launched()


def test_a_text_that_changed_since_the_program_s_page_was_read_is_not_sent_back(office: Office, sam: Client) -> None:
    office.submit()
    link = re.search(rf'href="({PAGE}send-back/\?seen=\w+)"', sam.get(PAGE).content.decode()).group(1)
    reviews.take_back(version=office.version, by=office.olga)
    more = office.version.declaration.body["about"] | {"details": "The team reads it."}
    drafts.save_section(version=office.version, section="about", value=more, by=office.olga)
    office.submit()
    typed = {"words": WORDS, "seen": read(sam.get(link).content.decode())}
    answer = sam.post(f"{PAGE}send-back/", typed)
    page = answer.content.decode()
    assert (answer.status_code, office.version.state) == (409, State.REVIEW)
    assert "This version was changed since you opened the page, so nothing happened." in page
    assert f"{WORDS}</textarea>" in page
    assert sam.post(f"{PAGE}send-back/", typed | {"seen": read(page)})["Location"] == PAGE
    assert office.version.state == State.DRAFT
