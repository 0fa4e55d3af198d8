"""Deciding a case: what is needed for it, a page that says exactly what follows, and the second officer's answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Conflict, DomainError, NotAllowed
from common.keeping import refuse
from people.http import PersonRequest
from people.step_up import ask_again, sign_in_url, signed_in_recently
from rights.actions import deciding
from rights.forms.deciding import AnswerForm, DecisionForm, PartForm, RefusalForm, SeenForm
from rights.models import Decision, Request
from rights.pages import deciding as pages
from rights.queries import case as queries
from rights.queries import cases, packaging
from rights.views.case import case_page, open_case

NOTHING: dict[str, Any] = {"reason": "", "exceptions": [], "words": ""}


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PersonRequest, ref: uuid.UUID, outcome: str) -> HttpResponse:
    """Fill in what is needed, check it, decide (by `step`); an approval as a whole begins with the check."""
    found = open_case(request, ref)
    form = _form(found, outcome, request)
    if pages.needs_sign_in(found, outcome) and not signed_in_recently(request):
        return _sign_in_first(request, found, outcome, form)
    if deciding.ended(found, request.user):
        return _too_late(request, found)
    if request.method != "POST":
        return _form_page(request, found, outcome, form) if form.fields else _check_page(request, found, outcome, form, NOTHING)
    step = request.POST.get("step", "")
    if step == "change" or not form.is_valid():
        return _form_page(request, found, outcome, form)
    if step == "decide":
        return _decided(request, found, outcome, form)
    return _check_page(request, found, outcome, form, form.given)


@require_POST
def confirm(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Let a proposal stand, as the second officer."""
    return _second(request, ref, deciding.confirm, gettext("Confirmed. The decision stands."))


@require_POST
def decline(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Decline a proposal, or take one's own back."""
    return _second(request, ref, deciding.decline, gettext("The proposal is gone. The request can be decided anew."))


def _form(found: Request, outcome: str, request: PersonRequest) -> DecisionForm:
    """The form of this outcome; 404 where the kind of request knows no such outcome."""
    data = request.POST if request.method == "POST" else None
    if outcome == Decision.Outcome.GRANTED:
        return AnswerForm(data) if pages.has_fields(found, outcome) else DecisionForm(data)
    if outcome not in Decision.Outcome.values:
        raise Http404
    part = outcome == Decision.Outcome.PARTLY
    grounds = pages.grounds(found.kind, part=part)
    if not grounds:
        raise Http404
    return PartForm(data, grounds=grounds, datasets=packaging.datasets_for(found)) if part else RefusalForm(data, grounds=grounds)


def _decided(request: PersonRequest, found: Request, outcome: str, form: DecisionForm) -> HttpResponse:
    try:
        decision = deciding.decide(request=found, outcome=outcome, by=request.user, **form.given)
    except Conflict as refusal:
        return _too_late(request, found, refusal.in_full)
    except NotAllowed:
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return _form_page(request, found, outcome, form)
    if decision.state == Decision.State.PROPOSED:
        messages.info(request, gettext("Proposed. Another officer has to confirm it; whoever may was told."))
    else:
        messages.success(request, gettext("Decided. The person was told."))
    return redirect("case", found.pk)


def _second(request: PersonRequest, ref: uuid.UUID, act: Any, done: str) -> HttpResponse:
    found = open_case(request, ref)
    form = SeenForm(request.POST)
    decision = queries.decision_of(found, form.cleaned_data["decision"]) if form.is_valid() else None
    if decision is None:
        msg = "The page did not say which proposal you read. Nothing was decided."
        raise DomainError(msg, hint="Open the case again, read the proposal, then answer.")
    try:
        act(decision=decision, by=request.user)
    except Conflict as refusal:
        return _too_late(request, found, refusal.in_full)
    messages.success(request, done)
    return redirect("case", ref)


def _too_late(request: PersonRequest, found: Request, alert: str = "") -> HttpResponse:
    """The case as it is now, with who decided what above it."""
    fresh = cases.case_for(request.user, found.pk)
    return case_page(request, fresh, alert=alert or deciding.ended(fresh, request.user), status=409)


def _sign_in_first(request: PersonRequest, found: Request, outcome: str, form: DecisionForm) -> HttpResponse:
    """Lead to the sign-in; where something was filled in already, keep it on the page and say what to do."""
    back = reverse("case-decide", args=[found.pk, outcome])
    if request.method != "POST" or not form.fields:
        return ask_again(request, back)
    form.add_error(
        None, gettext("This needs a sign-in of the last 15 minutes. Sign in again in another tab, then send this again.")
    )
    return _form_page(request, found, outcome, form, sign_in_url=sign_in_url(request, reverse("case", args=[found.pk])))


def _form_page(request: PersonRequest, found: Request, outcome: str, form: DecisionForm, **more: Any) -> HttpResponse:
    context = {
        "case": pages.asked(found),
        "heading": pages.heading(found, outcome),
        "outcome": outcome,
        "form": form,
        "back_url": reverse("case", args=[found.pk]),
    }
    return render(request, "rights/office/decide.html", context | more, status=422 if form.errors else 200)


def _check_page(request: PersonRequest, found: Request, outcome: str, form: DecisionForm, given: dict[str, Any]) -> HttpResponse:
    context = {
        "case": pages.asked(found),
        "heading": pages.heading(found, outcome),
        "outcome": outcome,
        "form": form,
        "check": pages.check(found, outcome, given, request.user),
        "back_url": reverse("case", args=[found.pk]),
    }
    return render(request, "rights/office/decide_check.html", context)
