"""Every page, in light and dark: axe finds nothing, the policy refuses nothing, and a small phone shows all of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page

from tests.look.samples import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"light": TAGS, "dark": ["color-contrast"]}
"""The same elements are there in both themes; only their colors differ."""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, a.btn, summary, input:not([type=hidden]), select')]
  .filter(e => e.checkVisibility() && !e.matches('[type=checkbox], [type=radio]'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
      .map(e => e.outerHTML.slice(0, 90))
  : []"""
SMALL_TICKS = """() => [...document.querySelectorAll('.field :is([type=checkbox], [type=radio])')]
  .filter(e => e.checkVisibility())
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("key", sorted(PAGES))
def test_axe_finds_nothing_and_the_policy_refuses_nothing(desk: Page, gallery: str, key: str, theme: str):
    with listening(desk) as said:
        desk.goto(f"{gallery}/page/{key}?theme={theme}")
        found = Axe().run(desk, options={"runOnly": RULES[theme], "resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
        assert said == []


@contextmanager
def listening(page: Page) -> Iterator[list[str]]:
    """Give what the page says to its console, errors and what the policy refuses among it, while the block runs."""
    said: list[str] = []

    def hear(what: ConsoleMessage | Error) -> None:
        said.append(what.text if isinstance(what, ConsoleMessage) else str(what))

    page.on("console", hear)
    page.on("pageerror", hear)
    try:
        yield said
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", hear)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_fits_320_pixels_and_its_targets_are_large_enough(small_phone: Page, gallery: str, key: str):
    small_phone.goto(f"{gallery}/page/{key}")
    assert small_phone.evaluate(TOO_WIDE) == []
    assert small_phone.evaluate(SMALL_TARGETS) == []
    assert small_phone.evaluate(SMALL_TICKS) == []


@pytest.mark.parametrize("key", ["me", "program", "give", "my-purge-live", "account-login", "purges", "dataset-form"])
def test_what_has_focus_is_not_covered(page: Page, gallery: str, key: str):
    page.set_viewport_size({"width": 375, "height": 640})
    page.goto(f"{gallery}/page/{key}")
    for _ in range(page.locator("main a, main button, main input:not([type=hidden])").count()):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
              const element = document.activeElement, box = element.getBoundingClientRect();
              const inView = Math.min(Math.max(box.y, 0) + Math.min(box.height, 40) / 2, innerHeight - 1);
              const top = document.elementFromPoint(box.x + box.width / 2, inView);
              const seen = element === document.body || element.contains(top) || top?.contains(element);
              return seen ? "" : element.outerHTML;
            }"""
        )
        assert covered == ""
