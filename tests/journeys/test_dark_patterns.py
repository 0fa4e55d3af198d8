"""Rules D01 to D04, D08, D09, D11 to D15 and D18 on the running portal, on each screen in light and dark; each damage is found."""

from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from consent.models import Acknowledgement, Consent
from tests.cast import CLICK, KEYS, MOUSE, Cast
from tests.journeys import fairness, lexicon
from tests.journeys.desks import GIVE, PROGRAM, SCREENS, TWO, Desk, desk_of, publish_in_two_languages

pytestmark = pytest.mark.django_db(transaction=True)
ASKING = ("/me/", PROGRAM, GIVE)
NO = "document.querySelector('[data-choice] form:last-of-type button')"
YES = "document.querySelector('[data-choice] form:first-of-type button')"


@pytest.fixture
def desk(browser: Browser, live_url: str, cast: Cast) -> Iterator[Desk]:
    publish_in_two_languages(cast)
    with desk_of(browser, live_url, cast, "light-1280") as desk:
        yield desk


def asking(desk: Desk, screens: Iterable[str] = SCREENS) -> Iterator[Page]:
    """Every page that asks, on every screen, untouched and with its questions."""
    for screen in desk.screens(screens):
        for address in ASKING:
            page = desk.open(address)
            assert fairness.pairs(page), (screen, address)
            yield page


def add(page: Page, html: str, where: str = "main") -> None:
    """Damage the page: something stands there that should not."""
    page.evaluate("([where, html]) => document.querySelector(where).insertAdjacentHTML('beforeend', html)", [where, html])


@pytest.mark.rule("D01")
def test_yes_and_no_are_in_view_without_scrolling(desk: Desk) -> None:
    for screen in desk.screens():
        page = desk.open(GIVE)
        assert fairness.out_of_view(page) == [], screen
        page.evaluate(f"{NO}.style.position = 'relative'; {NO}.style.top = '900px'")
        assert fairness.out_of_view(page)


@pytest.mark.rule("D01", "R27")
def test_each_question_of_a_list_stands_in_one_view_with_both_answers(desk: Desk) -> None:
    for page in asking(desk):
        for yes, no in fairness.pairs(page):
            yes.scroll_into_view_if_needed()
            top, bottom = yes.bounding_box(), no.bounding_box()
            assert top is not None
            assert bottom is not None
            assert abs(top["y"] - bottom["y"]) < 1
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert len(fairness.pairs(page)) == (1 if page.url.endswith(GIVE) else 4)


@pytest.mark.rule("D02", "R29")
def test_yes_and_no_are_the_same_component(desk: Desk) -> None:
    for page in asking(desk):
        assert fairness.unlike(page) == []
    for damage in ("fontWeight = '400'", "padding = '2px'", "color = '#777'", "opacity = '.6'"):
        page = desk.open(GIVE)
        page.evaluate(f"{NO}.style.{damage}")
        assert fairness.unlike(page), damage


@pytest.mark.rule("D03", "R28")
def test_no_answer_is_pushed_and_enter_alone_does_nothing(desk: Desk) -> None:
    for page in asking(desk):
        assert fairness.pushed(page) == []
        address = page.url
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        page.wait_for_timeout(50)
        assert page.url == address
    assert desk.posts == []
    assert not Consent.objects.exists()
    assert not Acknowledgement.objects.exists()
    page.evaluate(f"{YES}.classList.add('btn-primary')")
    assert fairness.pushed(page)
    page = desk.open(GIVE)
    page.evaluate(f"{YES}.focus()")
    assert fairness.pushed(page)


@pytest.mark.rule("D04", "R28")
def test_nothing_is_chosen_in_advance(desk: Desk) -> None:
    for page in asking(desk, TWO):
        assert fairness.chosen(page) == []
    add(desk.page, '<input type="checkbox" checked>')
    assert fairness.chosen(desk.page)


