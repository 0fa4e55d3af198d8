"""Stewards' corrections: the list, and one with the form that ends it."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.keeping import kept, status_of
from people.http import PersonRequest
from rights.actions import correcting
from rights.forms.correcting import CorrectionForm
from rights.pages import correcting as pages
from rights.queries import corrections

PAGE = 25


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """The corrections that this person may make."""
    page: Any = Paginator(corrections.tasks_for(request.user), PAGE).get_page(request.GET.get("page"))
    page.object_list = [pages.line(task) for task in page.object_list]
    return render(request, "rights/corrections/list.html", {"tasks": page})


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show what has to be corrected, of whom and where (GET, noted in the ledger); say how it ended (POST)."""
    task = corrections.task_for(request.user, ref)
    form = CorrectionForm(request.POST or None)
    if form.is_bound and form.is_valid() and kept(form, correcting.end, task=task, by=request.user, **form.cleaned_data):
        return redirect("correction", ref=ref)
    correcting.note_reading(task=task, by=request.user)
    context = {"task": pages.detail(task), "form": form}
    return render(request, "rights/corrections/detail.html", context, status=status_of(form))
