"""Figures of one program: the page, and the same as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import csv
from consent.pages import figures as pages
from consent.queries import register
from people.http import PersonRequest


@require_safe
def figures(request: PersonRequest, slug: str) -> HttpResponse:
    """How many said yes, month by month, as far as that tells nobody's choice."""
    program = register.program_for(request.user, slug)
    return render(request, "consent/office/figures.html", pages.page(request.user, program))


@require_safe
def figures_csv(request: PersonRequest, slug: str) -> StreamingHttpResponse:
    """Exactly the figures of the page, as CSV."""
    program = register.program_for(request.user, slug)
    answer = StreamingHttpResponse(csv.lines(pages.COLUMNS, pages.lines(program)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{program.slug}.csv"'
    return answer
