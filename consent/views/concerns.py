"""To whom an employee can turn with a concern."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consent.pages import concerns as pages
from consent.pages import extras
from people.http import PersonRequest


@require_safe
def concerns(request: PersonRequest) -> HttpResponse:
    """Show the privacy office, the works council and the authority, and that nobody may hold it against you."""
    context = pages.page(request.user) | {"extras": extras.blocks(extras.CONCERNS, request.user)}
    return render(request, "consent/concerns.html", context)
