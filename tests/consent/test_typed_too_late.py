"""What was typed for a version that somebody submitted or launched meanwhile: nothing is saved, nothing is lost."""

import pytest
from django.test import Client

from consent.actions import launch, reviews
from consent.actions import programs as register
from tests.cast import Cast
from tests.consent.filled_in import form_data
from tests.consent.reviewing import Office, make_office

EDIT, NOTICE = "/office/programs/typing/edit/", "/office/programs/typing/notice/"
WORDS = "Breaks are never recorded by the quartz zebra."
FORMS = {
    "a section": (f"{EDIT}dpia/", "section-form", {"risks": WORDS, "save": "yes"}),
    "a section that can't be read": (f"{EDIT}dpia/", "section-form", {"risks": WORDS, "review_on": "soon"}),
    "a row added": (f"{EDIT}purposes/", "section-form", {"purposes-0-label": WORDS, "add": "row"}),
    "a notice": (f"{NOTICE}en/", "notice-form", {"summary": WORDS}),
}


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


def typed(client: Client, form: str) -> tuple[str, dict]:
    """A form of the draft as the browser holds it, and what was typed in it."""
    address, name, words = FORMS[form]
    return address, form_data(client.get(address).content.decode(), name) | words


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("launched", [False, True])
def test_it_stands_in_the_form_under_the_refusal(office: Office, form: str, launched: bool) -> None:  # noqa: FBT001 - a parameter of the test
    client = office.cast.client(office.olga)
    address, sent = typed(client, form)
    office.submit()
    if launched:
        office.sign("dpia", "officer", "second", "council")
        launch.launch(version=office.version, by=office.sam)
    before = office.version.declaration_id
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert (answer.status_code, WORDS in page) == (409, True)
    state, step = ("in force", "Open the next version") if launched else ("in review", "Take it back to draft")
    assert f"Version 1 is {state}, so it can&#x27;t be changed." in page
    assert f"{step} first, on the program&#x27;s page." in page
    assert "Saved by somebody else" not in page, "nobody saved anything"
    assert office.version.declaration_id == before


@pytest.mark.parametrize("form", ["a section", "a notice"])
@pytest.mark.parametrize("launched", [False, True])
def test_it_is_saved_by_the_same_page_once_there_is_a_draft_again(office: Office, form: str, launched: bool) -> None:  # noqa: FBT001 - a parameter of the test
    client = office.cast.client(office.olga)
    address, sent = typed(client, form)
    if launched:
        office.launched()
    else:
        office.submit()
    again = form_data(client.post(address, sent).content.decode(), FORMS[form][1])
    if launched:
        register.open_version(program=office.program, by=office.olga)
    else:
        reviews.take_back(version=office.version, by=office.olga)
    assert client.post(address, again).status_code == 302
    assert WORDS in str(office.version.declaration.body)


def test_checking_a_notice_without_saving_keeps_it_too(office: Office) -> None:
    client = office.cast.client(office.olga)
    _address, sent = typed(client, "a notice")
    office.submit()
    answer = client.post(f"{NOTICE}en/preview/", sent)
    assert (answer.status_code, WORDS in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("address", [f"{EDIT}dpia/", f"{EDIT}notices/", f"{NOTICE}en/"])
def test_opening_the_form_is_refused_as_before_and_strangers_learn_nothing(office: Office, address: str) -> None:
    office.submit()
    assert office.cast.client(office.olga).get(address).status_code == 409
    assert office.cast.client(office.cast.lena).post(address, {"summary": WORDS}).status_code in (403, 404)
    office.sign("dpia", "officer", "second", "council")
    launch.launch(version=office.version, by=office.sam)
    assert office.cast.client(office.olga).get(address).status_code == 404
