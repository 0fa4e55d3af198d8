"""Pausing a program and resuming it, for officers and the program's owner."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from common.keeping import done
from consent.actions import program_pauses
from consent.forms.pausing import ReasonForm, RepairForm, SeenForm
from consent.models import Program
from consent.pages import pausing as pages
from consent.queries import pausing as queries
from people.http import PersonRequest
from people.step_up import recent_sign_in


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: PersonRequest, slug: str) -> HttpResponse:
    """Pause by one click and ask for the reason afterwards (POST); show how a pause stands (GET)."""
    if request.method == "POST":
        program_pauses.pause(program=queries.program_to_pause(request.user, slug), by=request.user)
        return redirect("program-pause-reason", slug=slug)
    program = queries.program_of(request.user, slug)
    context = {"program": program, "pause": pages.panel(program, request.user)}
    return render(request, "consent/office/pause_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: PersonRequest, slug: str) -> HttpResponse:
    """Say why the program was paused."""
    program = queries.program_to_pause(request.user, slug)
    current = queries.current_pause(program)
    form = ReasonForm(request.POST or None)
    if done(form, partial(program_pauses.explain, pause=current, by=request.user)):
        return redirect("program-pause", slug=slug)
    return _form_page(request, "consent/office/pause_reason.html", program, form)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask to resume, with the cause and the fix."""
    program = queries.program_of(request.user, slug)
    current = queries.current_pause(program)
    form = RepairForm(request.POST or None, initial=queries.words_of(current.repair_text))
    if done(form, partial(program_pauses.ask_resume, pause=current, by=request.user)):
        return redirect("program-pause", slug=slug)
    return _form_page(request, "consent/office/pause_repair.html", program, form)


@require_POST
@recent_sign_in(back="program-pause")
def resume(request: PersonRequest, slug: str) -> HttpResponse:
    """Resume as the second person."""
    current = queries.current_pause(queries.program_to_pause(request.user, slug))
    form = SeenForm(request.POST)
    if not form.is_valid():
        msg = "The page did not say which words you read. The program stays paused."
        raise DomainError(msg, hint="Open the page of the pause again, read the cause and the fix, then decide.")
    program_pauses.resume(pause=current, by=request.user, seen=form.cleaned_data["seen"])
    return redirect("program-pause", slug=slug)


def _form_page(request: PersonRequest, template: str, program: Program, form: forms.Form, **more: Any) -> HttpResponse:
    context = {"program": program, "form": form, "back_url": reverse("program-pause", args=[program.slug]), **more}
    return render(request, template, context, status=422 if form.errors else 200)
