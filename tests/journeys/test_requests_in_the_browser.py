"""In Chromium, with and without JavaScript: three clicks to a request, a decision, and its end: a package, or proof of erasure."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from audit import certificate
from rights.models import Request
from tests.cast import MOUSE, Cast, make_cast, number_of
from tests.journeys.stores import event_table, rows_left
from tests.journeys.workers import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.flows]
PATIENCE_MS = 60_000
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
ROWS = 1_500


@pytest.fixture
def store(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'store.sqlite3'}"


@pytest.fixture
def cast(store, settings) -> Cast:
    settings.PURGE_GRACE_SECONDS = 0
    cast = make_cast(datasets=False)
    event_table(cast, store, {number_of(cast.priya): ROWS, "E99999": 3_000})
    return cast


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def browsers(request, browser: Browser, live_url: str) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each of the two people, as they sit at two desks."""
    scripted = request.param == "with JavaScript"
    made = {who: browser.new_context(base_url=live_url, java_script_enabled=scripted) for who in ("Priya Nair", "Sam Okafor")}
    for context in made.values():
        context.scripted = scripted
    yield made
    for context in made.values():
        context.close()


class Clicks:
    """A person at a page, whose presses are counted."""

    def __init__(self, context: BrowserContext, who: str) -> None:
        """Sign in with the trial's own button."""
        self.page: Page = context.new_page()
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda line: self.trouble.append(line.text) if line.type == "error" else None)
        self.scripted = context.scripted
        self.page.goto("/accounts/login/")
        self.page.get_by_role("button", name=who).click()
        self.count = 0

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.accessible()

    def link(self, name: str, **more: object) -> None:
        self.count += 1
        self.page.get_by_role("link", name=name, **more).first.click()
        self.accessible()

    def press(self, name: str, **more: object) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, **more).first.click()
        self.accessible()

    def accessible(self) -> None:
        if self.scripted:
            self.page.wait_for_load_state()
            found = Axe().run(self.page, options=AXE).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], self.page.url

    def settled(self, text: str) -> None:
        """The text appears by itself with JavaScript, after reloading without."""
        found = self.page.get_by_text(text).first
        for _ in range(0 if self.scripted else PATIENCE_MS // 500):
            if found.is_visible():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        expect(found).to_be_visible(timeout=PATIENCE_MS)

    def download(self, role: str, name: str) -> bytes:
        self.count += 1
        with self.page.expect_download() as download:
            self.page.get_by_role(role, name=name).first.click()
        return download.value.path().read_bytes()


def file(priya: Clicks, link: str) -> Request:
    """From my choices, with nothing to fill in: three clicks."""
    priya.go("/me/")
    priya.count = 0
    priya.link(link)
    priya.press("Check", exact=True)
    priya.press("Send the request")
    assert priya.count <= 3
    request = Request.objects.get()
    expect(priya.page.get_by_text(request.short_ref).first).to_be_visible()
    return request


def approve(sam: Clicks, request: Request, confirm: str) -> None:
    """The officer takes the next case, reads it, and approves it on a page that says what follows."""
    sam.go("/office/queue/")
    sam.press("Take next")
    expect(sam.page.get_by_text(request.short_ref).first).to_be_visible()
    sam.link("Approve", exact=True)
    if sam.page.get_by_role("button", name="Check", exact=True).count():
        sam.press("Check", exact=True)
    expect(sam.page.get_by_text("Nothing is decided yet.").first).to_be_visible()
    sam.press(confirm)
    expect(sam.page.get_by_text("Approved").first).to_be_visible()


def test_from_three_clicks_to_the_package(browsers, cast: Cast, valkey, store, tmp_path) -> None:
    with Worker(tmp_path):
        priya, sam = Clicks(browsers["Priya Nair"], "Priya Nair"), Clicks(browsers["Sam Okafor"], "Sam Okafor")
        request = file(priya, "Get a copy of your data")
        approve(sam, request, "Confirm the decision")
        priya.go(f"/me/requests/{request.pk}/")
        priya.settled("Download my data")
        priya.link("Download my data")
        priya.press("Get a link")
        data = priya.download("button", "Download now")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        name = next(one for one in archive.namelist() if one.endswith(".jsonl"))
        rows = [json.loads(line) for line in archive.read(name).splitlines()]
    assert {row["employee"] for row in rows} == {number_of(cast.priya)}
    assert sorted(row["id"] for row in rows) == ids(store, number_of(cast.priya))
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("fulfilled", "granted")
    assert priya.trouble + sam.trouble == []


def test_from_three_clicks_to_the_certificate(browsers, cast: Cast, valkey, store, tmp_path) -> None:
    cast.give(cast.priya, MOUSE)
    with Worker(tmp_path):
        priya, sam = Clicks(browsers["Priya Nair"], "Priya Nair"), Clicks(browsers["Sam Okafor"], "Sam Okafor")
        request = file(priya, "Have your data erased")
        approve(sam, request, "Erase for good")
        priya.go(f"/me/requests/{request.pk}/")
        priya.settled("Your certificate is ready.")
        priya.accessible()
        document = json.loads(priya.download("link", "Download the certificate"))
    certificate.verify(document)
    assert document["statement"]["datasets"][0]["rows_erased"] == ROWS
    assert rows_left(store, number_of(cast.priya)) == 0
    assert rows_left(store, "E99999") == 3_000
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("fulfilled", "granted")
    assert priya.trouble + sam.trouble == []


def ids(url: str, employee: str) -> list[int]:
    engine = sa.create_engine(url)
    with engine.connect() as database:
        query = sa.text("SELECT id FROM journey_events WHERE employee = :employee ORDER BY id")
        found = list(database.execute(query, {"employee": employee}).scalars())
    engine.dispose()
    return found
