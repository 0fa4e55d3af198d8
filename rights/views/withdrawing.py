"""Taking a request of mine back, and ending a restriction that I asked for."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from people.http import PersonRequest
from rights.actions import withdrawing as actions
from rights.pages import withdrawing as pages
from rights.queries import mine as queries
from rights.views.outside_visit import speaker


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Say what taking it back does (GET), do it (POST)."""
    found = queries.request_of(request.user, ref)
    if request.method != "POST":
        return render(request, "rights/me/withdraw.html", {"page": pages.withdraw(found)})
    actions.withdraw(request=found, by=speaker(request))
    messages.success(request, gettext("Your request is withdrawn."))
    return redirect("my-request", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Say what ending the restriction does (GET), do it (POST)."""
    found = queries.request_of(request.user, ref)
    if request.method != "POST":
        return render(request, "rights/me/withdraw.html", {"page": pages.end(found)})
    actions.end_restriction(request=found, by=speaker(request))
    messages.success(request, gettext("The restriction has ended. Your choices count again."))
    return redirect("my-request", ref=ref)
