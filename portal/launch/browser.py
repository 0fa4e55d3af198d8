"""A browser without a screen: keeps cookies, follows redirects, fills in and sends the forms that pages show."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.launch.errors import CantStart

TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of a page: where it goes, and its hidden fields (the CSRF token is among them)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """A session with one portal."""

    def __init__(self, address: str) -> None:
        """Open nothing yet. `address` is the portal's, without a slash at the end."""
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def get(self, path: str) -> str:
        """Return the text at `path`."""
        return self._open(path, None)

    def send(self, form: Form) -> str:
        """Send a form and return the page that it leads to."""
        return self._open(form.action, urllib.parse.urlencode(form.fields).encode())

    def _open(self, path: str, data: bytes | None) -> str:
        try:
            with self._opener.open(self.address + path, data, timeout=TIMEOUT_SECONDS) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            msg = f"{'GET' if data is None else 'POST'} {path} answered {error.code}."
            raise CantStart(msg) from error
        except OSError as error:
            msg = f"{path} did not answer: {error}."
            raise CantStart(msg) from error


def find_form(page: str, fits: Callable[[Form], bool], *, what: str) -> Form:
    """Return the first form of the page that fits; say what was looked for when there is none."""
    parser = _Parser()
    parser.feed(page)
    for form in parser.forms:
        if fits(form):
            return form
    raise CantStart(what)


def links(page: str) -> list[str]:
    """Return the addresses of the page's links, in order."""
    parser = _Parser()
    parser.feed(page)
    return parser.links


class _Parser(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._open = Form(action=given.get("action", ""))
            self.forms.append(self._open)
        elif tag == "input" and given.get("type") == "hidden" and self._open and given.get("name"):
            self._open.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
