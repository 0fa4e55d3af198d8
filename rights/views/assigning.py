"""Giving a case to an officer, and lifting a restriction that was granted."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from common.errors import DomainError
from people.http import PersonRequest
from rights.actions import assigning, lifting
from rights.forms.case import AssignForm
from rights.queries import case as queries
from rights.queries import cases
from rights.views.queue import back


@require_POST
def assign(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Give the case to an officer of the list; from the queue back to it."""
    found = cases.case_for(request.user, ref)
    form = AssignForm(request.POST, officers=queries.assignable(request.user, found))
    if not form.is_valid():
        msg = "This officer may not handle the request. Nothing was changed."
        raise DomainError(msg, hint="Choose somebody from the list.")
    assigning.assign(request=found, to=form.chosen, by=request.user)
    name = form.chosen.name if form.chosen else gettext("nobody")
    messages.success(request, gettext("%(ref)s is with %(name)s now.") % {"ref": found.short_ref, "name": name})
    return back(request) if request.POST.get("back") else redirect("case", ref)


@require_POST
def lift(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Lift a restriction that was granted; the person is told before it ends."""
    lifting.lift(request=cases.case_for(request.user, ref), by=request.user)
    messages.success(request, gettext("Lifted. The person was told, and their choices count again."))
    return redirect("case", ref)
