"""The employee's pages: my choices, one program, its notices, and the choices themselves."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Conflict
from consent import queries
from consent.actions import choices
from consent.forms.choices import ALL, AnswerForm, QuestionForm, SignalForm, WithdrawForm
from consent.models import Program
from consent.pages import about, extras, history, monitoring, notices
from consent.pages import choices as pages
from consent.pages import recipients as recipient_pages
from consent.queries import mine
from consent.views.answering import after, answer_of, ask, asked_again, clean_of, means_of, shown_anew, yes_of
from people.http import PersonRequest
from people.models import Person


@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """Every program that may record me, with my choices."""
    lines = pages.order_lines(request.user)
    paused = mine.open_pause_of(request.user)
    context = {
        "programs": pages.cards(request.user, lines, paused=paused is not None),
        "purges": pages.shown_purges(lines),
        "recent": history.recent(request.user, lines),
        "pause": paused,
        "monitoring": monitoring.line(request.user),
    }
    return render(request, "consent/me.html", context)


@require_safe
def program(request: PersonRequest, slug: str) -> HttpResponse:
    """One program with its details and the history of my choices."""
    found, lines = queries.program_open(slug), pages.order_lines(request.user)
    paused = mine.open_pause_of(request.user)
    context = {
        "card": pages.cards(request.user, lines, slug, paused=paused is not None)[0],
        "about": about.page(found),
        "history": history.short(request.user, found),
        "purges": pages.shown_purges(lines),
        "told": recipient_pages.told(request.user, found),
        "pause": paused,
        "extras": extras.blocks(extras.PROGRAM, request.user, found),
    }
    return render(request, "consent/program.html", context)


@require_safe
def notice(request: PersonRequest, slug: str, version: int) -> HttpResponse:
    """One published notice, newest or older, in one of its languages."""
    found = queries.notice_version(slug, version, request.GET.get("lang", request.user.language))
    newest = queries.notice_in_force(found.program)
    context = {
        "notice": notices.notice_page(found, mine.languages_of(found), request.GET.dict()),
        "program": found.program,
        "current": newest is not None and newest.version == found.version,
    }
    return render(request, "consent/notice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask one question (GET), record a yes (POST)."""
    found = queries.program_open(slug)
    if request.method != "POST":
        clean = clean_of(QuestionForm(request.GET))
        return ask(request, found, clean["signal"], clean["lang"], step=clean["step"])
    clean = clean_of(AnswerForm(request.POST))
    said = yes_of(request, clean, "yes")
    with asked_again(request, found, clean) as stale:
        choices.give(program=found, signals=[clean["signal"]], **said)
    return stale.answer or after(request, slug, clean["signal"])


@require_POST
def refuse(request: PersonRequest, slug: str) -> HttpResponse:
    """Record a no to one signal: the same way as a yes."""
    found = queries.program_open(slug)
    clean = clean_of(AnswerForm(request.POST))
    said = answer_of(request, clean, "no")
    with asked_again(request, found, clean) as stale:
        choices.turn_off(program=found, signals=[clean["signal"]], **said)
    return stale.answer or after(request, slug, clean["signal"])


@require_POST
def renew(request: PersonRequest, slug: str) -> HttpResponse:
    """Say yes again to one signal whose yes comes to its end."""
    found = queries.program_open(slug)
    clean = clean_of(AnswerForm(request.POST))
    said = yes_of(request, clean, "renew")
    with asked_again(request, found, clean) as stale:
        choices.renew(program=found, signals=[clean["signal"]], **said)
    return stale.answer or after(request, slug, clean["signal"])


@require_POST
def withdraw(request: PersonRequest, slug: str) -> HttpResponse:
    """Turn one signal off, or all: one click, no reason, no question."""
    found = queries.program_open(slug)
    clean = clean_of(WithdrawForm(request.POST))
    everything = clean["signal"] == ALL
    signals = _all_on(request.user, found) if everything else [clean["signal"]]
    means = means_of(request, "stop" if everything else "keep" if clean["keep"] else "switch")
    keep = signals if clean["keep"] else ()
    choices.turn_off(person=request.user, program=found, signals=signals, by=request.user, means=means, keep=keep)
    return after(request, slug, clean["signal"])


def _all_on(person: Person, program: Program) -> list[str]:
    """What "Stop everything" turns off; pressed twice, it says that all of it is off."""
    signals = mine.to_stop(person, program)
    if not signals:
        raise Conflict(gettext("Everything here is off already, so nothing changed."), hint=gettext("Nothing is left to stop."))
    return signals


@require_POST
def lift(request: PersonRequest, slug: str) -> HttpResponse:
    """Take an objection to one signal back."""
    found = queries.program_open(slug)
    clean = clean_of(AnswerForm(request.POST))
    said = answer_of(request, clean, "lift")
    with shown_anew(request, clean["language"], clean["notice"]) as stale:
        choices.lift(program=found, signals=[clean["signal"]], **said)
    return stale.answer or after(request, slug, clean["signal"])


@require_POST
def undo(request: PersonRequest, slug: str) -> HttpResponse:
    """Take the withdrawal of one signal back."""
    found = queries.program_open(slug)
    signal = clean_of(SignalForm(request.POST))["signal"]
    choices.undo(person=request.user, program=found, signal=signal, by=request.user, means=means_of(request, "undo"))
    return after(request, slug, signal)


@require_safe
def signal_row(request: PersonRequest, slug: str, signal: str) -> HttpResponse:
    """The small line under a signal that says how far its purge is; or the whole row with ?part=row."""
    found = pages.row(request.user, slug, signal)
    if found is None:
        raise Http404
    card, row = found
    template = "consent/_signal_row.html" if request.GET.get("part") == "row" else "consent/_purge_line.html"
    return render(request, template, {"card": card, "row": row})
