"""What is fair about a page of choices, as checks that give a list of faults: rules D01 to D22 as far as a page shows them.

A check that can't fail checks nothing: for each there is a damage in the tests that it has to find.
"""

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page

from tests.journeys import lexicon

ASKED = "[data-choice]"
CONTROLS = """() => {
  const beside = e => [...(e.closest('[data-choice]')?.querySelectorAll('button') || [])];
  return [...document.querySelectorAll('main :is(button, a, summary, label)')].filter(e => e.checkVisibility())
    .map(e => [e.innerText, beside(e).some(button => /^(No|Nein),/.test(button.innerText))]);
}"""
ANSWERS = """() => [...document.querySelectorAll('[data-choice]')].filter(e => e.checkVisibility())
  .map(e => [...e.querySelectorAll('button')].map(b => b.innerText))"""
STYLES = ("color", "background-color", "border", "font", "font-weight", "letter-spacing", "text-decoration", "padding", "opacity")
LOOKS = """names => {
  const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const part = n => { n /= 255; return n <= .03928 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const contrast = e => {
    let under = e;
    while (under.parentElement && numbers(getComputedStyle(under).backgroundColor)[3] === 0) under = under.parentElement;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(numbers(getComputedStyle(under).backgroundColor))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  };
  const look = e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const found = Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]));
    return {...found, tag: e.tagName, class: e.className, size: [box.width, box.height], contrast: contrast(e)};
  };
  return [...document.querySelectorAll('[data-choice]')].filter(e => e.checkVisibility())
    .map(e => [...e.querySelectorAll('button')].map(look));
}"""
DESCRIBED = """e => (e.getAttribute('aria-describedby') || '').split(' ')
  .map(id => document.getElementById(id)?.innerText).join(' ')"""
CHOSEN = """() => [...document.querySelectorAll(
    'main :checked, main [checked], main [selected], main [aria-checked=true], main [aria-pressed=true], main [type=radio]')]
  .map(e => e.outerHTML.slice(0, 90))"""


def pairs(page: Page) -> list[tuple[Locator, Locator]]:
    """Every question of the page as its yes and its no, in the order in which they stand."""
    found = []
    for asked in page.locator(ASKED).filter(visible=True).all():
        buttons = asked.get_by_role("button")
        found.append((buttons.nth(0), buttons.nth(1)))
    return found


def text_of(page: Page, where: str = "main") -> str:
    """What people read there, without what is folded away."""
    return re.sub(r"\s+", " ", page.locator(where).first.inner_text())


def out_of_view(page: Page) -> list[str]:
    """D01: the yes and the no of the page's question that can't be seen without scrolling."""
    size = page.viewport_size
    assert size is not None
    wrong = [] if pairs(page) else ["no question"]
    for button in pairs(page)[0] if pairs(page) else ():
        box = button.bounding_box()
        if box is None or box["x"] < 0 or box["y"] < 0:
            wrong.append(f"{button.inner_text()}: not shown")
        elif box["x"] + box["width"] > size["width"] or box["y"] + box["height"] > size["height"]:
            wrong.append(f"{button.inner_text()}: ends at {box['x'] + box['width']}, {box['y'] + box['height']}")
    return wrong


def unlike(page: Page) -> list[str]:
    """D02: how a yes and its no differ in element, class, size, font, colours or contrast."""
    wrong = []
    for answers in page.evaluate(LOOKS, STYLES):
        if len(answers) != 2:
            wrong.append("not two buttons")
            continue
        first, second = answers
        boxes = zip(first.pop("size"), second.pop("size"), strict=True)
        # Chromium lays out in steps of 1/64 px, so that two halves of an odd width differ by one such step.
        wrong += [f"size: {one} / {other}" for one, other in boxes if abs(one - other) > 1 / 64]
        if abs(first.pop("contrast") - second.pop("contrast")) > 0.1:
            wrong.append("contrast")
        wrong += [f"{name}: {first[name]} / {second[name]}" for name in first if first[name] != second[name]]
    return wrong


def pushed(page: Page) -> list[str]:
    """D03: answers that are styled as the one to take, or that have the focus before anybody moved it."""
    answers = [one for pair in pairs(page) for one in pair]
    wrong = [f"{one.inner_text()}: primary" for one in answers if "primary" in (one.get_attribute("class") or "")]
    if page.locator("main [autofocus]").count():
        wrong.append("autofocus")
    if not page.evaluate("() => document.activeElement === document.body"):
        wrong.append("focus")
    return wrong


def chosen(page: Page) -> list[str]:
    """D04: what is ticked, pressed or a row of radio buttons before anybody chose."""
    found: list[str] = page.evaluate(CHOSEN)
    return found


