"""The officers' page of models with people in them who said no since: look, decide, agree."""

import uuid
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Conflict, DomainError
from common.keeping import done, status_of
from consent.actions import training
from consent.forms.pausing import SeenForm
from consent.forms.training import DecisionForm
from consent.pages import training as pages
from consent.queries import training as queries
from people.http import PersonRequest

PAGE = 50


@require_safe
def runs(request: PersonRequest) -> HttpResponse:
    """List the model runs of the officer's programs."""
    page: Any = Paginator(queries.runs_for(request.user), PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.lines(page.object_list, request.user)
    return render(request, "consent/office/training.html", {"runs": page})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Decide what becomes of one model."""
    run = queries.run_for(request.user, ref)
    form = DecisionForm(request.POST or None, initial={"seen": run.affected.standing})
    if done(form, partial(training.decide, run=run, by=request.user)):
        return redirect("training")
    status = status_of(form)
    if status == Conflict.status:
        form.shown(queries.run_for(request.user, ref).affected.standing)
    context = {"model": run.name, "form": form, "back_url": reverse("training")}
    return render(request, "consent/office/training_decide.html", context, status=status)


@require_POST
def agree(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Agree that a model is kept as it is, as the second officer."""
    run = queries.run_for(request.user, ref)
    form = SeenForm(request.POST)
    if not form.is_valid():
        msg = "The page did not say which reasons you read. Nothing was saved."
        raise DomainError(msg, hint="Open the list of models again, read the reasons, then decide.")
    training.agree(run=run, by=request.user, seen=form.cleaned_data["seen"])
    return redirect("training")
