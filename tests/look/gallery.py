"""A small server that shows every page with sample values: real templates and style sheet, no database, no views."""

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import set_urlconf

from tests.look.samples import PAGES, context_of, shell
from tests.look.samples_me import FRAGMENTS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


def render(key: str, theme: str = "auto") -> str:
    """Render one page as a whole."""
    # The override belongs to the thread, so each one that renders says it again.
    set_urlconf("tests.look.stub_urls")
    try:
        return get_template(PAGES[key][0]).render(context_of(key, theme))
    finally:
        set_urlconf(None)


def render_fragment(template: str, context: Callable[[], dict[str, Any]]) -> str:
    """Render what htmx gets in answer to a press of a switch."""
    set_urlconf("tests.look.stub_urls")
    try:
        return get_template(template).render(shell("program", "auto", htmx=True) | context())
    finally:
        set_urlconf(None)


def gallery(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer /page/<key>?theme=..., rows for htmx, static files, and 204 to whatever else a page asks for by itself."""
    path = environ["PATH_INFO"]
    if path.startswith("/page/"):
        theme = parse_qs(environ["QUERY_STRING"]).get("theme", ["auto"])[0]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)])
        return [render(path.removeprefix("/page/"), theme).encode()]
    fragment = FRAGMENTS.get((environ["REQUEST_METHOD"], path.strip("/").rsplit("/", 1)[-1]))
    if fragment and environ.get("HTTP_HX_REQUEST"):
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [render_fragment(*fragment).encode()]
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        start_response("200 OK", [("Content-Type", mimetypes.guess_type(path)[0] or "text/plain")])
        return [Path(found).read_bytes()]
    start_response("204 No Content", [])
    return []


class Quiet(WSGIRequestHandler):
    """Keeps the terminal free of one line per request."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """Serve the gallery on a free port; gives its address."""
    with make_server("127.0.0.1", 0, gallery, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
