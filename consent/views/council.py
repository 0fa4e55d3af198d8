"""The works council's pages: what to sign, the documents, the signature, and a no with what has to change."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from common import days
from common.errors import Conflict
from common.keeping import done, refuse, status_of
from consent.actions import reviews
from consent.forms.register import DeclineForm, SeenForm, SignForm
from consent.models import Approval, Program
from consent.pages import council as pages
from consent.queries import desk
from people.http import PersonRequest


@require_safe
def council(request: PersonRequest) -> HttpResponse:
    """What waits for the council, what it signed, what ends soon."""
    return render(request, "consent/council/desk.html", pages.desk_page(request.user))


@require_safe
def program(request: PersonRequest, slug: str) -> HttpResponse:
    """The documents of one program, and the two answers."""
    return _page(request, slug)


@require_POST
def sign(request: PersonRequest, slug: str) -> HttpResponse:
    """Sign for the council."""
    found, version = desk.council_answered(request.user, slug)
    form = SignForm(request.POST, today=days.today())
    if version is None:
        return _taken_back(request, found, form)
    if not done(form, partial(reviews.approve, version=version, kind=Approval.Kind.COUNCIL, by=request.user)):
        return _page(request, slug, signing=form)
    messages.success(request, gettext("Signed. Your name, the agreement and the time are on record."))
    return redirect("council-program", slug=slug)


@require_POST
def decline(request: PersonRequest, slug: str) -> HttpResponse:
    """Send the version back with what has to change."""
    found, version = desk.council_answered(request.user, slug)
    form = DeclineForm(request.POST)
    if version is None:
        return _taken_back(request, found, form)
    if not done(form, partial(reviews.send_back, version=version, by=request.user)):
        return _page(request, slug, declining=form)
    messages.success(request, gettext("Declined. Its writers have your words."))
    return redirect("council")


def _page(
    request: PersonRequest, slug: str, *, signing: SignForm | None = None, declining: DeclineForm | None = None
) -> HttpResponse:
    """The documents and the two answers; one of them where it was wrong, with what was typed."""
    found, version = desk.council_program(request.user, slug)
    context = pages.program_page(request.user, found, version)
    read, wrong = {"seen": version.declaration_id}, signing or declining
    if wrong is not None:
        wrong.shown(version.declaration_id)
    context["sign"] = signing or SignForm(initial=read, today=days.today())
    context |= {"decline": declining or DeclineForm(initial=read), "form": wrong}
    return render(request, "consent/council/program.html", context, status=status_of(wrong) if wrong else 200)


def _taken_back(request: PersonRequest, found: Program, form: SeenForm) -> HttpResponse:
    """An answer to a version that its writers took back meanwhile: what was typed, and what happened. The draft is their own."""
    form.full_clean()
    hint = gettext("Nothing was sent. What you wrote is kept on this page: send it once they have submitted the version again.")
    refuse(form, Conflict(gettext("The writers of this version took it back while you read it."), hint=hint))
    context = {"program": found.name, "form": form, "back_url": reverse("council")}
    return render(request, "consent/council/taken_back.html", context, status=status_of(form))
