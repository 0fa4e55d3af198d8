"""The pages on which a person chooses: rules D01 to D22 as far as a page alone can keep or break them."""

import re

import pytest
from playwright.sync_api import Locator, Page

from tests.look.gallery import render
from tests.look.samples_me import SUMMARY

LOADED_WORDS = re.compile(
    r"\b(help us|miss out|last chance|loyal|colleagues already|team spirit)\b"
    r"|\b(accept all|more options|recommended|please|later)\b",
    re.IGNORECASE,
)
EMPLOYEE_PAGES = [
    "me",
    "me-empty",
    "program",
    "give",
    "notice",
    "my-purge-live",
    "my-purge",
    "inbox",
    "how",
    "accessibility",
]
STYLE = "e => { const s = getComputedStyle(e); return [s.color, s.background, s.border, s.font, s.padding].join() }"


def yes_and_no(page: Page) -> tuple[Locator, Locator]:
    yes = page.get_by_role("button", name="Yes, collect my keystrokes", exact=True)
    no = page.get_by_role("button", name="No, do not collect my keystrokes", exact=True)
    return yes, no


@pytest.mark.parametrize(("width", "height"), [(320, 568), (1280, 720)])
def test_yes_and_no_are_both_in_view_without_scrolling(page: Page, gallery: str, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{gallery}/page/give")
    for button in yes_and_no(page):
        box = button.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_yes_and_no_have_the_same_size_and_style(page: Page, gallery: str, width: int):
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(f"{gallery}/page/give")
    yes, no = yes_and_no(page)
    first, second = yes.bounding_box(), no.bounding_box()
    assert first is not None
    assert second is not None
    assert (first["width"], first["height"]) == (second["width"], second["height"])
    assert yes.evaluate(STYLE) == no.evaluate(STYLE)
    assert yes.get_attribute("class") == no.get_attribute("class") == "btn"


def test_nothing_is_chosen_or_focused_in_advance(page: Page, gallery: str):
    page.goto(f"{gallery}/page/give")
    assert page.locator("[checked], [selected], [autofocus], [aria-checked=true]").count() == 0
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Enter")
    assert page.url.endswith("/page/give")


def test_the_first_layer_says_all_and_is_short(page: Page, gallery: str):
    page.goto(f"{gallery}/page/give")
    text = page.locator("main").inner_text()
    for line in [*SUMMARY, "Keys you type. Passwords are never recorded."]:
        assert line in text
    assert page.get_by_role("link", name=re.compile("Read the whole notice")).count() == 1
    assert len(text.split()) <= 250


def test_a_switch_says_its_outcome_in_words_and_turning_off_is_one_post(page: Page, gallery: str):
    page.goto(f"{gallery}/page/me")
    on = page.get_by_role("switch", name="Mouse movement", checked=True)
    described = on.get_attribute("aria-describedby") or ""
    assert "Recording is on." in " ".join(page.locator(f"#{name}").inner_text() for name in described.split())
    form = on.locator("xpath=ancestor::form")
    assert form.get_attribute("method") == "post"
    assert form.locator("input:not([type=hidden]), textarea, select").count() == 0
    off = page.get_by_role("switch", name="Keystrokes", checked=False)
    assert off.locator("xpath=ancestor::form").get_attribute("method") == "get"


def test_the_result_and_its_undo_stand_in_the_row(page: Page, gallery: str):
    page.goto(f"{gallery}/page/me")
    row = page.locator(".row", has=page.get_by_role("switch", name="Keystrokes"))
    assert "Recording stopped at 14:05:07" in row.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert row.get_by_role("button", name="Undo").count() == 1
    assert page.evaluate("[...document.querySelectorAll('main *')].every(e => getComputedStyle(e).position !== 'fixed')")


@pytest.mark.parametrize("key", EMPLOYEE_PAGES)
def test_sentences_are_short_and_plain(key: str):
    body = re.search(r"<main.*</main>", render(key), re.DOTALL)
    assert body is not None
    blocks = re.findall(r"<(p|li|dd|h\d)\b[^>]*>(.*?)</\1>", body[0], re.DOTALL)
    for _, block in blocks:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block)).strip()
        for sentence in re.split(r"(?<=[.!?:])\s", text):
            assert len(sentence.split()) <= 25, sentence
        assert not LOADED_WORDS.search(text), text