@pytest.mark.rule("D08", "D09", "R27")
def test_nothing_puts_a_no_off_and_no_yes_is_for_everything(desk: Desk) -> None:
    for page in asking(desk, TWO):
        assert fairness.put_off(page) == []
        assert fairness.bundled(page) == []
    add(desk.page, "<button>Ask me later</button>")
    assert fairness.put_off(desk.page) == ["Ask me later"]
    add(desk.page, "<button>Accept all</button><button>More options</button>")
    assert len(fairness.bundled(desk.page)) == 2


@pytest.mark.rule("D11", "R29")
def test_answers_say_plainly_what_they_do(desk: Desk) -> None:
    for page in asking(desk, TWO):
        assert fairness.mislabelled(page) == []
    desk.page.evaluate(f"{NO}.innerText = 'No thanks'")
    assert fairness.mislabelled(desk.page)
    page = desk.open(GIVE)
    add(page, "<button>Do not disable this</button>")
    assert fairness.mislabelled(page) == ["Do not disable this"]


@pytest.mark.rule("D12", "R95")
def test_every_switch_says_its_outcome_in_words(desk: Desk) -> None:
    cast = desk.cast
    cast.give(cast.priya, MOUSE)
    for screen in desk.screens(TWO):
        for address in ("/me/", PROGRAM):
            page = desk.open(address)
            assert page.get_by_role("switch").count()
            assert fairness.wordless(page) == [], screen
    page.evaluate("document.querySelector('[role=switch]').removeAttribute('aria-describedby')")
    assert fairness.wordless(page)


@pytest.mark.rule("D13", "D14", "D15", "R97", "R99")
def test_no_word_loads_or_presses_and_no_number_of_others_stands_there(desk: Desk) -> None:
    cast = desk.cast
    cast.give(cast.priya, MOUSE, CLICK)
    notice = f"{PROGRAM}notice/{cast.notice.version}/"
    for address in (*ASKING, notice, "/me/receipts/", "/me/inbox/", "/how/"):
        page = desk.open(address)
        for lists in (lexicon.LOADED, lexicon.PROOF, lexicon.PRESSURE):
            assert fairness.said(page, lists) == [], address
    page = desk.open(f"{notice}?lang=de")
    assert page.locator("article[lang=de]").count() == 1
    for lists in (lexicon.LOADED, lexicon.PROOF, lexicon.PRESSURE):
        assert lexicon.found(lists, "de", fairness.text_of(page, "article")) == []
    for language, words in (
        ("en", "Help us: 92 % said yes. Hurry, 3 days left."),
        ("de", "Hilf uns. Noch 3 Tage. 92 % sind dabei."),
    ):
        assert all(lexicon.found(lists, language, words) for lists in (lexicon.LOADED, lexicon.PROOF, lexicon.PRESSURE))


@pytest.mark.rule("D15")
def test_nothing_counts_down_and_no_link_wears_a_number(desk: Desk) -> None:
    cast = desk.cast
    cast.give(cast.priya, KEYS)
    page = desk.open("/me/")
    assert fairness.ticking(page) == []
    add(page, "<p id='clock'></p>")
    page.evaluate("setInterval(() => { document.getElementById('clock').innerText = Date.now() }, 200)")
    assert fairness.ticking(page) == ["the text changes"]


@pytest.mark.rule("D18", "R97")
def test_the_first_layer_says_all_that_counts_in_250_words(desk: Desk) -> None:
    wanted = ["to teach an assistant", "keystrokes", "90 days", "Applied AI", "If you say no", "turn it off"]
    for screen in desk.screens():
        for address in ASKING:
            page = desk.open(address)
            assert page.locator(".first-layer").first.is_visible()
            assert fairness.missing_from_first_layer(page, wanted) == [], screen
    for _ in range(page.locator(".first-layer li").count()):
        page.evaluate("document.querySelector('.first-layer li').remove()")
    assert fairness.missing_from_first_layer(page, wanted) == wanted
    add(page, f"<p>{'word ' * 260}</p>", ".first-layer")
    assert "260 words" in fairness.missing_from_first_layer(page, wanted)
