"""Writing down a request that came in another way: one form, a check, and the case. The person is in no address."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.keeping import refuse, status_of
from consent.queries.paper import person_for
from people.http import PersonRequest
from people.models import Person
from rights.actions import filing
from rights.forms.filing import with_token
from rights.forms.filing_for_others import OtherChannelForm
from rights.models import Request
from rights.pages import filing_for_others as pages
from rights.queries import cases

NOBODY = "No such person, or you may not act for them. Check what you were given."


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Write down who asks for what and when it came (GET), check it and file it (POST, by `step`)."""
    programs = pages.programs(request.user)
    if request.method != "POST":
        return _form_page(request, OtherChannelForm(initial=pages.first(), programs=programs))
    form = OtherChannelForm(with_token(request.POST), programs=programs)
    person = person_of(request, form)
    step = request.POST.get("step", "")
    if person is None or step == "change":
        return _form_page(request, form)
    if step == "file" and (filed := _filed(request, person, form)) is not None:
        messages.success(request, gettext("Written down. The clock runs since it was received, and the person has a message."))
        return redirect("case", filed.pk)
    return _form_page(request, form) if form.errors else _check_page(request, person, form)


def person_of(request: PersonRequest, form: Form) -> Person | None:
    """Whom the form names; the same words for nobody, for oneself and for people who report to the officer (R100)."""
    if not form.is_valid():
        return None
    found = person_for(request.user, form.cleaned_data["person"])
    if found is None or not cases.may_handle_person(request.user, found):
        form.add_error("person", gettext(NOBODY))
        return None
    return found


def _filed(request: PersonRequest, person: Person, form: OtherChannelForm) -> Request | None:
    """File it; a refusal stands above the form, and what was typed stays in it."""
    clean = form.cleaned_data
    facts: dict[str, Any] = {"kind": clean["kind"], "scope": form.scope, "words": clean["words"], "receipt": form.receipt}
    try:
        return filing.file(person=person, by=request.user, form_token=clean["token"], **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def _form_page(request: PersonRequest, form: OtherChannelForm) -> HttpResponse:
    context = {"form": form, "said": pages.BY_ANOTHER_WAY, "back_url": reverse("queue")}
    return render(request, "rights/office/file.html", context, status=status_of(form))


def _check_page(request: PersonRequest, person: Person, form: OtherChannelForm) -> HttpResponse:
    context = pages.check(person, form.cleaned_data["kind"], form.scope, form.receipt) | {"form": form, "person": person}
    return render(request, "rights/office/file_check.html", context)
