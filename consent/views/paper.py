"""A withdrawal that came on paper: an officer writes down who and what, checks it, and records it. The person is in no address."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.keeping import kept, refuse
from common.signals import Signal
from consent.actions import paper as actions
from consent.forms.paper import PaperForm
from consent.models import Program
from consent.queries import paper as queries
from consent.queries.pausing import program_to_pause
from people.http import PersonRequest
from people.models import Person

NOBODY = "No such person, or you may not act for them. Check what the paper says."


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: PersonRequest, slug: str) -> HttpResponse:
    """Write down what the paper says (GET), check it and record it (POST, by `step`)."""
    program = program_to_pause(request.user, slug)
    form = PaperForm(request.POST or None, signals=[one.signal for one in queries.stoppable(program)])
    person = _person(request, form)
    step = request.POST.get("step", "")
    if person is None or step == "change":
        return _form_page(request, program, form)
    if step != "record":
        asked = {"signals": form.cleaned_data["signals"], "received_at": form.received_at}
        kept(form, actions.not_overtaken, person=person, program=program, **asked)
    elif _recorded(request, program, person, form):
        return redirect("paper", slug=slug)
    return _form_page(request, program, form) if form.errors else _check_page(request, program, person, form)


def _person(request: PersonRequest, form: PaperForm) -> Person | None:
    """Whom the form names; the same words for nobody, for oneself and for people who report to the officer (R100)."""
    if not form.is_bound or not form.is_valid():
        return None
    found = queries.person_for(request.user, form.cleaned_data["person"])
    if found is None:
        form.add_error("person", gettext(NOBODY))
    return found


def _recorded(request: PersonRequest, program: Program, person: Person, form: PaperForm) -> bool:
    """Record it; a refusal stands above the form, and what was typed stays in it."""
    clean = form.cleaned_data
    facts: dict[str, Any] = {"signals": clean["signals"], "received_at": form.received_at, "file": clean["file"]}
    try:
        actions.withdraw_on_paper(person=person, program=program, by=request.user, **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, gettext("Recorded. It is off from now on; the person has a message and a receipt."))
    return True


def _form_page(request: PersonRequest, program: Program, form: PaperForm) -> HttpResponse:
    back = reverse("register-program", args=[program.slug])
    context = {"program": program, "form": form, "back_url": back, "back_label": program.name}
    return render(request, "consent/office/paper_form.html", context, status=422 if form.errors else 200)


def _check_page(request: PersonRequest, program: Program, person: Person, form: PaperForm) -> HttpResponse:
    clean = form.cleaned_data
    context = {
        "program": program,
        "person": person,
        "form": form,
        "signals": [Signal(signal).label for signal in clean["signals"]],
        "received_on": clean["received_on"],
        "file": clean["file"],
    }
    return render(request, "consent/office/paper_check.html", context)
