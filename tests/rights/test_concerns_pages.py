"""The pages of concerns: the form, the office's desk, one's own, and what a program's page tells everybody."""

import datetime as dt
import uuid

import pytest
import time_machine

from audit.models import Entry
from consent.figures.disclosure import Count, proper
from people.models import Person
from rights import concern_rules
from rights.actions import concerns
from rights.models import Concern
from tests.consent.company import day, make_people, make_program
from tests.consent.test_figures_pages import body, client
from tests.rights.concern_box import handed_on, officer_of, protection_officer, put

pytestmark = pytest.mark.django_db
PAGE = "/me/programs/desktop/"
WORDS = "They record my screen at lunch."


def fields(**more):
    return {"token": str(uuid.uuid4()), "program": "desktop", "name": "anonymous", "words": WORDS} | more


def relogin_needed(browser):
    session = browser.session
    session["signed_in_at"] = 0
    session.save()


# --- the form and one's own page ---------------------------------------------------------------------


@pytest.mark.rule("R111")
def test_every_program_page_leads_to_the_form_with_the_program_chosen(cast) -> None:
    browser = cast.client(cast.priya)
    assert b"/me/concerns/new/?program=desktop" in browser.get(PAGE).content
    page = browser.get("/me/concerns/new/?program=desktop").content.decode()
    assert '<option value="desktop" selected>' in page
    assert "checked" not in page
    assert b"/me/concerns/new/" in browser.get("/me/concerns/").content


def test_the_form_says_who_reads_it(cast) -> None:
    protection_officer()
    page = cast.client(cast.priya).get("/me/concerns/new/").content.decode()
    for said in ("Mira Kovac", "read your words", "may know you by what you write", "leads nobody"):
        assert said in page


