"""Fetching a copy. The token of a link is in a cookie of this browser alone: in no address, no page and no log (ASVS 14.2.1)."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.origin import refuse_other_sites
from people.http import PersonRequest
from people.step_up import recent_sign_in
from rights.actions import downloading
from rights.pages import packaging as pages
from rights.queries import packaging as queries
from rights.views.outside_visit import speaker, way_in

COOKIE = "__Secure-package" if settings.HTTPS else "package"


@require_POST
@recent_sign_in("my-package")
def link(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Make a link for this browser and go to the page where it is used."""
    package = queries.own_package(request.user, ref)
    made = downloading.make_link(package=package, **_who(request))
    answer = redirect("my-package-fetch", ref)
    answer.set_cookie(
        COOKIE,
        made.token,
        max_age=downloading.GOOD_FOR,
        path=reverse("my-package-fetch", args=[ref]),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: PersonRequest, ref: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """Show what the link opens; pressing the button uses it up and sends the file."""
    package, token = queries.own_package(request.user, ref), request.COOKIES.get(COOKIE, "")
    if request.method != "POST":
        try:
            found = downloading.usable(package=package, token=token, session=_session(request))
        except downloading.LinkRefused as refused:
            context = pages.fetching(package, expires_at=None, refused=str(refused), hint=refused.hint)
        else:
            context = pages.fetching(package, expires_at=found.expires_at, refused="", hint="")
        return render(request, "rights/package/fetch.html", context)
    refuse_other_sites(request.headers)
    return _sent(downloading.fetch(package=package, token=token, **_who(request)))


def _sent(fetched: downloading.Fetched) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{fetched.name}"',
        "Content-Length": str(fetched.size),
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(fetched.pieces, content_type="application/zip", headers=headers)


def _who(request: PersonRequest) -> dict[str, Any]:
    return {"person": speaker(request), "through": way_in(request), "session": _session(request)}


def _session(request: PersonRequest) -> str:
    return request.session.session_key or ""
