"""A request by somebody who acts for a person: one form, a check, and the case with a way in for the agent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.keeping import refuse, status_of
from people.http import PersonRequest
from people.models import Person
from rights.actions import agents
from rights.forms.agents import AgentForm
from rights.forms.filing import with_token
from rights.models import Request
from rights.pages import filing_for_others as pages
from rights.views.filing_for_others import person_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Write down who acts for whom and what is asked (GET), check it, file it and send the agent a link (POST, by `step`)."""
    programs = pages.programs(request.user)
    if request.method != "POST":
        return _form_page(request, AgentForm(initial=pages.first(), programs=programs))
    form = AgentForm(with_token(request.POST), programs=programs)
    person = person_of(request, form)
    step = request.POST.get("step", "")
    if person is None or step == "change":
        return _form_page(request, form)
    if step == "file" and (filed := _filed(request, person, form)) is not None:
        messages.success(request, gettext("Written down. The person has a message, and a link is on its way to the agent."))
        return redirect("case", filed.pk)
    return _form_page(request, form) if form.errors else _check_page(request, person, form)


def _filed(request: PersonRequest, person: Person, form: AgentForm) -> Request | None:
    """File it; a refusal stands above the form, and what was typed stays in it."""
    clean = form.cleaned_data
    facts: dict[str, Any] = {"asked": form.asked, "address": clean["address"], "form_token": clean["token"]}
    try:
        return agents.file_for(person=person, by=request.user, **facts)[0]
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def _form_page(request: PersonRequest, form: AgentForm) -> HttpResponse:
    context = {"form": form, "said": pages.BY_AN_AGENT, "back_url": reverse("outside-accesses")}
    return render(request, "rights/office/file.html", context, status=status_of(form))


def _check_page(request: PersonRequest, person: Person, form: AgentForm) -> HttpResponse:
    clean = form.cleaned_data
    check = pages.check(person, clean["kind"], form.scope, form.receipt)
    context = check | {"form": form, "person": person, "address": clean["address"]}
    return render(request, "rights/office/file_check.html", context)
