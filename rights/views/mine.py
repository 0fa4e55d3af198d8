"""My requests: the list, one of them, and the part of its page that moves."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.http import PersonRequest
from rights.pages import mine as pages
from rights.queries import mine as queries
from rights.views.writing import detail_page

PER_PAGE = 20


@require_safe
def requests(request: PersonRequest) -> HttpResponse:
    """List my requests, the newest first."""
    page = Paginator(queries.requests_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "rights/me/list.html", {"requests_page": page, "lines": pages.lines(page)})


@require_safe
def detail(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one request of mine."""
    return detail_page(request, queries.request_of(request.user, ref))


@require_safe
def progress(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The parts of its page that move."""
    return render(request, "rights/me/_moving.html", {"mine": pages.moving(queries.request_of(request.user, ref))})
