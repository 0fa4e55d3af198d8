"""A person's receipts: the list, one receipt, and its downloads."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consent.pages import receipts as pages
from consent.queries import receipts as queries
from people.http import PersonRequest

PER_PAGE = 20
TYPES = {
    "jsonld": "application/ld+json",
    "kantara": "application/json",
    "certificate": "application/json",
    "proof": "text/plain; charset=utf-8",
}


@require_safe
def receipts(request: PersonRequest) -> HttpResponse:
    """List every receipt of mine, newest first."""
    programs = list(queries.programs_with_receipts(request.user))
    slug = pages.known(programs, request.GET.get("program", ""))
    page = Paginator(queries.receipts_of(request.user, slug), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "receipts_page": page,
        "lines": list(map(pages.line, page)),
        "filters": pages.filters(programs, slug),
        "query": urlencode({"program": slug}) if slug else "",
    }
    return render(request, "consent/receipts/list.html", context)


@require_safe
def receipt(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """One receipt of mine, readable."""
    return render(request, "consent/receipts/detail.html", pages.page(queries.receipt_of(request.user, ref)))


@require_safe
def download(request: PersonRequest, ref: uuid.UUID, form: str) -> HttpResponse:
    """One receipt of mine as a file."""
    content = pages.document(queries.receipt_of(request.user, ref), form)
    if content is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{pages.NAMES[form]}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


@require_safe
def archive(request: PersonRequest) -> StreamingHttpResponse:
    """All of my receipts as one zip."""
    pieces = pages.archive(queries.whole_receipts_of(request.user).iterator(chunk_size=50))
    headers = {"Content-Disposition": 'attachment; filename="receipts.zip"'}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
