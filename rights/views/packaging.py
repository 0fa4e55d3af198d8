"""The pages of a copy: the person's own, and the officers' where it waits for a store."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from rights.actions import packaging
from rights.pages import packaging as pages
from rights.queries import packaging as queries


@require_safe
def mine(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show how far my copy is, what is in it, and how I get it."""
    return render(request, "rights/package/mine.html", pages.mine(queries.own_package(request.user, ref)))


@require_safe
def mine_progress(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The part of the page that moves; once it is ready, the whole page is loaded afresh."""
    context = pages.mine(queries.own_package(request.user, ref))
    return _moving(request, context)


@require_safe
def case(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show an officer how far the package of a request is."""
    return render(request, "rights/package/case.html", pages.case(queries.package_for(request.user, ref)))


@require_safe
def case_progress(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The part of that page that moves."""
    context = pages.case(queries.package_for(request.user, ref))
    return _moving(request, context)


@require_POST
def release(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Let it go out without what can't be had now."""
    seen = request.POST.get("seen", "")
    packaging.release(package=queries.package_for(request.user, ref), by=request.user, seen=seen)
    return redirect("case-package", ref)


@require_POST
def retry(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Try again now."""
    packaging.retry(package=queries.package_for(request.user, ref), by=request.user)
    return redirect("case-package", ref)


def _moving(request: PersonRequest, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, "rights/package/_progress.html", context)
    if not context["progress"]["live"]:
        answer.headers["HX-Refresh"] = "true"
    return answer
