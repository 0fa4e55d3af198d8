"""The register's pages for owners and officers: the list, a new program, one program, its versions and what changed in them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import DomainError
from common.keeping import refuse
from common.rights import Right
from consent.actions import programs
from consent.forms.register import NewProgramForm
from consent.pages import declared, program_desk
from consent.pages import register as pages
from consent.queries import desk, register
from people.http import PersonRequest
from people.models import Person

PAGE = 25


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """List the programs that the person owns or oversees, by state and name."""
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = desk.narrowed(desk.programs_for(request.user), q=q, state=state)
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = pages.lines(page.object_list)
    context = {"programs": page, "filters": pages.filters(state, q), "q": q, "state": state}
    context["query"] = urlencode({name: said for name, said in (("state", state), ("q", q)) if said})
    return render(request, "consent/office/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Add a program; its first version is empty."""
    desk.programs_for(request.user)
    form = NewProgramForm(request.POST or None, officer=request.user.has_perm(Right.PROGRAMS_MANAGE))
    if form.is_valid() and _added(form, request.user):
        return redirect("register-edit", slug=form.cleaned_data["slug"], section="about")
    context = {"form": form, "back_url": reverse("register")}
    return render(request, "consent/office/program_new.html", context, status=422 if form.errors else 200)


def _added(form: NewProgramForm, by: Person) -> bool:
    """Add it, or say in the form why not; what was typed stays."""
    clean = form.cleaned_data
    owner = desk.possible_owner(clean["owner"]) if "owner" in clean else by
    if owner is None:
        form.add_error("owner", "Nobody with this address may own programs. Expected somebody with the role of program owner.")
        return False
    try:
        programs.add_program(slug=clean["slug"], name=clean["name"], owner=owner, by=by)
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    return True


@require_safe
def program(request: PersonRequest, slug: str) -> HttpResponse:
    """One program: where it stands, its launch gates, its signatures, and what can be done."""
    found = desk.program_for(request.user, slug)
    return render(request, "consent/office/program.html", program_desk.page(request.user, found))


@require_safe
def version(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The whole declaration of one version, to read and to print."""
    found = desk.version_for(request.user, slug, number)
    body = found.declaration.body
    context = {
        "program": program_desk.header(found.program),
        "version": found,
        "declaration": declared.declaration_page(body, desk.names_in(body)),
        "tests": desk.deletion_tests(body),
    }
    return render(request, "consent/office/version.html", context)


@require_safe
def changes(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """What a version changes, compared with the one in force before it."""
    found = desk.version_for(request.user, slug, number)
    before = register.version_before(found)
    old, body = before.declaration.body if before else None, found.declaration.body
    names = desk.names_in(old, body) if old else {}
    context = {
        "program": program_desk.header(found.program),
        "version": found,
        "before": before,
        "changes": declared.changes_page(old, body, names),
    }
    return render(request, "consent/office/changes.html", context)