@pytest.mark.parametrize(
    ("missing", "said"),
    [("program", "Choose a program."), ("name", "Choose one of the two."), ("words", "Write it in a few words.")],
)
def test_what_is_missing_is_said_and_what_was_written_is_kept(cast, missing: str, said: str) -> None:
    answer = cast.client(cast.priya).post("/me/concerns/new/", fields(**{missing: ""}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert missing == "words" or WORDS in page


@pytest.mark.parametrize("name", ["anonymous", "named"])
def test_the_author_finds_it_and_its_answer_and_no_address_leads_to_a_single_one(cast, name: str) -> None:
    protection_officer()
    browser, sent = cast.client(cast.priya), fields(name=name)
    answer = browser.post("/me/concerns/new/", sent, follow=True)
    assert answer.redirect_chain == [("/me/concerns/", 302)]
    assert WORDS in answer.content.decode()
    concerns.hand_on_letters()
    concerns.answer(concern=Concern.objects.get(), words="We changed it.", shown=False, by=cast.sam)
    page = browser.get("/me/concerns/").content.decode()
    assert "We changed it." in page
    assert sent["token"] not in page
    assert WORDS not in cast.client(cast.marco).get("/me/concerns/").content.decode()


# --- the office --------------------------------------------------------------------------------------


def test_an_officer_reads_and_answers_and_the_second_click_is_told(cast) -> None:
    protection_officer()
    concern = handed_on(cast.priya, cast.program)
    browser, address = cast.client(cast.sam), f"/office/concerns/{concern.pk}/"
    assert concern.short_ref in browser.get("/office/concerns/").content.decode()
    # Words are read where reading them is noted.
    assert WORDS not in browser.get("/office/concerns/").content.decode()
    assert not Entry.objects.filter(event="rights:concern:open").exists()
    assert "Priya" not in browser.get(address).content.decode()
    assert browser.post(address, {"words": "We changed it.", "shown": "on"}).status_code == 302
    late = browser.post(address, {"words": "I wrote this for an hour."})
    assert late.status_code == 409
    assert all(said in late.content.decode() for said in ("We changed it.", "I wrote this for an hour."))
    assert "We changed it." in browser.get(address).content.decode()
    assert Entry.objects.filter(event="rights:concern:open", actor=str(cast.sam.pk)).exists()
    assert concern.short_ref not in browser.get("/office/concerns/").content.decode()
    assert concern.short_ref in browser.get("/office/concerns/?state=answered").content.decode()
    assert browser.post(f"{address}shown/", {"shown": "no"}).status_code == 302
    assert not Concern.objects.get().shown


def test_an_answer_without_words_is_asked_for_again(cast) -> None:
    concern = handed_on(cast.priya, cast.program)
    answer = cast.client(cast.sam).post(f"/office/concerns/{concern.pk}/", {"words": ""})
    assert answer.status_code == 422
    assert Concern.objects.get().state == "open"


def test_what_is_overdue_is_said(cast) -> None:
    mira = protection_officer()
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        handed_on(cast.priya, cast.program)
        assert "Overdue" not in cast.client(mira).get("/office/concerns/").content.decode()
        clock.shift(dt.timedelta(days=31))
        assert "Overdue" in cast.client(mira).get("/office/concerns/").content.decode()


def test_the_protection_officer_gives_a_reason_and_sees_who_it_was_once(cast) -> None:
    browser = cast.client(protection_officer())
    concern = handed_on(cast.priya, cast.program)
    address = f"/office/concerns/{concern.pk}/author/"
    assert "Priya Nair" not in browser.get(address).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert "Priya Nair" in browser.post(address, {"reason": "protect"}).content.decode()
    for page in (address, f"/office/concerns/{concern.pk}/", "/office/concerns/"):
        assert "Priya Nair" not in browser.get(page).content.decode()
    assert "looked up who you are" in cast.client(cast.priya).get("/me/concerns/").content.decode()


@pytest.mark.rule("R84")
def test_looking_up_needs_a_recent_sign_in(cast) -> None:
    browser = cast.client(protection_officer())
    address = f"/office/concerns/{handed_on(cast.priya, cast.program).pk}/author/"
    relogin_needed(browser)
    answer = browser.post(address, {"reason": "protect"})
    assert (answer.status_code, "Priya" in answer.content.decode()) == (302, False)


def test_a_named_concern_has_nobody_to_look_up(cast) -> None:
    concern = handed_on(cast.priya, cast.program, named=True)
    assert cast.client(protection_officer()).get(f"/office/concerns/{concern.pk}/author/").status_code == 404


def test_the_protection_officer_starts_at_the_concerns(cast) -> None:
    page = cast.client(protection_officer()).get("/", follow=True)
    assert "/office/concerns/" in page.content.decode()


# --- a program's page --------------------------------------------------------------------------------


@pytest.fixture
def company():
    """40 people whom the program could ask, an officer and a protection officer of it."""
    people, program = make_people({"Dublin": 40})["Dublin"], make_program()
    return people, program, officer_of(program), protection_officer()


def raise_on(moment, people: list[Person], program, *, answer_by=None, text="We changed it.") -> None:
    with time_machine.travel(moment, tick=False):
        for one in people:
            concern = handed_on(one, program)
            if answer_by is not None:
                concerns.answer(concern=concern, words=text, shown=True, by=answer_by)


def shown_in(month: int, reader: Person) -> str:
    with time_machine.travel(day(month), tick=False):
        return client(reader).get(PAGE).content.decode()


@pytest.mark.rule("R101", "R102")
def test_a_number_is_shown_from_five_people_on_and_only_when_the_month_is_over(company) -> None:
    people, program, *_ = company
    raise_on(day(2), people[:4], program)
    assert "is not shown" in shown_in(3, people[30])
    raise_on(day(3), people[4:6], program)
    assert "is not shown" in shown_in(3, people[30])
    assert "About <strong>5 people</strong>" in shown_in(4, people[30])
    raise_on(day(4), people[6:10], program)
    assert "About <strong>5 people</strong>" in shown_in(5, people[30])
    raise_on(day(5), people[10:11], program)
    assert "About <strong>10 people</strong>" in shown_in(6, people[30])


@pytest.mark.rule("R101")
def test_many_concerns_of_one_person_count_once(company) -> None:
    people, program, *_ = company
    raise_on(day(2), [people[0]] * 12, program)
    assert "is not shown" in shown_in(3, people[30])


@pytest.mark.rule("R101", "R103")
@pytest.mark.parametrize(("raised", "asked", "number"), [(5, 9, None), (5, 10, 5), (7, 11, None), (12, 12, None), (0, 40, None)])
def test_few_people_all_people_and_nobody_make_no_number(raised: int, asked: int, number) -> None:
    firsts = [dt.date(2026, 2, 1)] * raised
    assert concern_rules.published(firsts, asked) == number
    assert number is None or proper(Count(number, asked))


@pytest.mark.rule("R102")
@pytest.mark.parametrize("late", range(5))
def test_up_to_four_more_people_never_change_what_was_shown(late: int) -> None:
    firsts = [dt.date(2026, 2, 1)] * 8
    before = concern_rules.published(firsts, 60)
    assert concern_rules.published([*firsts, *[dt.date(2026, 3, 1)] * late], 60) == before == 10


def test_answers_stand_there_from_the_next_month_on(company) -> None:
    people, program, officer, _ = company
    raise_on(day(2), people[:1], program, answer_by=officer)
    assert "We changed it." not in shown_in(2, people[30])
    assert "We changed it." in shown_in(3, people[30])
    concern = Concern.objects.get()
    concerns.show(concern=concern, shown=False, by=officer)
    assert "We changed it." not in shown_in(3, people[30])


@pytest.mark.rule("R101")
def test_where_a_program_could_ask_few_people_no_answer_stands_there() -> None:
    people, program = make_people({"Dublin": 6})["Dublin"], make_program()
    officer = officer_of(program)
    Person.objects.filter(pk=officer.pk).update(joined_at=day(40))
    raise_on(day(2), people[:1], program, answer_by=officer)
    assert "We changed it." not in shown_in(3, people[3])


@pytest.mark.rule("R100", "R102")
def test_the_program_s_page_is_the_same_while_somebody_writes(company) -> None:
    people, program, officer, _ = company
    raise_on(day(2), people[:7], program, answer_by=officer)
    with time_machine.travel(day(3), tick=False):
        readers = [client(person) for person in (people[35], people[0], program.owner)]
        before = [body(reader, PAGE) for reader in readers]
        for one in people[10:30]:
            put(one, program)
        concerns.hand_on_letters()
        assert [body(reader, PAGE) for reader in readers] == before


# --- a refusal keeps what was written ----------------------------------------------------------------


def test_a_named_concern_that_nobody_could_answer_keeps_its_words(cast) -> None:
    Person.objects.filter(pk=cast.priya.pk).update(manager=cast.sam)
    answer = cast.client(cast.priya).post("/me/concerns/new/", fields(name="named"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "above you in the company" in page
    assert WORDS in page
    assert not Concern.objects.exists()
