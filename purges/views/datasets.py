"""A dataset's page and the test of its deletion."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from purges import actions, queries
from purges.forms.datasets import PreparedForm
from purges.pages import datasets as pages


@require_safe
def dataset(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show how a dataset is mapped and how its deletion was tested; htmx asks again for the part that moves."""
    found = queries.dataset_for(request.user, ref)
    context = pages.page(found, queries.tests_of(found)[: pages.SHOWN]) | {"form": PreparedForm()}
    return render(request, "purges/_dataset_tests.html" if request.htmx else "purges/dataset.html", context)


@require_POST
def test_dataset(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Start a test of the dataset's deletion, with a row that was put there by hand where the form names its made-up person."""
    found = queries.dataset_for(request.user, ref)
    form = PreparedForm(request.POST)
    if not form.is_valid():
        context = pages.page(found, queries.tests_of(found)[: pages.SHOWN]) | {"form": form}
        return render(request, "purges/dataset.html", context, status=422)
    actions.start_purge_test(dataset=found, by=request.user, prepared=form.cleaned_data["prepared"])
    return redirect("dataset", ref)
