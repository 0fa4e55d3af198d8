"""Home, the officers' first page, theme, explaining pages, and the trial's sign-in."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from audit import ledger
from people.http import PersonRequest
from portal import office as overview
from portal.checks import trial_allowed
from portal.demo.cast import person_of
from portal.forms import SignInAsForm, ThemeForm
from portal.navigation import home_of

YEAR_SECONDS = 31_536_000


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Lead to the part that the person's role is for."""
    return redirect(home_of(request.user))


@require_safe
def office(request: PersonRequest) -> HttpResponse:
    """The officers' first page."""
    return render(request, "portal/office.html", overview.page(request.user))


@require_safe
def office_running(request: PersonRequest) -> HttpResponse:
    """The part of the officers' page that moves."""
    return render(request, "portal/_running.html", overview.page(request.user))


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and go back to the page."""
    form = ThemeForm(request.POST)
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if form.is_valid():
        response.set_cookie(
            "theme",
            form.cleaned_data["theme"],
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Where browsers look for an icon of what names none, such as a file; a page of ours in answer would set cookies."""
    return redirect(static("icon.svg"))


@login_not_required
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How Assent works, on one page."""
    return render(request, "portal/how.html", {"verifier_key": ledger.verifier_key()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the trial's cast; only where `trial_allowed` says so."""
    form = SignInAsForm(request.POST)
    if not trial_allowed() or not form.is_valid():
        raise Http404
    person = person_of(form.cleaned_data["who"])
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
