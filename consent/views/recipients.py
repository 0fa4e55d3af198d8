"""The officers' list of what recipients have to be told, and telling by hand."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent.actions import recipients as actions
from consent.forms.pausing import ByHandForm
from consent.pages import recipients as pages
from consent.queries import recipients as queries
from people.http import PersonRequest

PAGE = 25


@require_safe
def deliveries(request: PersonRequest) -> HttpResponse:
    """List who has to be told of what, by state."""
    state = request.GET.get("state", "")
    found = queries.narrowed(queries.deliveries_for(request.user), state)
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = [pages.line(delivery) for delivery in page.object_list]
    context = {"deliveries": page, "filters": pages.filters(state), "state": state}
    return render(request, "consent/office/deliveries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show what the recipient has to hear (GET); note that an officer told it (POST)."""
    delivery = queries.delivery_for(request.user, ref)
    first, last = timezone.localdate(delivery.created_at), timezone.localdate()
    form = ByHandForm(request.POST or None, first=first, last=last)
    if form.is_bound and form.is_valid():
        actions.tell_by_hand(delivery=delivery, by=request.user, **form.cleaned_data)
        return redirect("deliveries")
    context = {
        "delivery": pages.line(delivery),
        "noted": pages.noted(delivery),
        "statement": pages.statement(delivery),
        "form": form,
        "back_url": reverse("deliveries"),
    }
    return render(request, "consent/office/delivery_by_hand.html", context, status=422 if form.errors else 200)


@require_POST
def retry(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Try to tell the recipient's system now."""
    actions.try_again(delivery=queries.delivery_for(request.user, ref), by=request.user)
    return redirect("deliveries")
