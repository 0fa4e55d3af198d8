"""Rules D05 to D07, D10, D16, D17 and D19 to D22: what people go through, counted and followed on the running portal."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from consent import endings, queries
from consent.actions import choices
from consent.models import Consent, Ending, ProgramSignal, Prompt, Receipt
from gate import actions as gate
from tests import programs
from tests.cast import BY, CLICK, KEYS, MOUSE, SCREEN, Cast
from tests.journeys import fairness
from tests.journeys.desks import GIVE, PROGRAM, Desk, desk_of, publish_in_two_languages
from tests.permissions.matrix import rows

pytestmark = pytest.mark.django_db(transaction=True)
LABELS = {MOUSE: "Mouse movement", CLICK: "Click location", KEYS: "Keystrokes", SCREEN: "Screen content"}


@pytest.fixture(params=["dark-320", "light-320", "dark-1280", "light-1280 without JavaScript"])
def desk(request, browser: Browser, live_url: str, cast: Cast) -> Iterator[Desk]:
    publish_in_two_languages(cast)
    screen, _, bare = request.param.partition(" ")
    with desk_of(browser, live_url, cast, screen, script=not bare) as desk:
        yield desk


def row_of(page: Page, signal: str):
    return page.locator(f"#signal-desktop-{signal}")


def answer(desk: Desk, word: str, signal: str) -> int:
    """Say yes or no from /me/, by as few controls as the pages allow; give the clicks and page loads that it took."""
    page = desk.open("/me/")
    button = page.get_by_role("button", name=re.compile(rf"^{word}, .*collect my {LABELS[signal].lower()}$"))
    for _ in range(4):
        here = button.filter(visible=True)
        desk.press(here.first if here.count() else row_of(page, signal).get_by_role("link", name=re.compile("^Choose")).first)
        if desk.state(signal):
            return desk.steps
    pytest.fail(f"Four clicks, and no {word.lower()} is recorded.")


def turn_off(desk: Desk, signal: str) -> int:
    """Withdraw from /me/; give the clicks and page loads that it took."""
    page = desk.open("/me/")
    desk.press(row_of(page, signal).get_by_role("switch"))
    assert desk.state(signal) == "withdrawn"
    return desk.steps


@pytest.mark.rule("D05", "R29")
def test_a_no_takes_no_more_steps_than_a_yes(desk: Desk) -> None:
    yes, no = answer(desk, "Yes", MOUSE), answer(desk, "No", KEYS)
    assert (desk.state(MOUSE), desk.state(KEYS)) == ("given", "refused")
    assert no <= yes


@pytest.mark.rule("D06", "R34")
def test_a_withdrawal_takes_no_more_steps_than_a_yes(desk: Desk) -> None:
    given = answer(desk, "Yes", MOUSE)
    assert turn_off(desk, MOUSE) <= given


@pytest.mark.rule("D06", "R34")
def test_a_withdrawal_is_two_clicks_from_any_page(desk: Desk) -> None:
    desk.cast.give(desk.cast.priya, MOUSE)
    home = 'a:is([href="/me/"], [href="/"])'
    for address in (*own_addresses(), "/how/", "/accessibility/", GIVE, f"{PROGRAM}notice/2/"):
        assert desk.open(address).locator(home).filter(visible=True).count(), f"{address} has no link to the choices"
    page = desk.open("/how/")
    desk.press(page.locator(home).filter(visible=True).first)
    desk.press(row_of(page, MOUSE).get_by_role("switch"))
    assert (desk.state(MOUSE), desk.clicks) == ("withdrawn", 2)


@pytest.mark.rule("D07", "R34")
def test_a_no_asks_nothing_that_a_yes_does_not_and_can_be_undone(desk: Desk) -> None:
    desk.cast.give(desk.cast.priya, MOUSE)
    turn_off(desk, MOUSE)
    page = desk.page
    assert desk.clicks == 1
    assert fairness.asked_for_more(page) == []
    expect(row_of(page, MOUSE).get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
    for address in ("/me/", PROGRAM, GIVE):
        page = desk.open(address)
        assert fairness.asked_for_more(page) == []
    answer(desk, "No", KEYS)
    assert fairness.asked_for_more(page) == []
    page.evaluate("document.querySelector('main form').append(document.createElement('textarea'))")
    assert fairness.asked_for_more(page)


@pytest.mark.rule("D10")
def test_the_order_of_choices_is_the_same_everywhere_and_after_each_save(desk: Desk) -> None:
    page = desk.open("/me/")
    first = fairness.order_of(page)
    assert len(first) == 4
    assert fairness.turned_round(page) == []
    for save in (lambda: answer(desk, "Yes", SCREEN), lambda: answer(desk, "No", KEYS), lambda: turn_off(desk, SCREEN)):
        save()
        for address in ("/me/", PROGRAM):
            page = desk.open(address)
            assert fairness.order_of(page) == first
            assert fairness.turned_round(page) == []
    page.evaluate("() => { const row = document.querySelector('main li.row'); row.parentElement.append(row) }")
    assert fairness.order_of(page) != first


@pytest.mark.rule("D16", "R42")
def test_one_prompt_for_a_new_version_and_none_for_a_year_after_a_no(cast: Cast, time_machine) -> None:
    cast.give(cast.priya, MOUSE)
    cast.give(cast.marco, MOUSE, KEYS)
    choices.withdraw(person=cast.marco, program=cast.program, signals=[KEYS], by=cast.marco)
    publish_in_two_languages(cast)
    for _ in range(2):
        for ending in Ending.objects.values_list("pk", flat=True):
            endings.run(ending)
    assert list(Prompt.objects.values_list("person", "about")) == [(cast.priya.pk, "notice-2")]
    assert queries.may_ask(cast.priya, cast.program)
    assert not queries.may_ask(cast.marco, cast.program)
    said = Consent.objects.get(person=cast.marco, signal=KEYS).decided_at
    time_machine.move_to(said.replace(year=said.year + 1, hour=0))
    assert not queries.may_ask(cast.marco, cast.program)
    time_machine.move_to(said.replace(year=said.year + 1) + dt.timedelta(days=1))
    assert queries.may_ask(cast.marco, cast.program)


@pytest.mark.rule("D16", "R42")
def test_what_was_refused_is_not_asked_again_and_nothing_stands_in_the_way(desk: Desk) -> None:
    answer(desk, "No", KEYS)
    programs.launch(programs.change(desk.cast.program, "notices", {"en": {"summary": ["We record."], "fields": {}}}), material=True)
    page = desk.open("/me/")
    assert len(fairness.pairs(page)) == 3
    assert row_of(page, KEYS).locator(fairness.ASKED).count() == 0
    for address in ("/me/", "/me/inbox/"):
        page = desk.open(address)
        assert urlsplit(page.url).path == address
        assert fairness.asked_for_more(page) == []


@pytest.mark.rule("D17", "R97")
def test_every_other_page_works_while_nothing_is_answered(desk: Desk) -> None:
    for address in (*own_addresses(), "/how/", "/accessibility/"):
        response = desk.page.goto(address)
        assert response is not None
        assert response.status == 200
        assert urlsplit(desk.page.url).path == address
        assert desk.page.locator("dialog[open], [role=dialog], [role=alertdialog]").count() == 0
    assert desk.posts == []
    assert not Consent.objects.exists()


@pytest.mark.rule("D19")
def test_the_notice_is_the_last_layer_and_leads_back_to_where_one_was(desk: Desk) -> None:
    for address in ("/me/", PROGRAM, GIVE):
        page = desk.open(address)
        if not page.locator('main a[href*="/notice/"]').filter(visible=True).count():
            desk.press(page.locator("main summary", has_text=re.compile("notice|need to know", re.IGNORECASE)).first)
        desk.press(page.locator('main a[href*="/notice/"]').filter(visible=True).first)
        assert "/notice/2/" in page.url
        deeper = page.locator("article a:not([href^='#'], [hreflang])").evaluate_all("all => all.map(one => one.href)")
        assert deeper == []
        desk.press(page.locator(".back a"))
        there, wanted = urlsplit(page.url), urlsplit(address)
        assert (there.path, parse_qs(there.query).get("signal")) == (wanted.path, parse_qs(wanted.query).get("signal"))


@pytest.mark.rule("D20")
def test_the_same_words_stand_in_notice_question_row_receipt_and_interface(desk: Desk) -> None:
    cast = desk.cast
    notice = fairness.text_of(desk.open(f"{PROGRAM}notice/2/")).lower()
    page = desk.open("/me/")
    for signal, label in LABELS.items():
        assert label.lower() in notice, f"The notice does not say {label.lower()}"
        assert row_of(page, signal).get_by_role("heading").inner_text() == label
        said = row_of(page, signal).locator(f"{fairness.ASKED} button").all_inner_texts()
        assert said == [f"Yes, collect my {label.lower()}", f"No, do not collect my {label.lower()}"]
    cast.give(cast.priya, MOUSE)
    receipt = Receipt.objects.get()
    process = receipt.statement["dpv:hasRecordOfActivity"]["dpv:hasProcess"][0]
    purpose, data = process["dpv:hasPurpose"], process["dpv:hasPersonalData"][0]
    offered = ProgramSignal.objects.get(program=cast.program, signal=MOUSE)
    assert (data["dct:identifier"], data["dct:title"]) == (MOUSE, LABELS[MOUSE])
    assert purpose["dct:identifier"] == offered.purpose == Consent.objects.get().purpose
    assert LABELS[MOUSE] in fairness.text_of(desk.open(f"/me/receipts/{receipt.pk}/"))
    assert purpose["dct:description"] in fairness.text_of(desk.page)
    assert purpose["dct:description"] in fairness.text_of(desk.open(PROGRAM))
    key = gate.enrol(name="Recorder", program=cast.program, signals=[MOUSE], by=BY).key
    body = {"people": [str(cast.priya.pk)], "signals": [data["dct:identifier"]]}
    headers = {"Authorization": f"Bearer {key}"}
    told = Client().post("/v1/decisions", body, content_type="application/json", headers=headers).json()["decisions"][0]
    assert (told["signal"], told["allow"]) == (MOUSE, True)


@pytest.mark.rule("D21", "R26")
def test_the_language_changes_and_page_and_state_stay(desk: Desk) -> None:
    desk.cast.give(desk.cast.priya, MOUSE)
    page = desk.open(f"{PROGRAM}notice/2/")
    desk.press(page.locator("main a[hreflang=de]").first)
    assert (urlsplit(page.url).path, parse_qs(urlsplit(page.url).query)["lang"]) == (f"{PROGRAM}notice/2/", ["de"])
    assert fairness.mixed(page, "de", "en", "article[lang=de]") == []
    desk.press(page.locator("main a[hreflang=en]").first)
    assert fairness.mixed(page, "en", "de", "article[lang=en]") == []
    page = desk.open(GIVE)
    desk.press(page.locator("main a[hreflang=de]").first)
    query = parse_qs(urlsplit(page.url).query)
    assert (query["signal"], query["lang"]) == ([KEYS], ["de"])
    assert fairness.mixed(page, "de", "en", "main [lang=de]") == []
    desk.press(fairness.pairs(page)[0][0])
    assert desk.state(MOUSE) == "given", "the language changes no choice"
    assert Consent.objects.get(signal=KEYS).notice.language == "de", "the language shown is kept with the choice"
    page.evaluate("document.querySelector('main').innerHTML = '<article lang=de>Wir zeichnen the keys auf</article>'")
    assert fairness.mixed(page, "de", "en", "article[lang=de]") == ["the"]


@pytest.mark.rule("D22", "R34", "R95")
def test_after_each_save_the_row_says_what_is_when_and_how_to_change_it(desk: Desk) -> None:
    saves = [(lambda: answer(desk, "Yes", MOUSE), MOUSE, "on"), (lambda: answer(desk, "No", KEYS), KEYS, "off")]
    saves.append((lambda: turn_off(desk, MOUSE), MOUSE, "off"))
    for save, signal, outcome in saves:
        save()
        row = row_of(desk.page, signal)
        expect(row.locator(".row-sentence")).to_contain_text(re.compile(rf"(Recording|Collection) is {outcome}"))
        assert row.locator(".row-sentence time").count()
        assert row.locator("button").filter(visible=True).count(), "nothing in the row changes it"
        link = row.locator("a[data-receipt]").get_attribute("href")
        newest = Receipt.objects.order_by("-made_at").first()
        assert newest is not None
        assert link == f"/me/receipts/{newest.pk}/"
        response = desk.page.request.get(link)
        assert response.status == 200
        desk.page.evaluate(f"document.querySelector('#signal-desktop-{signal} a[data-receipt]').remove()")
        expect(row.locator("a[data-receipt]")).to_have_count(0)


def own_addresses() -> list[str]:
    """The employee's pages that need no thing to be named, as the permission matrix lists them."""
    own = {row.address for row in rows() if row.method == "GET" and row.address.startswith("/me/")}
    return sorted(address for address in own if "<" not in address and not address.endswith(".zip"))
