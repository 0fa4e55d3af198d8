"""The office's pages about ways in for people outside: the list, a new one for somebody who left, and ending one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.keeping import refuse
from people.http import PersonRequest
from people.models import Person
from rights.actions import outside as actions
from rights.forms.outside import WayInForm
from rights.pages import outside as pages
from rights.queries import outside as queries
from rights.views.filing_for_others import person_of

PAGE = 25


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """The ways in that this officer may see, the newest first."""
    page: Any = Paginator(queries.accesses_for(request.user), PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.lines(page.object_list)
    return render(request, "rights/outside/list.html", {"accesses": page})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Open a way in for somebody who left and whose address on file is gone. The person is in no address."""
    queries.accesses_for(request.user)
    form = WayInForm(request.POST or None)
    person = person_of(request, form) if form.is_bound else None
    if person is not None and _opened(request, person, form):
        return redirect("outside-accesses")
    return render(request, "rights/outside/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """End a way in at once."""
    actions.end(access=queries.access_for(request.user, ref), by=request.user)
    messages.success(request, gettext("Ended. Its links and visits open nothing any more."))
    return redirect("outside-accesses")


def _opened(request: PersonRequest, person: Person, form: WayInForm) -> bool:
    """Open it; a refusal stands above the form, and what was typed stays in it."""
    clean = form.cleaned_data
    try:
        actions.open_by_officer(person=person, address=clean["address"], file=clean["file"], by=request.user)
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, gettext("Opened. A link is on its way to the person."))
    return True
