"""Requests of one's own in a real browser: three clicks from /me/, by keyboard, without JavaScript, on a narrow screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from consent.models import Restriction
from rights.models import CaseMessage, Request
from tests.cast import Cast
from tests.journeys.desks import Desk, desk_of
from tests.rights.office import file, grant

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 3
LINKS = {"access": "Get a copy of your data", "erasure": "Have your data erased"}


@pytest.fixture(params=["dark-320", "light-1280 without JavaScript"])
def desk(request, browser: Browser, live_url: str, cast: Cast) -> Iterator[Desk]:
    screen, _, bare = request.param.partition(" ")
    with desk_of(browser, live_url, cast, screen, script=not bare) as desk:
        yield desk


@pytest.mark.rule("R44", "R51")
@pytest.mark.parametrize("kind", LINKS)
def test_access_and_erasure_are_three_clicks_from_my_choices_and_nothing_is_filled_in(desk: Desk, kind: str) -> None:
    page = desk.open("/me/")
    desk.press(page.get_by_role("link", name=LINKS[kind]))
    desk.press(page.get_by_role("button", name="Check"))
    assert not Request.objects.exists(), "nothing is sent before the last click"
    desk.press(page.get_by_role("button", name="Send the request"))
    request = Request.objects.get(person=desk.cast.priya, kind=kind)
    assert desk.clicks == CLICKS
    expect(page.get_by_role("heading", level=1)).to_have_text("Request sent")
    expect(page.locator("main")).to_contain_text(request.short_ref)
    assert not [post for post in desk.posts if "?" in post]
    assert Restriction.objects.filter(origin=request.pk).exists() is (kind == "erasure")


def test_a_double_click_on_send_is_one_request(desk: Desk) -> None:
    page = desk.open("/me/requests/new/access/")
    desk.press(page.get_by_role("button", name="Check"))
    page.get_by_role("button", name="Send the request").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Request sent")
    assert Request.objects.count() == 1


def test_a_question_with_its_words_takes_three_clicks_and_the_words_stay_on_the_way_back(desk: Desk) -> None:
    page = desk.open("/me/requests/new/")
    desk.press(page.get_by_role("link", name="Ask the data protection officer"))
    desk.press(page.get_by_role("button", name="Check"))
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    desk.press(page.locator(".error-summary a"))
    expect(page.get_by_label("What do you want to know?")).to_be_focused()
    page.keyboard.type("Who reads this?")
    desk.press(page.get_by_role("button", name="Check"))
    desk.press(page.get_by_role("button", name="Change your words"))
    expect(page.get_by_label("What do you want to know?")).to_have_value("Who reads this?")
    desk.press(page.get_by_role("button", name="Check"))
    desk.press(page.get_by_role("button", name="Change what you ask for"))
    desk.press(page.get_by_role("button", name="Make a complaint"))
    expect(page.get_by_label("What went wrong?")).to_have_value("Who reads this?")
    desk.press(page.get_by_role("button", name="Check"))
    desk.press(page.get_by_role("button", name="Send"))
    assert Request.objects.get().kind == "complaint"


def test_a_request_can_be_narrowed_written_about_and_taken_back(desk: Desk) -> None:
    page = desk.open("/me/requests/new/restriction/")
    desk.press(page.get_by_text("Only a part"))
    page.get_by_label("Desktop assistant training").check()
    page.get_by_label("Keystrokes").check()
    desk.press(page.get_by_role("button", name="Check"))
    expect(page.locator("main")).to_contain_text("Recording of keystrokes stops at once in Desktop assistant training.")
    desk.press(page.get_by_role("button", name="Send the request"))
    desk.press(page.get_by_role("link", name="Go to your request"))
    page.get_by_label("Your message").fill("Thank you.")
    desk.press(page.get_by_role("button", name="Send the message"))
    expect(page.locator(".talk li")).to_have_count(1)
    assert CaseMessage.objects.count() == 1
    desk.press(page.get_by_role("link", name="Withdraw this request"))
    desk.press(page.get_by_role("button", name="Withdraw the request"))
    expect(page.locator(".message")).to_have_text("Your request is withdrawn.")
    assert Request.objects.get().outcome == "withdrawn"


def test_the_whole_way_works_by_keyboard_alone(desk: Desk) -> None:
    page = desk.open("/me/requests/new/access/")

    def press(role: str, name: str) -> None:
        wanted = page.get_by_role(role, name=name).first
        for _ in range(40):
            page.keyboard.press("Tab")
            if wanted.evaluate("e => e === document.activeElement"):
                break
        expect(wanted).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_load_state()

    press("button", "Check")
    expect(page).to_have_title(re.compile("^Check your request"))
    press("button", "Send the request")
    expect(page).to_have_title(re.compile("^Request sent"))
    assert Request.objects.count() == 1


def test_the_part_that_moves_is_fetched_by_itself_and_can_be_paused(browser: Browser, live_url: str, cast: Cast, settings) -> None:
    settings.PURGE_GRACE_SECONDS = 3_600
    request = grant(file(cast.priya, "erasure", programs=(cast.program,)), cast.sam)
    with desk_of(browser, live_url, cast, "light-1280") as desk:
        page = desk.open(f"/me/requests/{request.pk}/")
        with page.expect_response(lambda answer: answer.url.endswith("/progress/")) as fetched:
            expect(page.locator("#progress")).to_contain_text("Erasing starts in a moment.")
        assert fetched.value.status == 200
        expect(page.locator("#state")).to_contain_text("Being erased")
        expect(page.get_by_role("button", name="Pause updates")).to_be_visible()
