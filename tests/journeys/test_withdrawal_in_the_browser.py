"""In Chromium: sign in, give, withdraw, see "Erased and verified", download the certificate. With and without JavaScript."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from audit import certificate
from consent.models import Consent
from tests import programs
from tests.cast import MOUSE, Cast, make_cast, number_of
from tests.journeys.stores import event_table, rows_left
from tests.journeys.workers import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]
PATIENCE_MS = 40_000
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def cast(tmp_path, settings) -> Cast:
    settings.PURGE_GRACE_SECONDS = 4
    cast = make_cast(datasets=False)
    event_table(cast, f"sqlite:///{tmp_path / 'store.sqlite3'}", {number_of(cast.priya): 2_000, "E99999": 3_000})
    return cast


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def page(request, browser: Browser, live_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=live_url, java_script_enabled=request.param == "with JavaScript")
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("console", lambda line: page.trouble.append(line.text) if line.type == "error" else None)
    page.scripted = request.param == "with JavaScript"
    yield page
    assert page.trouble == []
    context.close()


def accessible(page: Page) -> None:
    if page.scripted:
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def switch(page: Page):
    return page.get_by_role("switch", name="Mouse movement")


def settled(page: Page, text: str) -> None:
    """The text appears by itself with JavaScript, after reloading without."""
    found = page.get_by_text(text).first
    if page.scripted:
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return
    for _ in range(PATIENCE_MS // 500):
        if found.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(found).to_be_visible()


def test_from_the_first_yes_to_the_certificate(page: Page, cast: Cast, valkey, tmp_path) -> None:
    with Worker(tmp_path):
        page.goto("/accounts/login/")
        accessible(page)
        page.get_by_role("button", name="Priya Nair").click()
        expect(page.get_by_role("heading", name="My choices", level=1)).to_be_visible()
        accessible(page)
        give(page)
        withdraw(page)
        settled(page, "Erased and verified")
        accessible(page)
        page.get_by_role("link", name="See the proof").first.click()
        settled(page, "Erased and verified")
        accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the certificate").click()
        document = json.loads(download.value.path().read_text())
    certificate.verify(document)
    assert document["statement"]["datasets"][0]["rows_erased"] == 2_000
    assert rows_left(f"sqlite:///{tmp_path / 'store.sqlite3'}", number_of(cast.priya)) == 0


def give(page: Page) -> None:
    yes = page.get_by_role("button", name="Yes, collect my mouse movement")
    expect(yes).to_be_visible()
    accessible(page)
    yes.click()
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    assert Consent.objects.get().state == "given"


def withdraw(page: Page) -> None:
    switch(page).click()
    expect(switch(page)).to_have_attribute("aria-checked", "false")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert Consent.objects.get().state == "withdrawn"


def test_undo_in_the_row(page: Page, cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 10
    cast.give(cast.priya, MOUSE)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Priya Nair").click()
    withdraw(page)
    page.get_by_role("button", name="Undo").click()
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert Consent.objects.get().state == "given"


def test_the_second_window_is_told(page: Page, cast: Cast) -> None:
    cast.give(cast.priya, MOUSE)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Priya Nair").click()
    other = page.context.new_page()
    other.goto("/me/")
    page.goto("/me/")
    withdraw(page)
    other.get_by_role("switch", name="Mouse movement").click()
    expect(other.get_by_text("This is off already").first).to_be_visible()
    page.trouble.clear()  # the browser itself reports the 409 as an error in its console
    other.close()


@pytest.mark.rule("R16", "R19")
def test_an_answer_in_a_row_that_is_out_of_date_shows_the_new_text(page: Page, cast: Cast) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Priya Nair").click()
    programs.publish_notice(program=cast.program, summary=["We record more."])
    page.get_by_role("button", name="Yes, collect my mouse movement").click()
    expect(page.get_by_text("Nothing was recorded.").first).to_be_visible()
    expect(page.get_by_text("We record more.").first).to_be_visible()
    page.trouble.clear()  # the browser itself reports the 409 as an error in its console
    assert not Consent.objects.exists()
    page.get_by_role("button", name="Yes, collect my mouse movement").click()
    expect(switch(page)).to_have_attribute("aria-checked", "true")
    assert Consent.objects.get().notice.version == 2
