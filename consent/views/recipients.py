"""The officers' list of what recipients have to be told, and telling by hand."""

import uuid
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import days
from common.keeping import done, status_of
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
    context["query"] = urlencode({"state": state}) if state else ""
    return render(request, "consent/office/deliveries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show what the recipient has to hear (GET); note that an officer told it (POST)."""
    delivery = queries.delivery_for(request.user, ref)
    form = ByHandForm(request.POST or None, first=days.day_of(delivery.created_at), last=days.today())
    if done(form, partial(actions.tell_by_hand, delivery=delivery, by=request.user)):
        return redirect("deliveries")
    # Somebody else may have told the recipient meanwhile: then the page shows that beside what was typed.
    delivery = queries.delivery_for(request.user, ref)
    context = {
        "delivery": pages.line(delivery),
        "noted": pages.noted(delivery),
        "statement": pages.statement(delivery),
        "form": form,
        "back_url": reverse("deliveries"),
    }
    return render(request, "consent/office/delivery_by_hand.html", context, status=status_of(form))


@require_POST
def retry(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Try to tell the recipient's system now."""
    actions.try_again(delivery=queries.delivery_for(request.user, ref), by=request.user)
    return redirect("deliveries")
