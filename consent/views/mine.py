"""Beside the choices themselves: reading a notice, pausing everything, and my choices over time."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from consent import queries
from consent.actions import acknowledging, person_pauses
from consent.forms.choices import AcknowledgeForm, PauseForm
from consent.pages import history as pages
from consent.queries import mine
from consent.views.answering import clean_of, shown_anew
from people.http import PersonRequest

PER_PAGE = 50


@require_POST
def acknowledge(request: PersonRequest, slug: str) -> HttpResponse:
    """Note that I have read a program's notice: no consent, and it turns nothing on by itself (R23)."""
    clean = clean_of(AcknowledgeForm(request.POST))
    notice = queries.notice_version(slug, clean["notice"], clean["language"])
    with shown_anew(request, clean["language"], clean["notice"]) as stale:
        acknowledging.acknowledge(person=request.user, notice=notice, by=request.user)
    return stale.answer or redirect(reverse("program", args=[slug]))


@require_POST
def pause(request: PersonRequest) -> HttpResponse:
    """Stop all recording of me for a while; no choice changes."""
    person_pauses.pause(person=request.user, length=clean_of(PauseForm(request.POST))["length"], by=request.user)
    return redirect("me")


@require_POST
def resume(request: PersonRequest) -> HttpResponse:
    """End my pause."""
    person_pauses.resume(person=request.user, by=request.user)
    return redirect("me")


@require_safe
def history(request: PersonRequest) -> HttpResponse:
    """Every change of every choice of mine, newest first, with a strip of days per signal."""
    slug = request.GET.get("program", "")
    page = Paginator(mine.decisions_of(request.user, slug), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": pages.lines(request.user, page),
        "strips": pages.strips(request.user),
        "filters": pages.filters(request.user, slug),
        "history_page": page,
        "query": urlencode({"program": slug}) if slug else "",
    }
    return render(request, "consent/history.html", context)
