"""What the views of choices share: clean input, the answer after a decision, and the question asked again on a stale page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from common.errors import DomainError
from consent import queries
from consent.actions import choices
from consent.forms.choices import STATEMENT
from consent.means import Means
from consent.models import Program
from consent.pages import choices as pages
from consent.pages import notices
from consent.queries import mine
from people.http import PersonRequest

PHONES = ("Mobi", "Android", "iPhone")


@dataclass
class Stale:
    """Holds the answer to a page that was out of date; None where it was not."""

    answer: HttpResponse | None = None


@contextmanager
def asked_again(request: PersonRequest, program: Program, clean: dict[str, Any]) -> Iterator[Stale]:
    """Turn a stale answer into the new question with status 409: nothing was recorded, and the new text is shown.

    From a row htmx is led to the question's page.

    A yes that has to be explicit leads on to its second statement (R32).
    """
    stale = Stale()
    try:
        yield stale
    except choices.StaleNotice as error:
        fresh = queries.program_open(program.slug)
        if request.htmx:
            # A row keeps what it shows where the answer is an error: only a page can show the new text.
            messages.error(request, str(error))
            stale.answer = HttpResponse(status=error.status, headers={"HX-Redirect": _question_url(fresh, clean)})
        else:
            stale.answer = ask(
                request, fresh, clean["signal"], clean["language"], changed=str(error), since=clean["notice"], status=409
            )
    except choices.StatementMissing:
        stale.answer = redirect(_question_url(program, clean, step=STATEMENT))


def _question_url(program: Program, clean: dict[str, Any], **more: str) -> str:
    asked = {"signal": clean["signal"], "lang": clean["language"], **more}
    return f"{reverse('give', args=[program.slug])}?{urlencode(asked)}"


@contextmanager
def shown_anew(request: PersonRequest, language: str, since: int) -> Iterator[Stale]:
    """The same where there is no question to ask again: the notice in force, with what changed in it, and status 409.

    To htmx the refusal goes on as any other: it is said, and the page is loaded afresh.
    """
    stale = Stale()
    try:
        yield stale
    except choices.StaleNotice as error:
        if request.htmx or error.notice is None:
            raise
        messages.error(request, str(error))
        notice = queries.notice_version(error.program.slug, error.notice.version, language)
        page = notices.notice_page(notice, mine.languages_of(notice), {"since": str(since)})
        context = {"notice": page, "program": error.program, "current": True}
        stale.answer = render(request, "consent/notice.html", context, status=error.status)


def ask(  # noqa: PLR0913 - what the page shows, each named
    request: PersonRequest,
    program: Program,
    signal: str,
    language: str,
    *,
    changed: str = "",
    since: int | None = None,
    step: str = "",
    status: int = 200,
) -> HttpResponse:
    """The question about one signal, alone on its page or in its row; `changed` and `since` where the page was out of date.

    At its second `step` it asks for the statement of a yes that has to be explicit.
    """
    found = pages.row(request.user, program.slug, signal, language=language)
    if found is None or found[1].gone or found[0].notice is None:
        raise Http404
    choices.refuse_while_erasing(person=request.user, program=program, signals=[signal])
    languages = mine.programs_of(request.user, program.slug)[0].languages
    context = {"card": found[0], "row": found[1], "changed": changed, "statement": step == STATEMENT and found[1].explicit}
    context["notice"] = notices.question(found[0], languages, signal, since=since)
    in_row = request.htmx and status == 200  # noqa: PLR2004 - HTTP's own number
    return render(request, "consent/_give_row.html" if in_row else "consent/give.html", context, status=status)


def after(request: PersonRequest, slug: str, signal: str) -> HttpResponse:
    """The changed row for htmx; else back to the program's page, at the row."""
    found = pages.row(request.user, slug, signal)
    if request.htmx and found:
        return render(request, "consent/_signal_row.html", {"card": found[0], "row": found[1]})
    anchor = f"#{found[1].id}" if found else ""
    return redirect(reverse("program", args=[slug]) + anchor)


def clean_of(form: forms.Form) -> dict[str, Any]:
    """The form's clean values, or an error that names the field."""
    if not form.is_valid():
        field = next(iter(form.errors))
        msg = f"The page sent a {field} that this program does not know. Nothing was recorded."
        raise DomainError(msg, hint="Go back, reload the page and try again.")
    return form.cleaned_data


def yes_of(request: PersonRequest, clean: dict[str, Any], control: str) -> dict[str, Any]:
    """What a yes carries: the same, and whether its second statement was made (R32)."""
    explicit = clean["explicit"]
    return answer_of(request, clean, "explicit" if explicit else control) | {"explicit": explicit}


def means_of(request: PersonRequest, control: str) -> Means:
    """What was pressed, and the class of client: part of the evidence, no fingerprint (R30)."""
    agent = request.headers.get("User-Agent", "")
    return Means(control=control, client="phone" if any(word in agent for word in PHONES) else "desktop")


def answer_of(request: PersonRequest, clean: dict[str, Any], control: str) -> dict[str, Any]:
    """What an answer carries beside its signal: who, by what means, and what the page showed."""
    return {
        "person": request.user,
        "by": request.user,
        "means": means_of(request, control),
        "notice_version": clean["notice"],
        "program_version": clean["version"],
        "language": clean["language"] or "en",
    }
