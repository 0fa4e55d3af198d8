"""Raising a concern, and the office's pages about concerns."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.keeping import kept, status_of
from people.http import PersonRequest
from people.step_up import recent_sign_in
from rights.actions import concerns as actions
from rights.forms.concerns import ConcernAnswerForm, ConcernForm, LookUpForm, ShownForm
from rights.pages import concerns as pages
from rights.queries import concerns as queries
from rights.queries import scope

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: PersonRequest) -> HttpResponse:
    """Write a concern down (GET), send it (POST). The answer is the same, named or not."""
    initial = {"token": uuid.uuid4(), "program": request.GET.get("program", "")}
    form = ConcernForm(request.POST or None, initial=initial, programs=scope.programs_open_to(request.user))
    if form.is_bound and form.is_valid() and kept(form, actions.raise_concern, **form.facts, by=request.user):
        messages.success(request, gettext("Your concern was sent. Here you find the answer."))
        return redirect("concerns")
    context = {"form": form} | pages.raising()
    return render(request, "rights/concerns/new.html", context, status=status_of(form))


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """The concerns that this person may answer, the longest waiting first; `?state=answered` those that were."""
    state = "answered" if request.GET.get("state") == "answered" else "open"
    page: Any = Paginator(queries.concerns_for(request.user).filter(state=state), PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.lines(page.object_list)
    return render(request, "rights/concerns/list.html", {"concerns": page, "state": state})


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Read one (GET, noted in the ledger), answer it (POST)."""
    found = queries.concern_for(request.user, ref)
    form = ConcernAnswerForm(request.POST or None)
    if form.is_bound and form.is_valid() and kept(form, actions.answer, concern=found, by=request.user, **form.cleaned_data):
        messages.success(request, gettext("Your answer was sent."))
        return redirect("concern", ref=ref)
    actions.note_reading(concern=found, by=request.user)
    context = {"concern": pages.detail(found, request.user), "form": form}
    return render(request, "rights/concerns/detail.html", context, status=status_of(form))


@require_POST
def shown(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Put an answer on the program's page, or take it off."""
    found = queries.concern_for(request.user, ref)
    form = ShownForm(request.POST)
    if form.is_valid():
        actions.show(concern=found, by=request.user, **form.cleaned_data)
    return redirect("concern", ref=ref)


@recent_sign_in(back="concern-author")
@require_http_methods(["GET", "HEAD", "POST"])
def author(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Ask why (GET), say who raised an anonymous concern, once on this page (POST)."""
    found = queries.anonymous_for(request.user, ref)
    form = LookUpForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "concern": pages.detail(found, request.user)}
    if form.is_bound and form.is_valid():
        context["person"] = actions.look_up(concern=found, by=request.user, **form.cleaned_data)
    return render(request, "rights/concerns/author.html", context, status=422 if form.errors else 200)
