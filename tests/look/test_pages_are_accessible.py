"""Every page, in light and dark: axe finds nothing, the policy refuses nothing, and a small phone shows all of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.samples import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
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
def test_axe_finds_nothing_and_the_policy_refuses_nothing(page: Page, gallery: str, key: str, theme: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{gallery}/page/{key}?theme={theme}")
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert said == []


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_fits_320_pixels_and_its_targets_are_large_enough(page: Page, gallery: str, key: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{gallery}/page/{key}")
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(SMALL_TICKS) == []


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
