"""Taking longer: the reason, the words, and the later day that follows from them; no field holds a day."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from common.errors import Conflict, DomainError
from common.keeping import refuse
from people.http import PersonRequest
from rights.actions import extending
from rights.forms.case import ExtensionForm
from rights.pages import asking as pages
from rights.queries import cases
from rights.views.case import case_page, open_case


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Extend once, with the notice to the person in the same breath."""
    found = open_case(request, ref)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            extending.extend(request=found, by=request.user, **form.cleaned_data)
        except Conflict as refusal:
            return case_page(request, cases.case_for(request.user, ref), alert=refusal.in_full, status=409)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("Extended. The person was told."))
            return redirect("case", ref)
    context = pages.extension_page(found) | {"form": form}
    return render(request, "rights/office/extend.html", context, status=422 if form.errors else 200)
