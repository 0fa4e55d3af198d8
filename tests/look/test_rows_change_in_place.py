"""With htmx a row changes where it stands: focus stays, the outcome is said once, the card's count follows."""

import re

from playwright.sync_api import Page, expect


def test_turning_off_is_one_click_and_keeps_the_focus(page: Page, gallery: str):
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(f"{gallery}/page/program")
    expect(page.locator("#state-desktop-assistant-training")).to_have_text("Recording 2 of 4")
    page.get_by_role("switch", name="Mouse movement").click()
    row = page.locator(".row", has=page.get_by_role("switch", name="Mouse movement", checked=False))
    expect(row.get_by_role("button", name=re.compile("^Undo ?: Mouse movement$"))).to_be_visible()
    expect(row.get_by_role("switch")).to_be_focused()
    expect(page.locator("#state-desktop-assistant-training")).to_have_text("Recording 1 of 4")
    expect(page.locator("#announce")).to_have_text("Mouse movement: recording stopped. You can undo this.")
    assert [url.rsplit("/", 2)[-2] for url in posts] == ["withdraw"]
    assert page.url.endswith("/page/program")


def test_an_old_message_leaves_with_the_next_choice_and_not_with_a_question(page: Page, gallery: str):
    page.goto(f"{gallery}/page/program")
    page.get_by_role("switch", name="Keystrokes").click()
    expect(page.get_by_role("heading", name=re.compile("collect your keystrokes"))).to_be_focused()
    expect(page.locator(".message")).to_have_count(1)
    page.get_by_role("switch", name="Mouse movement").click()
    expect(page.locator(".message")).to_have_count(0)


def test_a_refusal_is_in_sight_far_below_the_top_of_a_phone(page: Page, gallery: str):
    page.set_viewport_size({"width": 375, "height": 640})
    page.goto(f"{gallery}/page/program")
    page.route("**/withdraw/", lambda route: route.fulfill(status=409, body="<p data-refusal>It is off already.</p>"))
    page.get_by_role("switch", name="Mouse movement").click()
    expect(page.locator("#trouble")).to_have_text("It is off already.")
    assert page.evaluate("scrollY") > 0
    expect(page.locator("#trouble")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_words_of_a_signal_use_the_whole_width_below_its_switch(page: Page, gallery: str):
    page.set_viewport_size({"width": 375, "height": 640})
    page.goto(f"{gallery}/page/program")
    row = page.locator(".row", has=page.get_by_role("switch", name="Mouse movement"))
    name, words, switch, whole = (
        part.bounding_box() or {} for part in (row.locator("h3"), row.locator(".row-sentence"), row.get_by_role("switch"), row)
    )
    assert words["width"] == whole["width"]
    assert words["y"] >= switch["y"] + switch["height"]
    assert name["y"] < switch["y"] + switch["height"]


def test_a_live_purge_line_is_replaced_alone_and_the_focus_stays(page: Page, gallery: str):
    page.goto(f"{gallery}/page/program")
    page.get_by_role("switch", name="Mouse movement").click()
    undo = page.get_by_role("button", name=re.compile("^Undo ?: Mouse movement$"))
    undo.focus()
    # The gallery's line belongs to another row: nothing is selected from it, the line leaves, all else must stay.
    expect(page.locator("#signal-desktop-assistant-training-mouse-movement-purge")).to_have_count(0, timeout=6000)
    expect(undo).to_be_focused()


def test_updates_can_be_paused(page: Page, gallery: str):
    polls: list[str] = []
    page.on("request", lambda request: polls.append(request.url) if "running" in request.url else None)
    page.goto(f"{gallery}/page/office")
    with page.expect_request(re.compile("/office/running/"), timeout=12000):
        pass
    page.get_by_role("button", name="Pause updates").click()
    before = len(polls)
    page.wait_for_timeout(3000)
    assert len(polls) == before
    expect(page.get_by_role("button", name="Resume updates")).to_be_visible()


def test_asking_moves_the_focus_to_the_question_and_no_brings_the_row_back(page: Page, gallery: str):
    page.goto(f"{gallery}/page/program")
    page.get_by_role("switch", name="Keystrokes").click()
    expect(page.get_by_role("heading", name=re.compile("collect your keystrokes"))).to_be_focused()
    page.get_by_role("button", name="No, do not collect my keystrokes").click()
    expect(page.get_by_role("switch", name="Keystrokes", checked=False)).to_be_focused()
    expect(page.get_by_role("button", name="No, do not collect my keystrokes")).to_have_count(0)


def test_the_menu_closes_with_escape_and_gives_the_focus_back(page: Page, gallery: str):
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"{gallery}/page/me")
    menu = page.locator(".menu-phone")
    menu.locator("summary").click()
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
