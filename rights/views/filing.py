"""Making a request: its kind, what it is about, its words, the check, and the confirmation. Nothing typed is ever in an address."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import DomainError
from common.keeping import refuse
from people.http import PersonRequest
from rights.actions import filing as actions
from rights.forms.filing import FilingForm, usable_token, with_token
from rights.models import Request
from rights.pages import filing as pages
from rights.queries import mine, scope
from rights.views.outside_visit import receipt_of

FORMS = {"scope": "rights/me/scope.html", "words": "rights/me/words.html"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Choose what to ask for (GET); choose something else, and keep what was typed (POST)."""
    form = _form(request, Request.Kind.ACCESS) if request.method == "POST" else None
    return render(request, "rights/me/new.html", {"choices": pages.choices(), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: PersonRequest, kind: str) -> HttpResponse:
    """Say what it is about, check it, send it: the pressed button (`step`) says which."""
    if kind not in Request.Kind.values:
        raise Http404
    form = _form(request, kind)
    step = request.POST.get("step", "check") if form.is_bound else pages.head(kind)["first"]
    if step in FORMS:
        return _form_page(request, kind, form.unchecked() if form.is_bound else form, step)
    if not form.is_valid():
        return _form_page(request, kind, form, form.wrong_in, status=422)
    if step == "send" and usable_token(request.POST):
        return _send(request, kind, form)
    return _check_page(request, kind, form)


@require_safe
def sent(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Confirm a request of mine: its reference, when the answer comes, and what happens next."""
    return render(request, "rights/me/sent.html", {"sent": pages.sent(mine.request_of(request.user, ref))})


@require_safe
def record(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The same as a file to keep."""
    found = mine.request_of(request.user, ref)
    headers = {"Content-Disposition": f'attachment; filename="request-{found.short_ref}.txt"'}
    return HttpResponse(pages.record(found), content_type="text/plain; charset=utf-8", headers=headers)


def _form(request: PersonRequest, kind: str) -> FilingForm:
    asks, programs = pages.head(kind)["text"].asks, scope.programs_open_to(request.user)
    if request.method != "POST":
        return FilingForm(initial={"token": uuid.uuid4()}, kind=kind, programs=programs, asks=asks)
    return FilingForm(with_token(request.POST), kind=kind, programs=programs, asks=asks)


def _send(request: PersonRequest, kind: str, form: FilingForm) -> HttpResponse:
    clean = form.cleaned_data
    facts = {"kind": kind, "scope": form.scope, "words": clean["words"], "form_token": clean["token"]}
    try:
        made = actions.file(person=request.user, by=request.user, receipt=receipt_of(request), **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return _check_page(request, kind, form, status=refusal.status)
    return redirect("my-request-sent", ref=made.pk)


def _form_page(request: PersonRequest, kind: str, form: FilingForm, step: str, status: int = 200) -> HttpResponse:
    return render(request, FORMS[step], {"head": pages.head(kind), "form": form}, status=status)


def _check_page(request: PersonRequest, kind: str, form: FilingForm, status: int = 200) -> HttpResponse:
    check = pages.check(request.user, kind, form.scope, form.cleaned_data["words"])
    return render(request, "rights/me/check.html", {"check": check, "form": form}, status=status)
