"""Legal holds: the list, placing one, and everything that two people do with it."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.keeping import done, refuse
from people.http import PersonRequest
from people.step_up import recent_sign_in, signed_in_recently
from purges.actions import holds as actions
from purges.actions import lifting
from purges.forms.holds import HoldForm, ReviewForm
from purges.models import Hold
from purges.pages import holds as pages
from purges.queries import holds as queries

PAGE = 25


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """List holds, by state and by matter."""
    state, q = request.GET.get("state", "active"), request.GET.get("q", "").strip()
    found = queries.with_counts(queries.search(queries.holds_for(request.user), state=state, q=q), request.user)
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.lines(page.object_list)
    context = {"holds": page, "q": q, "state": state, **pages.list_page(request.user, state, q)}
    return render(request, "purges/holds/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Write a hold down (GET), check what it does, and place it (POST, by `step`). Needs a recent sign-in (R84)."""
    queries.may_place(request.user)
    if request.method != "POST":
        return _new_form(request)
    form = HoldForm(request.POST, viewer=request.user)
    step = request.POST.get("step", "check")
    if not form.is_valid() or step == "change":
        return _form_page(request, form)
    if step == "place":
        made = _placed(request, form)
        return redirect("hold", made.pk) if made else _form_page(request, form)
    return render(request, "purges/holds/check.html", {"form": form, **pages.effect(form.facts, request.user)})


@recent_sign_in(back="hold-new")
def _new_form(request: PersonRequest) -> HttpResponse:
    """The empty form; whoever signed in long ago does so before anything is typed."""
    return _form_page(request, HoldForm(viewer=request.user))


@require_safe
def detail(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one hold: what it keeps, who decided what, and what waits for a second person."""
    found = queries.hold_for(request.user, ref)
    return render(request, "purges/holds/detail.html", pages.page(found, request.user) | {"form": pages.review_form(found)})


@require_POST
@recent_sign_in(back="hold")
def approve(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Approve a hold as the second person."""
    actions.approve(hold=queries.hold_for(request.user, ref), by=request.user)
    return redirect("hold", ref)


@require_POST
@recent_sign_in(back="hold")
def review(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Note that the hold is still needed, and by when to look again."""
    queries.may_place(request.user)
    found = queries.hold_for(request.user, ref)
    form = ReviewForm(request.POST)
    if done(form, partial(actions.review, hold=found, by=request.user)):
        messages.success(request, gettext("Reviewed. The hold goes on until the next review."))
        return redirect("hold", ref)
    return render(request, "purges/holds/detail.html", pages.page(found, request.user) | {"form": form}, status=422)


@require_POST
@recent_sign_in(back="hold")
def ask_lift(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Ask that the hold be lifted."""
    lifting.ask_lift(hold=queries.hold_for(request.user, ref), by=request.user)
    return redirect("hold", ref)


@require_POST
@recent_sign_in(back="hold")
def keep(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Don't lift it after all."""
    lifting.keep(hold=queries.hold_for(request.user, ref), by=request.user)
    return redirect("hold", ref)


@require_POST
@recent_sign_in(back="hold")
def lift(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Lift the hold as the second person."""
    lifting.lift(hold=queries.hold_for(request.user, ref), by=request.user)
    return redirect("hold", ref)


def _form_page(request: PersonRequest, form: HoldForm) -> HttpResponse:
    return render(request, "purges/holds/form.html", {"form": form}, status=422 if form.errors else 200)


def _placed(request: PersonRequest, form: HoldForm) -> Hold | None:
    """Place it; a refusal stands above the form, and what was typed stays in it."""
    if not signed_in_recently(request):
        # Sent to sign in, everything typed would be lost.
        form.add_error(
            None, gettext("Your sign-in is older than 15 minutes. Sign in again in another tab, then check and place again.")
        )
        return None
    try:
        made = actions.place(by=request.user, **form.facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, gettext("Placed. It keeps data from now on. A second person has to approve it within 7 days."))
    return made
