"""The works council's pages: what to sign, the documents, the signature, and a no with what has to change."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from common import days
from common.errors import DomainError
from common.keeping import done, refuse
from consent.actions import reviews
from consent.forms.register import DeclineForm, SignForm
from consent.models import Approval
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
    return _page(request, slug, SignForm(today=days.today()), DeclineForm())


@require_POST
def sign(request: PersonRequest, slug: str) -> HttpResponse:
    """Sign for the council."""
    _program, version = desk.council_program(request.user, slug)
    form = SignForm(request.POST, today=days.today())
    if not form.is_valid():
        # A slip to mend shows no other text by the way: that one changed is told at the signature.
        return _page(request, slug, form, DeclineForm(), seen=request.POST.get("seen", ""))
    try:
        reviews.approve(version=version, kind=Approval.Kind.COUNCIL, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        refuse(form, refusal)
        return _page(request, slug, form, DeclineForm())
    messages.success(request, gettext("Signed. Your name, the agreement and the time are on record."))
    return redirect("council-program", slug=slug)


@require_POST
def decline(request: PersonRequest, slug: str) -> HttpResponse:
    """Send the version back with what has to change."""
    _program, version = desk.council_program(request.user, slug)
    form = DeclineForm(request.POST)
    if not done(form, partial(reviews.send_back, version=version, by=request.user)):
        return _page(request, slug, SignForm(today=days.today()), form)
    messages.success(request, gettext("Declined. Its writers have your words."))
    return redirect("council")


def _page(request: PersonRequest, slug: str, signing: SignForm, declining: DeclineForm, *, seen: str = "") -> HttpResponse:
    found, version = desk.council_program(request.user, slug)
    wrong = next((form for form in (signing, declining) if form.is_bound), None)
    context = pages.program_page(request.user, found, version) | {"sign": signing, "decline": declining, "form": wrong}
    context |= {"seen": seen} if seen else {}
    return render(request, "consent/council/program.html", context, status=422 if wrong else 200)
