"""The page of one case, and what its datasets hold of the person now."""

import time
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from people.http import PersonRequest
from rights.actions import looking
from rights.forms.case import AssignForm, MessageForm
from rights.models import Request
from rights.pages import case as pages
from rights.pages import deciding
from rights.queries import case as queries
from rights.queries import cases
from rights.views.queue import KEYS_OFF

OPENED = "opened_cases"
"""In the session: when which case was last noted as read."""
AGAIN_SECONDS = 60 * 60
REMEMBERED = 50


@require_safe
def case(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one case."""
    return case_page(request, open_case(request, ref))


@require_safe
def place(request: PersonRequest, ref: uuid.UUID, dataset: uuid.UUID) -> HttpResponse:
    """Count what one dataset holds of the person now, as a row of the table."""
    found = cases.case_for(request.user, ref)
    if not request.htmx:
        return redirect("case-places", ref)
    counted = queries.preview_of(found, dataset)
    if counted is None:
        raise Http404
    return render(request, "rights/office/_place.html", {"place": deciding.place(found, counted)})


@require_safe
def places(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Count what every dataset holds of the person now: the same without JavaScript."""
    found = cases.case_for(request.user, ref)
    context = {"case": pages.head(request.user, found), "places": deciding.places(found)}
    return render(request, "rights/office/places.html", context)


def open_case(request: PersonRequest, ref: uuid.UUID) -> Request:
    """The case for a page that names the person; that it was read is noted, once an hour for one officer."""
    found = cases.case_for(request.user, ref)
    opened = request.session.get(OPENED, {})
    if time.time() - opened.get(str(ref), 0) > AGAIN_SECONDS:
        found.looked_at = looking.look(request=found, by=request.user).looked_at
        latest = sorted((opened | {str(ref): time.time()}).items(), key=lambda one: one[1])
        request.session[OPENED] = dict(latest[-REMEMBERED:])
    return found


def case_page(request: PersonRequest, found: Request, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the case; `alert` says above it why something was refused, `writing` is a message that has to be mended."""
    shown = pages.page(request.user, found)
    context = {
        "case": shown,
        "assign": AssignForm(officers=shown["officers"], initial={"officer": found.assignee_id or ""}),
        "writing": MessageForm(),
        "keys_off": request.session.get(KEYS_OFF, False),
    }
    return render(request, "rights/office/case.html", context | more, status=status)
