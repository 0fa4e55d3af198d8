"""The doors of people outside: which pages a visit opens, at which address, and which of them who acts for somebody may open."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path

from purges.views import orders as purges
from rights.views import downloading, filing, mine, outside, packaging, withdrawing, writing
from rights.views.outside_visit import by_link

AT = "requests/mine/"


class Door(NamedTuple):
    """One page: its place below `requests/mine/`, its view, its name behind the sign-in; open to agents or not."""

    place: str
    view: Callable[..., HttpResponse | StreamingHttpResponse]
    name: str
    agents: bool = False


DOORS = (
    Door("", outside.start, "my-requests", agents=True),
    Door("new/", filing.new, "my-request-new"),
    Door("new/<slug:kind>/", filing.file, "my-request-file"),
    Door("where/", outside.where, "concerns", agents=True),
    Door("again/", outside.again, "account_reauthenticate", agents=True),
    Door("<uuid:ref>/", mine.detail, "my-request", agents=True),
    Door("<uuid:ref>/progress/", mine.progress, "my-request-progress", agents=True),
    Door("<uuid:ref>/sent/", filing.sent, "my-request-sent", agents=True),
    Door("<uuid:ref>/record.txt", filing.record, "my-request-record", agents=True),
    Door("<uuid:ref>/write/", writing.write, "my-request-write", agents=True),
    Door("<uuid:ref>/answer/", writing.answer, "my-request-answer", agents=True),
    Door("<uuid:ref>/withdraw/", withdrawing.withdraw, "my-request-withdraw", agents=True),
    Door("<uuid:ref>/end/", withdrawing.end, "my-request-end", agents=True),
    Door("<uuid:ref>/package/", packaging.mine, "my-package", agents=True),
    Door("<uuid:ref>/package/progress/", packaging.mine_progress, "my-package-progress", agents=True),
    Door("<uuid:ref>/package/link/", downloading.link, "my-package-link", agents=True),
    Door("<uuid:ref>/package/fetch/", downloading.fetch, "my-package-fetch", agents=True),
    Door("purges/<uuid:ref>/certificate.json", purges.certificate, "my-purge-certificate", agents=True),
)


def outside_name(name: str) -> str:
    """The name of a page's door from outside."""
    return f"outside-{name.removeprefix('my-').removeprefix('account_')}"


doors: list[URLPattern] = [path(AT + one.place, by_link(agents=one.agents)(one.view), name=outside_name(one.name)) for one in DOORS]
