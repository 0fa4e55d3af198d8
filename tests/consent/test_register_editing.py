"""Writing a draft in the browser: nothing typed is lost, what is missing is named, and two people don't overwrite each other."""

import copy

import pytest
from django.test import Client

from consent.actions import drafts
from consent.declarations.items import ITEMS
from consent.declarations.schema import NOTICE_FIELDS
from tests.cast import Cast
from tests.consent.filled_in import form_data
from tests.consent.reviewing import Office, make_office

EDIT = "/office/programs/typing/edit/"
NOTICE = "/office/programs/typing/notice/"


@pytest.fixture
def office(cast: Cast) -> Office:
    return make_office(cast)


@pytest.fixture
def olga(office: Office) -> Client:
    return office.cast.client(office.olga)


def opened(client: Client, section: str) -> dict[str, list[str]]:
    """The section's form as the browser holds it."""
    return form_data(client.get(f"{EDIT}{section}/").content.decode(), "section-form")


def section_of(office: Office, section: str):
    return office.version.declaration.body[section]


@pytest.mark.parametrize("section", ITEMS)
def test_saving_a_section_as_it_is_changes_nothing(office: Office, olga: Client, section: str) -> None:
    before = office.version.declaration_id
    answer = olga.post(f"{EDIT}{section}/", opened(olga, section) | {"save": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"{EDIT}{section}/")
    assert office.version.declaration_id == before


def test_a_page_that_says_nothing_of_what_it_showed_is_a_conflict_and_no_fault(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    for seen in ("", "\x00"):
        answer = olga.post(f"{EDIT}about/", opened(olga, "about") | {"used_by": "Nobody", "seen": seen})
        assert answer.status_code == 409
        assert "Nobody" in answer.content.decode(), "what was typed is still there"
    assert office.version.declaration_id == before


def test_a_change_is_saved_and_what_is_missing_is_named_with_its_field(office: Office, olga: Client) -> None:
    olga.post(f"{EDIT}about/", opened(olga, "about") | {"used_by": "", "ends_on": "2020-01-01", "validity_months": "13"})
    assert section_of(office, "about")["validity_months"] == 13
    page = olga.get(f"{EDIT}about/").content.decode()
    assert "Saved as draft." in page
    assert "3 things are missing for the launch" in page
    assert '<a href="#id_used_by">Used by is empty. It has to be filled in.</a>' in page
    assert '<a href="#id_validity_months">' in page


def test_save_and_go_on_leads_to_the_next_section(olga: Client) -> None:
    answer = olga.post(f"{EDIT}about/", opened(olga, "about") | {"go_on": "yes"})
    assert answer["Location"] == f"{EDIT}controller/"


def test_what_can_t_be_read_is_said_and_all_that_was_typed_stays(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    typed = opened(olga, "datasets") | {"datasets-0-retention_days": "ninety", "datasets-1-owner": "The night shift"}
    answer = olga.post(f"{EDIT}datasets/", typed)
    page = answer.content.decode()
    assert (answer.status_code, office.version.declaration_id) == (422, before)
    assert "Dataset 1: Kept for (days): Give a whole number, such as 90." in page
    assert "ninety" in page
    assert "The night shift" in page
    answer = olga.post(f"{EDIT}dpia/", opened(olga, "dpia") | {"review_on": "next spring", "risks": "Many."})
    assert "Next review: Give a date such as 2026-11-24." in answer.content.decode()
    assert "Many." in answer.content.decode()


def test_a_row_is_added_and_taken_out_without_saving_anything(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    typed = opened(olga, "purposes") | {"purposes-3-label": "Half written"}
    page = olga.post(f"{EDIT}purposes/", typed | {"add": "row"}).content.decode()
    assert "Purpose 5" in page
    again = form_data(page, "section-form")
    assert again["purposes-TOTAL_FORMS"] == ["5"]
    assert again["purposes-3-label"] == ["Half written"]
    again["purposes-4-key"] = ["fifth"]
    less = form_data(olga.post(f"{EDIT}purposes/", again | {"remove": "1"}).content.decode(), "section-form")
    assert less["purposes-TOTAL_FORMS"] == ["4"]
    assert (less["purposes-2-label"], less["purposes-3-key"]) == (["Half written"], ["fifth"])
    assert "purposes-1-no_benefit" in less, "ticks move up with their row"
    assert office.version.declaration_id == before
    olga.post(f"{EDIT}purposes/", less)
    assert [row["key"] for row in section_of(office, "purposes")][-1] == "fifth"


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1", "", "\x00"])
@pytest.mark.parametrize("button", ["add", "remove"])
def test_a_number_that_is_none_adds_and_takes_out_nothing_that_was_typed(olga: Client, button: str, number: str) -> None:
    typed = opened(olga, "purposes") | {"purposes-0-label": "Half written"}
    answer = olga.post(f"{EDIT}purposes/", typed | {"remove": number} if button == "remove" else typed | {"add": number})
    assert (answer.status_code, "Half written" in answer.content.decode()) == (200, True)
    answer = olga.post(f"{EDIT}purposes/", typed | {"purposes-TOTAL_FORMS": number, button: "0"})
    assert answer.status_code == 200


def test_an_empty_row_is_no_row(office: Office, olga: Client) -> None:
    page = olga.post(f"{EDIT}recipients/", opened(olga, "recipients") | {"add": "row"}).content.decode()
    olga.post(f"{EDIT}recipients/", form_data(page, "section-form"))
    assert len(section_of(office, "recipients")) == 1


def test_a_stranger_s_choice_is_not_in_the_list(office: Office, olga: Client) -> None:
    answer = olga.post(f"{EDIT}signals/", opened(olga, "signals") | {"signals-0-signal": "heartbeat"})
    assert (answer.status_code, "heartbeat is not in it" in answer.content.decode()) == (422, True)


@pytest.mark.rule("R12")
def test_a_purpose_of_inferring_emotions_is_refused_and_its_words_stay(office: Office, olga: Client) -> None:
    words = "Detects the mood of people while they type."
    answer = olga.post(f"{EDIT}purposes/", opened(olga, "purposes") | {"purposes-0-text": words})
    page = answer.content.decode()
    assert (answer.status_code, "AI Act, Article 5(1)(f)" in page, page.count(words.removesuffix(".")) >= 2) == (422, True, True)
    assert section_of(office, "purposes")[0]["text"] != words


def test_who_saved_the_same_section_meanwhile_is_not_overwritten(office: Office, olga: Client) -> None:
    typed = opened(olga, "exclusions") | {"hours": "Outside 8:00 to 16:00, and breaks"}
    other = section_of(office, "exclusions") | {"hours": "Outside 7:00 to 15:00, and breaks"}
    drafts.save_section(version=office.version, section="exclusions", value=other, by=office.sam)
    answer = olga.post(f"{EDIT}exclusions/", typed)
    page = answer.content.decode()
    assert (answer.status_code, "Somebody else saved this version" in page) == (409, True)
    assert "Saved by somebody else" in page
    assert "Outside 7:00 to 15:00, and breaks" in page
    again = form_data(page, "section-form")
    assert again["hours"] == ["Outside 8:00 to 16:00, and breaks"]
    assert section_of(office, "exclusions") == other
    assert olga.post(f"{EDIT}exclusions/", again).status_code == 302
    assert section_of(office, "exclusions")["hours"] == "Outside 8:00 to 16:00, and breaks"


@pytest.mark.parametrize(
    ("section", "again"), [("recipients", {"add": "row"}), ("purposes", {"remove": "1"}), ("about", {"starts_on": "soon"})]
)
def test_a_page_shown_again_hides_no_save_of_somebody_else(office: Office, olga: Client, section: str, again: dict) -> None:
    typed = opened(olga, section)
    theirs = copy.deepcopy(section_of(office, section))
    (theirs[0] if isinstance(theirs, list) else theirs)["name" if section != "purposes" else "label"] = "Theirs"
    drafts.save_section(version=office.version, section=section, value=theirs, by=office.sam)
    shown = form_data(olga.post(f"{EDIT}{section}/", typed | again).content.decode(), "section-form")
    answer = olga.post(f"{EDIT}{section}/", shown | ({"starts_on": "2026-12-01"} if section == "about" else {}))
    assert answer.status_code == 409
    assert section_of(office, section) == theirs


def test_a_notice_looked_at_in_between_hides_no_save_of_somebody_else(office: Office, olga: Client) -> None:
    typed = typed_notice(olga)
    theirs = copy.deepcopy(section_of(office, "notices"))
    theirs["en"]["summary"] = ["Theirs."]
    drafts.save_section(version=office.version, section="notices", value=theirs, by=office.sam)
    shown = form_data(olga.post(f"{NOTICE}en/preview/", typed).content.decode(), "notice-form")
    assert olga.post(f"{NOTICE}en/", shown).status_code == 409
    assert section_of(office, "notices") == theirs


def test_who_saved_another_section_meanwhile_is_no_conflict(office: Office, olga: Client) -> None:
    typed = opened(olga, "exclusions") | {"hours": "Outside 8:00 to 16:00, and breaks"}
    other = section_of(office, "about") | {"details": "More."}
    drafts.save_section(version=office.version, section="about", value=other, by=office.sam)
    assert olga.post(f"{EDIT}exclusions/", typed).status_code == 302
    assert section_of(office, "about")["details"] == "More."


def test_a_page_that_does_not_say_what_it_showed_saves_nothing(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    typed = opened(olga, "about") | {"details": "More."}
    del typed["seen"]
    assert olga.post(f"{EDIT}about/", typed).status_code == 409
    assert olga.post(f"{EDIT}purposes/", {}).status_code == 422
    assert office.version.declaration_id == before


def test_the_sections_say_done_incomplete_or_not_looked_at(cast: Cast) -> None:
    office = make_office(cast, recipients=[], purposes=[])
    client = cast.client(office.olga)
    page = client.get(f"{EDIT}about/").content.decode()
    assert all(words in page for words in ("Not looked at", "Incomplete", "Done"))
    assert client.get(f"{EDIT}nothing/").status_code == 404


def typed_notice(client: Client, language: str = "en") -> dict[str, list[str]]:
    return form_data(client.get(f"{NOTICE}{language}/").content.decode(), "notice-form")


def test_saving_a_notice_as_it_is_changes_nothing(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    assert olga.post(f"{NOTICE}en/", typed_notice(olga)).status_code == 302
    assert office.version.declaration_id == before


@pytest.mark.rule("R17", "R26")
def test_checking_says_how_a_notice_reads_and_saves_nothing(office: Office, olga: Client) -> None:
    before = office.version.declaration_id
    typed = typed_notice(olga) | {"summary": "We record. " * 126, "rights": ""}
    answer = olga.post(f"{NOTICE}en/preview/", typed)
    page = answer.content.decode()
    assert (answer.status_code, office.version.declaration_id) == (200, before)
    assert "First layer: 252 of at most 250 words" in page
    assert "The first layer has 252 words; at most 250 are allowed." in page
    assert "The field &quot;Your rights&quot; (rights, GDPR 13(2)(b)) is missing" in page
    assert '<a href="#id_rights">' in page
    assert form_data(page, "notice-form")["summary"][0].strip() == ("We record. " * 126).strip()
    part = olga.post(f"{NOTICE}en/preview/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "252 of at most 250" in part
    assert "<form" not in part


@pytest.mark.rule("R17")
def test_a_field_may_say_why_it_does_not_apply(office: Office, olga: Client) -> None:
    typed = typed_notice(olga) | {"transfers": "", "transfers-because": "Nothing leaves the country."}
    olga.post(f"{NOTICE}en/", typed)
    assert section_of(office, "notices")["en"]["fields"]["transfers"] == {"because": "Nothing leaves the country."}
    assert "This does not apply: Nothing leaves the country." in olga.get(f"{NOTICE}en/").content.decode()


@pytest.mark.rule("R26")
def test_a_language_is_added_and_an_unknown_one_is_named(office: Office, olga: Client) -> None:
    answer = olga.post(f"{NOTICE}add/", {"language": "de"})
    assert answer["Location"] == f"{NOTICE}de/"
    page = olga.get(f"{NOTICE}de/").content.decode()
    assert "Notice in German" in page
    assert "de" not in section_of(office, "notices"), "an empty editor saves nothing"
    olga.post(f"{NOTICE}de/", form_data(page, "notice-form") | {"summary": "Wir zeichnen auf.\r\n\r\nDu wählst."})
    assert section_of(office, "notices")["de"]["summary"] == ["Wir zeichnen auf.", "Du wählst."]
    for language in ("xx", ""):
        answer = olga.post(f"{NOTICE}add/", {"language": language})
        assert "Expected a language code such as en, de, fr or pt-br." in answer.content.decode()
    assert olga.post(f"{NOTICE}de/remove/", {"seen": office.version.declaration_id}).status_code == 302
    assert list(section_of(office, "notices")) == ["en"]


def test_two_people_may_write_two_languages(office: Office, olga: Client) -> None:
    typed = typed_notice(olga, "de") | {"summary": "Wir zeichnen auf."}
    notices = section_of(office, "notices")
    french = {"summary": ["Oui."], "fields": {"rights": {"text": "Non."}}}
    drafts.save_section(version=office.version, section="notices", value=notices | {"fr": french}, by=office.sam)
    assert olga.post(f"{NOTICE}de/", typed).status_code == 302
    assert set(section_of(office, "notices")) == {"en", "de", "fr"}
    typed = typed_notice(olga, "fr") | {"summary": "Si."}
    changed = section_of(office, "notices") | {"fr": french | {"summary": ["Peut-être."]}}
    drafts.save_section(version=office.version, section="notices", value=changed, by=office.sam)
    page = olga.post(f"{NOTICE}fr/", typed).content.decode()
    assert all(words in page for words in ("Saved by somebody else", "Peut-être.", "Si."))


@pytest.mark.rule("R19")
def test_the_editor_shows_what_is_new_since_the_notice_before(office: Office) -> None:
    office.launched()
    olga = office.cast.client(office.olga)
    olga.post("/office/programs/typing/next/")
    assert "It is the same as before." in olga.get(f"{NOTICE}en/").content.decode()
    typed = typed_notice(olga) | {next(iter(NOTICE_FIELDS)): "Another company."}
    page = olga.post(f"{NOTICE}en/preview/", typed).content.decode()
    assert "Changes since the notice before" in page
    assert "<ins>" in page
