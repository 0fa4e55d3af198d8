"""The answer as people read it: the page inside the package, on a desk and on a phone, in light and dark, and for readers."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from rights.access import answer, pdf, web_page
from rights.access.answer import Answer
from rights.access.information import DatasetFacts, ProgramFacts, SignalFacts, information
from rights.access.manifest import Copied, Head, left_out
from tests.declarations import declaration
from tests.look.test_pages_are_accessible import TAGS

PAGE = {"title": "A copy of your data", "law": "GDPR 15", "name": "Priya Nair", "reference": "R-6F1C2B9E"}
NASTY = '#panic("typst") $x$ <b>html</b> \\ [link](x) @ref = 1 `raw` {{ django }}'


def copied():
    """Three places: one read, one that was away, one withheld."""
    return [
        Copied(
            ref="1",
            name="Clicks",
            store="Event database",
            state="done",
            signals=["Click location"],
            rows=1_310_002,
            counted=1_310_002,
            files=("data/event-database/clicks.jsonl", "data/event-database/clicks.csv"),
            columns=3,
            preview_columns=("employee", "at", "words"),
            preview=[["E00042", "2026-11-26T08:00:00.123456+00:00", NASTY]] * 20,
        ),
        Copied(ref="2", name="Clicks", store="Event database", state="away", signals=["Keystrokes"], note="It was away."),
        Copied(ref="3", name="Notes", store="x" * 70, state="withheld", signals=[], counted=7, ground="credentials", law="GDPR 32"),
    ]


def informed():
    """What Art. 15(1) asks for, of one program and one place."""
    body = declaration()
    body["recipients"][0] |= {"country": "US", "transfer": "Standard contractual clauses 2021/914"}
    signal = SignalFacts(signal="click-location", label="Click location", basis="consent", choice="Given", recorded_now=True)
    facts = {
        "store": "Event database",
        "signals": ("Click location",),
        "grace_days": 7,
        "starts_with": "The moment.",
        "kept_for": "Tax",
    }
    place = DatasetFacts(ref="1", name="Clicks", rows=1_310_002, days=90, derived_from=("Pointer events",), **facts)
    program = ProgramFacts(
        name=NASTY, slug="p", version=1, body=body, signals=(signal,), datasets=(place,), models=("Assistant 3",), restricted=True
    )
    return information(programs=[program], others=[place], company=[], site="https://assent.example")


def sections():
    """An answer with everything that can be in one: long words, markup of every kind, something missing, something withheld."""
    came = copied()
    look = {
        "at": "2026-11-26T08:00:00Z",
        "what": "Request read",
        "purpose": "To decide",
        "role": "Privacy officer",
        "unit": "Legal",
    }
    when = "Thursday 26 November 2026, 08:00 (UTC)"
    head = Head(
        package="p",
        request="r",
        reference="R-6F1C2B9E",
        kind="access",
        person="x",
        received=when,
        built=when,
        expires=when,
        about="Everything in every program",
        scope={},
        built_at="",
        expires_at="",
    )
    told = informed()
    files = [{"path": "consents.json", "about": "Every choice"}, {"path": "receipts/", "about": "Your receipts"}]
    return answer.sections(
        Answer(head=head, datasets=came, left_out=left_out(came, []), information=told, looks=[look] * 60, files=files)
    )


@pytest.fixture(scope="module")
def html():
    return web_page.rendered(PAGE, sections()).decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(html, browser, scheme, width):
    view = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page, said = browser.new_page(**view), []
    page.on("console", lambda message: said.append(message.text))
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    # axe is a script, and the page's own policy refuses every script: it looks at the page without that one line.
    page.set_content(html.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="was-policy"'))
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    page.close()


def test_every_link_of_its_contents_leads_to_a_section_of_its_own(html, browser):
    page = browser.new_page()
    page.set_content(html)
    targets = page.eval_on_selector_all("nav a", "links => links.map(link => link.getAttribute('href').slice(1))")
    headings = page.eval_on_selector_all("h2", "found => found.map(one => one.id)")
    assert set(targets) <= set(headings)
    assert len(headings) == len(set(headings))
    page.close()


def test_no_words_of_anybody_are_commands_on_the_page_or_in_the_pdf(html):
    assert "<b>html</b>" not in html
    assert "&lt;b&gt;html&lt;/b&gt;" in html
    # `#panic` would stop typst.
    assert pdf.compiled(PAGE, sections(), made_at=dt.datetime.now(dt.UTC)).startswith(b"%PDF-")


def test_what_is_missing_is_said_at_once_and_with_its_reason_and_ways_to_complain(html):
    text = " ".join(html.split())
    assert "2 of the 3 places are not in this copy." in text
    assert text.index("2 of the 3 places are not in this copy.") < text.index("Your data</h2>")
    for said in ("It was away.", "(GDPR 32)", "you can go to court", "Data Protection Commission", "The last 40 of 60"):
        assert said in text
