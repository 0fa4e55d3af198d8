"""An employee at a desk: signed in at the running portal, on one screen in one theme, with a notice in two languages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from playwright.sync_api import Browser, Page, Request

from consent.models import Consent, Notice
from people.models import Person
from portal.demo.notice import NOTICES
from tests import programs
from tests.cast import Cast

GIVE = "/me/programs/desktop/give/?signal=keystroke"
PROGRAM = "/me/programs/desktop/"
SCREENS = {
    "light-320": ("light", 320, 640),
    "light-1280": ("light", 1280, 800),
    "dark-320": ("dark", 320, 640),
    "dark-1280": ("dark", 1280, 800),
}
TWO = ("light-1280", "dark-320")
"""Both themes and both sizes, for what is about words more than about looks."""


@dataclass(kw_only=True)
class Desk:
    """The page, who sits there, and how many clicks and page loads it took since `start`."""

    page: Page
    cast: Cast
    clicks: int = 0
    loads: int = 0
    waiting: int = 0
    posts: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go to a page, as a new beginning of the count."""
        self.page.goto(address)
        self.clicks = self.loads = 0
        return self.page

    def screens(self, names: Iterable[str] = SCREENS) -> Iterator[str]:
        """Sit before each screen in turn, in its theme."""
        for name in names:
            theme, width, height = SCREENS[name]
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.context.add_cookies([{"name": "theme", "value": theme, "url": self.page.url}])
            yield name

    def press(self, control) -> None:
        """Click, and wait until the portal has answered."""
        self.clicks += 1
        control.click()
        self.page.wait_for_timeout(80)
        while self.waiting:
            self.page.wait_for_timeout(40)
        self.page.wait_for_load_state()

    def asked(self, request: Request) -> None:
        """A request has left; what is posted is kept."""
        self.waiting += 1
        if request.method == "POST":
            self.posts.append(request.url)

    def answered(self, _: Request) -> None:
        """A request has its answer, or none."""
        self.waiting -= 1

    @property
    def steps(self) -> int:
        """Clicks and page loads since the page was opened."""
        return self.clicks + self.loads

    def state(self, signal: str) -> str:
        """What the database says of the person's choice."""
        found = Consent.objects.filter(person=self.cast.priya, signal=signal).first()
        return found.state if found else ""


def publish_in_two_languages(cast: Cast) -> None:
    """The trial's own notice, in English and German, as a material change."""
    programs.launch(programs.change(cast.program, "notices", NOTICES), material=True)
    cast.program.refresh_from_db()
    cast.notice = Notice.objects.filter(program=cast.program, language="en").order_by("-version").first()


@contextmanager
def desk_of(
    browser: Browser, url: str, cast: Cast, screen: str, *, person: Person | None = None, script: bool = True
) -> Iterator[Desk]:
    """Sit down; no script of a page may fail meanwhile."""
    theme, width, height = SCREENS[screen]
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=url, viewport=size, java_script_enabled=script, reduced_motion="reduce")
    session = cast.client(person or cast.priya).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, "theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    context.set_default_timeout(8_000)
    page = context.new_page()
    desk = Desk(page=page, cast=cast)
    page.on("request", desk.asked)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, desk.answered)
    page.on("pageerror", lambda error: desk.trouble.append(str(error)))
    page.on("framenavigated", lambda _: setattr(desk, "loads", desk.loads + 1))
    page.goto("/healthz")
    yield desk
    assert desk.trouble == []
    context.close()
