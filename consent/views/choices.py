"""The employee's pages: my choices, one program, its notices, and the three choices themselves."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from consent import queries
from consent.actions import choices
from consent.forms.choices import ALL, GiveForm, SignalForm, WithdrawForm
from consent.pages import choices as pages
from people.http import PersonRequest


@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """Every program that may record me, with my choices."""
    lines = pages.order_lines(request.user)
    context = {
        "programs": pages.cards(request.user),
        "purges": pages.shown_purges(lines),
        "recent": pages.recent(request.user, lines),
    }
    return render(request, "consent/me.html", context)


@require_safe
def program(request: PersonRequest, slug: str) -> HttpResponse:
    """One program with its details and the history of my choices."""
    found = queries.program_open(slug)
    context = {
        "card": pages.cards(request.user, slug)[0],
        "history": pages.history(request.user, found),
        "purges": pages.shown_purges(pages.order_lines(request.user)),
    }
    return render(request, "consent/program.html", context)


@require_safe
def notice(request: PersonRequest, slug: str, version: int) -> HttpResponse:
    """One published notice, newest or older."""
    found = queries.notice_version(slug, version)
    newest = queries.notice_in_force(found.program)
    context = {
        "notice": pages.notice_page(found),
        "program": found.program,
        "current": newest == found,
        "back_url": reverse("program", args=[slug]),
    }
    return render(request, "consent/notice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PersonRequest, slug: str) -> HttpResponse:
    """Show what a yes means (GET), record it (POST)."""
    found = queries.program_open(slug)
    if request.method != "POST":
        return _confirm(request, slug, _clean(SignalForm(request.GET))["signal"])
    clean = _clean(GiveForm(request.POST))
    signals = [clean["signal"]]
    choices.give(person=request.user, program=found, signals=signals, notice_version=clean["notice"], by=request.user)
    return _after(request, slug, clean["signal"])


@require_POST
def withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    """Turn one signal off, or all: one click, no reason, no question."""
    found = queries.program_open(slug)
    signal = _clean(WithdrawForm(request.POST))["signal"]
    on = list(queries.given(request.user, found).values_list("signal", flat=True)) if signal == ALL else [signal]
    choices.withdraw(person=request.user, program=found, signals=on, by=request.user)
    return _after(request, slug, signal)


@require_POST
def undo(request: PersonRequest, slug: str) -> HttpResponse:
    """Take the withdrawal of one signal back."""
    found = queries.program_open(slug)
    signal = _clean(SignalForm(request.POST))["signal"]
    choices.undo(person=request.user, program=found, signal=signal, by=request.user)
    return _after(request, slug, signal)


@require_safe
def signal_row(request: PersonRequest, slug: str, signal: str) -> HttpResponse:
    """The small line under a signal that says how far its purge is; or the whole row with ?part=row."""
    found = pages.row(request.user, slug, signal)
    if found is None:
        raise Http404
    card, row = found
    template = "consent/_signal_row.html" if request.GET.get("part") == "row" else "consent/_purge_line.html"
    return render(request, template, {"card": card, "row": row})


def _after(request: PersonRequest, slug: str, signal: str) -> HttpResponse:
    """The changed row for htmx; else back to the program's page, at the row."""
    found = pages.row(request.user, slug, signal)
    if request.htmx and found:
        return render(request, "consent/_signal_row.html", {"card": found[0], "row": found[1]})
    anchor = f"#{found[1].id}" if found else ""
    return redirect(reverse("program", args=[slug]) + anchor)


def _confirm(request: PersonRequest, slug: str, signal: str) -> HttpResponse:
    found = pages.row(request.user, slug, signal)
    program = queries.program_open(slug)
    newest = queries.notice_in_force(program)
    if found is None or newest is None:
        raise Http404
    choices.refuse_while_erasing(person=request.user, program=program, signals=[signal])
    context = {"card": found[0], "row": found[1], "notice": pages.give_summary(newest)}
    return render(request, "consent/_give_row.html" if request.htmx else "consent/give.html", context)


def _clean(form: SignalForm | WithdrawForm) -> dict[str, Any]:
    if not form.is_valid():
        field = next(iter(form.errors))
        msg = f"The page sent a {field} that this program does not know. Nothing was recorded."
        raise DomainError(msg, hint="Go back, reload the page and try again.")
    return form.cleaned_data
