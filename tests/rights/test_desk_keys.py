"""The officers' desk by its keys, in Chromium: j k o a t ? work where nobody types, and can be turned off (WCAG 2.1.4)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from rights.models import Request
from tests.cast import MOUSE, Cast, make_cast
from tests.rights.office import file

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("restriction", "access", "erasure")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def requests(cast) -> list[Request]:
    """The most urgent one first."""
    return [file(cast.priya, kind) for kind in KINDS]


@pytest.fixture
def page(browser: Browser, live_url: str, cast: Cast) -> Iterator[Page]:
    context = browser.new_context(base_url=live_url)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sam Okafor").click()
    yield page
    assert trouble == []
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def row(page: Page, number: int):
    return page.locator("[data-key-open]").nth(number)


def test_the_list_is_walked_opened_and_taken_from_by_keys(page: Page, cast: Cast, requests) -> None:
    page.goto("/office/queue/")
    press(page, "j")
    expect(row(page, 0)).to_be_focused()
    press(page, "j", "j", "j")
    expect(row(page, 2)).to_be_focused()
    press(page, "k")
    expect(row(page, 1)).to_be_focused()
    second = row(page, 1).get_attribute("href")
    press(page, "a")
    expect(page.get_by_text("is with Sam Okafor now.")).to_be_visible()
    assert f"/office/cases/{Request.objects.get(assignee=cast.sam).pk}/" == second
    expect(page.locator(f'[data-key-open][href="{second}"]')).to_be_focused()
    press(page, "j", "o")
    expect(page).to_have_url(re.compile("/office/cases/"))


def test_take_next_approve_and_enter_decide_a_case(page: Page, cast: Cast) -> None:
    request = file(cast.priya, "restriction")
    page.goto("/office/queue/")
    press(page, "t")
    expect(page.get_by_text("Priya Nair asks for this.")).to_be_visible()
    press(page, "a")
    expect(page.get_by_text("Nothing is decided yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm the decision")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("Decided. The person was told.")).to_be_visible()
    request.refresh_from_db()
    assert request.state == Request.State.FULFILLED


def test_what_can_t_be_undone_is_not_decided_by_a_stray_enter(page: Page, cast: Cast) -> None:
    request = file(cast.priya, "erasure")
    page.goto(f"/office/cases/{request.pk}/")
    press(page, "a")
    expect(page.get_by_role("button", name="Erase for good")).to_be_visible()
    expect(page.get_by_role("button", name="Erase for good")).not_to_be_focused()
    press(page, "Enter")
    request.refresh_from_db()
    assert request.decided_at is None


def test_the_keys_are_shown_and_leave_those_alone_who_type(page: Page, requests) -> None:
    page.goto("/office/queue/")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    press(page, "t")
    expect(dialog).to_be_visible()
    press(page, "Escape")
    expect(dialog).not_to_be_visible()
    page.get_by_role("searchbox").press_sequentially("tajo?")
    expect(page.get_by_role("searchbox")).to_have_value("tajo?")
    assert not Request.objects.filter(assignee__isnull=False).exists()


def test_keys_that_are_off_do_nothing(page: Page, requests) -> None:
    page.goto("/office/queue/")
    press(page, "?")
    page.get_by_role("dialog").get_by_role("button", name="Turn the keys off").click()
    expect(page.locator("[data-keys-off]")).to_have_count(1)
    press(page, "j", "t", "?")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    assert not Request.objects.filter(assignee__isnull=False).exists()
    page.get_by_role("link", name="Keys").click()
    page.get_by_role("dialog").get_by_role("button", name="Turn the keys on").click()
    expect(page.locator("[data-keys-off]")).to_have_count(0)
    press(page, "j")
    expect(row(page, 0)).to_be_focused()


def test_a_case_counts_its_datasets_by_itself(page: Page, cast: Cast) -> None:
    cast.record(cast.priya, MOUSE, 1234)
    request = file(cast.priya, "erasure", programs=(cast.program,))
    page.goto(f"/office/cases/{request.pk}/")
    places = page.get_by_role("table", name="What is there")
    places.scroll_into_view_if_needed()
    expect(places.get_by_text("1,234")).to_be_visible()
    expect(places.get_by_text("not counted yet")).to_have_count(0)
