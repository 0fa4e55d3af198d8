"""The steps of a version and its program: submit, take back, send back, approve, launch, open the next, end, invalidate."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from common.keeping import done, status_of
from consent.actions import drafts, programs, reviews
from consent.actions import launch as launching
from consent.forms.register import ApproveForm, InvalidateForm, MaterialForm, SeenForm, SendBackForm
from consent.pages import program_desk
from consent.queries import desk
from people.http import PersonRequest


@require_POST
def open_next(request: PersonRequest, slug: str) -> HttpResponse:
    """Open the next version as a copy of the one in force."""
    made = programs.open_version(program=desk.program_for(request.user, slug), by=request.user)
    messages.success(request, gettext("Version %(n)s is open. Nothing changes before it is launched.") % {"n": made.number})
    return redirect("register-edit", slug=slug, section="about")


@require_POST
def ask_again(request: PersonRequest, slug: str) -> HttpResponse:
    """Say that the draft asks everybody again, or that it does not."""
    version, form = desk.draft_for(request.user, slug), MaterialForm(request.POST)
    if not form.is_valid():
        msg = "The page did not say whether everybody is asked again, so nothing happened."
        raise DomainError(msg, hint="Open the program's page again.")
    material = form.cleaned_data["material"] == "yes"
    drafts.ask_again(version=version, material=material, by=request.user)
    words = gettext("Everybody will be asked again.") if material else gettext("Earlier choices will stand.")
    return _done(request, slug, words)


@require_POST
def submit(request: PersonRequest, slug: str) -> HttpResponse:
    """Put the draft into review."""
    version = desk.version_to_send(request.user, slug)
    reviews.submit(version=version, by=request.user, seen=_seen(SeenForm(request.POST)))
    return _done(request, slug, gettext("Submitted. The reviewers have a message."))


@require_POST
def take_back(request: PersonRequest, slug: str) -> HttpResponse:
    """Make it a draft again."""
    reviews.take_back(version=desk.version_to_send(request.user, slug), by=request.user)
    return _done(request, slug, gettext("Taken back. It is a draft again."))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: PersonRequest, slug: str) -> HttpResponse:
    """Say what has to change and send it back to its writers."""
    posted = request.method == "POST"
    version = (desk.version_reviewed if posted else desk.version_to_review)(request.user, slug)
    read = {"seen": request.GET.get("seen") or version.declaration_id}
    form = SendBackForm(request.POST if posted else None, initial=read)
    if done(form, partial(reviews.send_back, version=version, by=request.user)):
        return _done(request, slug, gettext("Sent back. Its writers have your words."))
    if posted:
        form.shown(desk.version_reviewed(request.user, slug).declaration_id)
    context = {"form": form, "program": version.program, "version": version, "back_url": reverse("register-program", args=[slug])}
    return render(request, "consent/office/send_back.html", context, status=status_of(form))


@require_POST
def approve(request: PersonRequest, slug: str) -> HttpResponse:
    """Sign the version in review, as an officer."""
    version = desk.version_to_review(request.user, slug)
    form = ApproveForm(request.POST)
    seen = _seen(form)
    reviews.approve(version=version, kind=form.cleaned_data["kind"], by=request.user, seen=seen)
    return _done(request, slug, gettext("Approved. Your name and the time are on record."))


@require_POST
def launch(request: PersonRequest, slug: str) -> HttpResponse:
    """Put the approved version in force; every gate is computed again."""
    version = desk.version_to_launch(request.user, slug)
    launching.launch(version=version, by=request.user, seen=_seen(SeenForm(request.POST)))
    return _done(request, slug, gettext("Launched. Everybody's choices for what is new start off."))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, slug: str) -> HttpResponse:
    """Say what ending means (GET), end the program for good (POST)."""
    program = desk.program_to_end(request.user, slug)
    if request.method == "POST":
        launching.end(program=program, by=request.user)
        return _done(request, slug, gettext("Ended. Nothing is recorded by it any more."))
    context = {"program": program_desk.header(program), "may": program_desk.may(request.user, program, None)["end"]}
    return render(request, "consent/office/program_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invalidate(request: PersonRequest, slug: str) -> HttpResponse:
    """Declare choices invalid, such as after a defective page: which, and why."""
    program = desk.program_to_invalidate(request.user, slug)
    notice = desk.notice_of(program)
    form = InvalidateForm(request.POST or None, newest=notice.version if notice else 0)
    if done(form, partial(launching.invalidate, program=program, by=request.user)):
        return _done(request, slug, gettext("Declared invalid. From now on these choices turn nothing on."))
    context = {"form": form, "program": program_desk.header(program), "back_url": reverse("register-program", args=[slug])}
    return render(request, "consent/office/program_invalidate.html", context, status=422 if form.errors else 200)


def _seen(form: SeenForm) -> str:
    """The digest of the text that the button stood beside."""
    if not form.is_valid():
        msg = "The page did not say which text you read, so nothing happened."
        raise DomainError(msg, hint="Open the program's page again, then decide.")
    return str(form.cleaned_data["seen"])


def _done(request: PersonRequest, slug: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("register-program", slug=slug)
