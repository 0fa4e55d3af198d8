"""A visit from outside: what a used link opens, for a while, in this browser's session. It is no sign-in, and gives no right.

A visit shows the same pages as the sign-in does, under addresses of its own (`rights.outside_doors`): while such a page is made,
`request.user` is the person whose data it is, `request.outside` the way in, and every address leads to the visit's own pages.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import get_urlconf, set_urlconf

from people import step_up
from people.models import Person
from rights.actions.filing import Channel, Receipt
from rights.models import OutsideAccess
from rights.queries import outside as queries

URLCONF = "rights.outside_urls"
SESSION = "outside"
IDLE_SECONDS, WHOLE_SECONDS, NOTED_SECONDS = 30 * 60, 12 * 60 * 60, 60
Answer = HttpResponse | StreamingHttpResponse
View = Callable[..., Answer]
AnyAnswer = TypeVar("AnyAnswer", bound=Answer)


def begin(request: HttpRequest, access: OutsideAccess) -> None:
    """Begin a visit in a new session: whatever this browser was before, a sign-in too, ends."""
    request.session.flush()
    now = time.time()
    request.session[SESSION] = {"access": str(access.pk), "began": now, "seen": now}
    # A link that was just used counts as a recent sign-in, for as long as one does (R84).
    request.session[step_up.SESSION] = now
    request.session.set_expiry(0)


def visit_of(request: HttpRequest) -> OutsideAccess | None:
    """The way in by which this browser came, while the visit lasts: 30 minutes without a page, 12 hours in all."""
    visit = request.session.get(SESSION)
    now = time.time()
    if not visit or now - visit["seen"] > IDLE_SECONDS or now - visit["began"] > WHOLE_SECONDS:
        return None
    if now - visit["seen"] > NOTED_SECONDS:
        request.session[SESSION] = visit | {"seen": now}
    return queries.access_of_visit(visit["access"])


def way_in(request: HttpRequest) -> OutsideAccess | None:
    """The way by which this page is seen from outside; None behind the sign-in."""
    access: OutsideAccess | None = getattr(request, "outside", None)
    return access


def speaker(request: HttpRequest) -> Person | OutsideAccess:
    """Who acts on this page: the person, or by their way in somebody who acts for them."""
    access = way_in(request)
    if access is not None and access.role == OutsideAccess.Role.AGENT:
        return access
    user: Person = request.user  # type: ignore[assignment]  # the pages are for people who are signed in or came by a link
    return user


def receipt_of(request: HttpRequest) -> Receipt:
    """How a request that is sent on this page reaches the company."""
    return Receipt(channel=Channel.OUTSIDE if hasattr(request, "outside") else Channel.PORTAL)


def by_link(*, agents: bool = False) -> Callable[[View], View]:
    """Open a page of the sign-in's for visits too; `agents`: also for who acts for the person, in their one request."""

    def opened(view: View) -> View:
        @login_not_required
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
            access = visit_of(request)
            if access is None:
                return private(render(request, "rights/outside/over.html", status=403))
            if not (agents or access.role == OutsideAccess.Role.FORMER) or ("ref" in kwargs and not access.opens(kwargs["ref"])):
                raise Http404
            request.outside, request.user = access, access.person  # type: ignore[attr-defined]
            return private(_inside(view, request, *args, **kwargs))

        return door

    return opened


def _inside(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
    before = get_urlconf()
    set_urlconf(URLCONF)
    try:
        return view(request, *args, **kwargs)
    finally:
        set_urlconf(before)


def private(answer: AnyAnswer) -> AnyAnswer:
    """Keep a page out of caches, and its address from wherever its links lead.

    `no-referrer` would also hide where a form comes from, and Django refuses forms that come from nowhere.
    """
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer
