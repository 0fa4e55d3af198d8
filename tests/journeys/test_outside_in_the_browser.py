"""In Chromium, with and without JavaScript: somebody who left comes in by the mailed link; an employee raises a concern."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import caches
from playwright.sync_api import Browser, Page, expect

from rights.actions import concerns
from rights.models import Concern, Request
from tests.cast import Cast, make_cast
from tests.rights.concern_box import protection_officer
from tests.rights.visitors import PRIVATE, delivered, left, token_in

pytestmark = pytest.mark.django_db(transaction=True)
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def cast(valkey) -> Cast:
    caches["limits"].clear()
    caches["default"].clear()
    return make_cast(datasets=False)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def page(request, browser: Browser, live_url: str) -> Iterator[Page]:
    scripted = request.param == "with JavaScript"
    context = browser.new_context(base_url=live_url, java_script_enabled=scripted)
    page = context.new_page()
    page.scripted = scripted
    yield page
    context.close()


def press(page: Page, name: str, role: str = "button") -> None:
    """Press it, and look at the page that comes with axe."""
    page.get_by_role(role, name=name).first.click()
    page.wait_for_load_state()
    if page.scripted:
        assert Axe().run(page, options={"runOnly": AXE["runOnly"]}).response["violations"] == []


@pytest.mark.rule("R53")
def test_who_left_asks_for_their_data(cast: Cast, page: Page) -> None:
    zoe = left()
    page.goto("/accounts/login/")
    press(page, "Get a link by e-mail", "link")
    page.get_by_label("Your e-mail address").fill(PRIVATE)
    press(page, "Send me a link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    assert delivered() == [PRIVATE]
    page.goto(f"/requests/link/{token_in(mail.outbox[0])}/")
    press(page, "Open your requests")
    press(page, "Make a request", "link")
    press(page, "See my data", "link")
    press(page, "Check")
    press(page, "Send the request")
    expect(page.get_by_role("heading", level=1)).to_have_text("Request sent")
    request = Request.objects.get()
    assert (request.person, request.channel) == (zoe, "outside")
    press(page, "Go to your request", "link")
    assert page.url.endswith(f"/requests/mine/{request.pk}/")
    page.get_by_label("Your message").fill("I moved to Cork.")
    press(page, "Send the message")
    expect(page.get_by_text("I moved to Cork.")).to_be_visible()
    press(page, "Close")
    page.goto(f"/requests/mine/{request.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Come in by a link")


@pytest.mark.rule("R111")
def test_an_employee_raises_a_concern_and_finds_the_answer(cast: Cast, page: Page, live_url: str) -> None:
    protection_officer()
    page.context.add_cookies([{"name": "sid", "value": cast.client(cast.priya).cookies["sid"].value, "url": live_url}])
    page.goto("/me/programs/desktop/")
    press(page, "Raise a concern about this program", "link")
    page.get_by_label("No, stay unknown").check()
    page.get_by_label("What is your concern?").fill("They record my lunch.")
    press(page, "Send")
    expect(page.get_by_text("Not handed on yet")).to_be_visible()
    concerns.hand_on_letters()
    concerns.answer(concern=Concern.objects.get(), words="Not any more.", shown=False, by=cast.sam)
    page.reload()
    expect(page.get_by_text("Not any more.")).to_be_visible()
