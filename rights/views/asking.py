"""Writing to the person about a case: messages, and questions that have to be answered first."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from common.keeping import kept, refuse, status_of
from people.http import PersonRequest
from rights.actions import asking, writing
from rights.forms.case import MessageForm, QuestionForm
from rights.pages import asking as pages
from rights.queries import cases
from rights.views.case import case_page, open_case


@require_POST
def write(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Send the person a message."""
    found = open_case(request, ref)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, writing=form, status=422)
    facts = {"words": form.cleaned_data["words"], "form_token": form.cleaned_data["token"]}
    if not kept(form, writing.write, request=found, by=request.user, from_office=True, **facts):
        return case_page(request, cases.case_for(request.user, ref), writing=form, status=status_of(form))
    messages.success(request, gettext("Sent. The person has it in the inbox."))
    return redirect(f"{reverse('case', args=[ref])}#conversation")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Ask the person what the office has to know before it can decide."""
    found = open_case(request, ref)
    form = QuestionForm(request.POST if request.method == "POST" else None, request=found, stops=pages.stops(found))
    if form.is_bound and form.is_valid():
        clean = form.cleaned_data
        try:
            asking.ask(request=found, reason=clean["reason"], words=clean["words"], by=request.user, form_token=clean["token"])
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, gettext("Asked. The case waits for the person now."))
            return redirect("case", ref)
    context = pages.question_page(found) | {"form": form}
    return render(request, "rights/office/ask.html", context, status=status_of(form))
