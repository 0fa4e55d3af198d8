"""Pages of stores: list, add, look, test, add a dataset."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.keeping import refuse
from people.http import PersonRequest
from stores import actions, pages, queries
from stores.forms import CredentialForm, DatasetForm, StoreForm
from stores.models import Store


@require_safe
def stores(request: PersonRequest) -> HttpResponse:
    """List every store."""
    return render(request, "stores/list.html", {"stores": [pages.store_line(s) for s in queries.stores_for(request.user)]})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add a store."""
    queries.may_add_stores(request.user)
    form = StoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = {name: form.cleaned_data[name] for name in ("name", "kind", "credential_reference", "credential")}
        try:
            return redirect("store", actions.add_store(**clean, options=form.options(), by=request.user).pk)
        except DomainError as error:
            refuse(form, error)
    return render(request, "stores/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def store(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one store with its datasets."""
    return render(request, "stores/detail.html", _page(queries.store_for(request.user, ref), CredentialForm()))


@require_POST
def credential(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Put a new password in the place of the old one."""
    found = queries.store_for(request.user, ref)
    form = CredentialForm(request.POST)
    if not form.is_valid():
        return render(request, "stores/detail.html", _page(found, form), status=422)
    actions.replace_credential(store=found, credential=form.cleaned_data["credential"], by=request.user)
    messages.success(request, "The new password is kept encrypted. Test the connection to see whether it works.")
    return redirect("store", ref)


@require_POST
def test(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Test the connection."""
    actions.test_connection(store=queries.store_for(request.user, ref), by=request.user)
    return redirect("store", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def add_dataset(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Register a dataset; a column that does not exist is refused with the ones that do, and the form is kept."""
    found = queries.store_for(request.user, ref)
    form = DatasetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_dataset(store=found, **form.facts(), by=request.user)
            return redirect("store", ref)
        except DomainError as error:
            refuse(form, error)
    context = {"form": form, "store": pages.store_line(found)}
    return render(request, "stores/dataset_form.html", context, status=422 if form.errors else 200)


def _page(found: Store, form: CredentialForm) -> dict[str, Any]:
    page = pages.store_page(found)
    health = page["health"]
    return {
        "store": page,
        "datasets": [pages.dataset_line(dataset) for dataset in found.datasets.all()],
        "result": {"text": health["text"], "tone": health["tone"]} if health["text"] else None,
        "form": form,
    }
