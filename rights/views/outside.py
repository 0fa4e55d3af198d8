"""People outside: asking for a link, using it once, the pages that only they have, and going out again.

The page after asking is the same for every address. A link's page shows a button and nothing else, whatever its token: programs
that look into mails open it and use nothing up. The button's form carries the token on, so that no address with it is posted to.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clients
from consent.pages import concerns
from people.http import PersonRequest
from rights.actions import outside as actions
from rights.forms.outside import AddressForm, TokenForm
from rights.models import OutsideAccess
from rights.pages import concerns as concern_pages
from rights.views import mine, outside_visit
from rights.views.outside_visit import private


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Say who can come in this way, and take an address (GET, POST). What becomes of it is told by mail alone."""
    form = AddressForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.ask(address=form.cleaned_data["address"], client=clients.address_of(request))
        return private(redirect("outside-asked"))
    context = {"form": form, "visit": outside_visit.visit_of(request)}
    return private(render(request, "rights/outside/ask.html", context, status=422 if form.errors else 200))


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for every address."""
    return private(render(request, "rights/outside/asked.html"))


@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link in a mail opens: a button that uses it up."""
    return private(render(request, "rights/outside/link.html", {"form": TokenForm(initial={"token": token})}))


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Use a link up and begin a visit."""
    form = TokenForm(request.POST)
    token = form.cleaned_data["token"] if form.is_valid() else ""
    access = actions.enter(token=token, client=clients.address_of(request))
    outside_visit.begin(request, access)
    return private(redirect("outside-requests"))


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, on this device at once."""
    if outside_visit.SESSION in request.session:
        request.session.flush()
    return private(redirect("outside-ask"))


@require_safe
def start(request: PersonRequest) -> HttpResponse:
    """A visit's first page: all requests of the person, or for an agent the one that they may follow."""
    access: OutsideAccess = request.outside  # type: ignore[attr-defined]  # `outside_visit.by_link` put it there
    if access.role == OutsideAccess.Role.AGENT:
        return redirect("my-request", ref=access.request_id)
    return mine.requests(request)


@require_safe
def where(request: PersonRequest) -> HttpResponse:
    """To whom somebody outside can turn; and what they had raised themself before they left, with its answer."""
    access: OutsideAccess = request.outside  # type: ignore[attr-defined]  # as above
    own = concern_pages.own(request.user) if access.role == OutsideAccess.Role.FORMER else []
    return render(request, "rights/outside/where.html", concerns.page(request.user) | {"own": own})


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: PersonRequest) -> HttpResponse:
    """What needs a link of the last 15 minutes leads here: have a new one sent."""
    if request.method == "POST":
        actions.ask_again(access=request.outside)  # type: ignore[attr-defined]  # as above
        messages.success(request, gettext("A new link is on its way. It works once, for 30 minutes."))
        return redirect("my-requests")
    return render(request, "rights/outside/again.html")