def asked_for_more(page: Page) -> list[str]:
    """D07: anything to fill in inside the forms by which people answer, turn off or undo, and any dialog."""
    fields = page.locator("main form :is(input:not([type=hidden]), textarea, select)").all()
    dialogs = page.locator("dialog[open], [role=dialog], [role=alertdialog]").all()
    return [one.evaluate("e => e.outerHTML.slice(0, 90)") for one in [*fields, *dialogs]]


def put_off(page: Page, language: str = "en") -> list[str]:
    """D08: "later" without a real no beside it."""
    return [text for text, beside_no in _controls(page) if lexicon.found(lexicon.LATER, language, text) and not beside_no]


def bundled(page: Page, language: str = "en") -> list[str]:
    """D09: one yes for everything, or options put behind another door."""
    return [said for text, _ in _controls(page) for said in lexicon.found(lexicon.BUNDLED, language, text)]


def order_of(page: Page) -> list[str]:
    """D10: the signals of the page in their order, as the ids of their rows."""
    found: list[str] = page.evaluate("() => [...document.querySelectorAll('main li.row[id^=signal-]')].map(e => e.id)")
    return found


def turned_round(page: Page) -> list[str]:
    """D10: questions whose no stands before the yes."""
    return [no.inner_text() for yes, no in pairs(page) if not yes.inner_text().startswith(("Yes,", "Ja,"))]


def mislabelled(page: Page) -> list[str]:
    """D11: answers that are not worded as `Yes, collect ...` and `No, do not collect ...` of one signal, or negate twice."""
    wrong = []
    for yes, no in page.evaluate(ANSWERS):
        said = re.fullmatch(r"Yes, collect my (.+)", yes)
        if said is None or no != f"No, do not collect my {said[1]}":
            wrong.append(f"{yes} / {no}")
    return wrong + [text for text, _ in _controls(page) if lexicon.found(lexicon.TWICE_NO, "en", text)]


def wordless(page: Page) -> list[str]:
    """D12: switches whose outcome is not said in words by what describes them, and rows that do not say theirs."""
    wrong = []
    for switch in page.get_by_role("switch").filter(visible=True).all():
        outcome = "on" if switch.get_attribute("aria-checked") == "true" else "off"
        if not re.search(rf"(Recording|Collection) is {outcome}\b", switch.evaluate(DESCRIBED)):
            wrong.append(switch.evaluate("e => e.id"))
    silent = "e => e.checkVisibility() && !e.querySelector('.row-sentence')?.innerText.trim()"
    rows = page.locator("main li.row[id^=signal-]").all()
    return wrong + [row.evaluate("e => e.id") for row in rows if row.evaluate(silent)]


def said(page: Page, lists: lexicon.Lists, language: str = "en") -> list[str]:
    """D13 to D15: words of the list that people read on the page."""
    return lexicon.found(lists, language, text_of(page))


def ticking(page: Page) -> list[str]:
    """D15: numbers on the way to the choices, timers, and text that changes by itself while one reads."""
    wrong = page.evaluate("() => [...document.querySelectorAll('[role=timer], [data-countdown], marquee')].map(e => e.outerHTML)")
    wrong += [link for link in page.locator("header nav a, header .logo").all_inner_texts() if re.search(r"\d", link)]
    before = text_of(page)
    page.wait_for_timeout(1_200)
    return wrong + ([] if text_of(page) == before else ["the text changes"])


def missing_from_first_layer(page: Page, wanted: Sequence[str], limit: int = 250) -> list[str]:
    """D18: what the first layer does not say (patterns), and whether it is too long."""
    layer = page.locator(".first-layer").first
    text = re.sub(r"\s+", " ", layer.inner_text()) if layer.count() else ""
    wrong = [pattern for pattern in wanted if not re.search(pattern, text, re.IGNORECASE)]
    return wrong + ([f"{len(text.split())} words"] if len(text.split()) > limit else [])


def mixed(page: Page, language: str, other: str, where: str) -> list[str]:
    """D21: words of another language in the text of this one, and text that says it is in another language."""
    block = page.locator(where).first
    words = re.findall(r"\w+", block.inner_text().lower())
    wrong = [word for word in words if word in lexicon.COMMON[other]]
    marks: list[str] = block.evaluate("e => [...e.querySelectorAll('[lang]')].map(one => one.lang)")
    return wrong + [mark for mark in marks if mark != language]


def _controls(page: Page) -> list[tuple[str, bool]]:
    """What each control that is shown says, and whether it stands beside a no."""
    return [(text, beside_no) for text, beside_no in page.evaluate(CONTROLS)]
