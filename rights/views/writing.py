"""Writing to the privacy office about a request of mine, and answering what it asked; what was typed stays."""

import uuid
from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.keeping import refuse
from people.http import PersonRequest
from rights.actions.answering_question import answer_question
from rights.actions.writing import write as write_message
from rights.forms.filing import with_token
from rights.forms.writing import MessageForm
from rights.models import CaseMessage, Request
from rights.pages import mine as pages
from rights.queries import mine as queries
from rights.views.outside_visit import speaker

Act = Callable[..., CaseMessage]


@require_POST
def write(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Write a message."""
    return _sent(request, ref, partial(write_message, from_office=False))


@require_POST
def answer(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Answer the open question."""
    return _sent(request, ref, answer_question, question=True)


def detail_page(request: PersonRequest, found: Request, form: MessageForm | None = None, status: int = 200) -> HttpResponse:
    """The page of one request, with the form as it was sent where something in it is wrong."""
    mine = pages.detail(found, request.user)
    form = form or MessageForm(initial={"token": uuid.uuid4()}, question=mine["question"] is not None)
    return render(request, "rights/me/detail.html", {"mine": mine, "form": form}, status=status)


def _sent(request: PersonRequest, ref: uuid.UUID, act: Act, *, question: bool = False) -> HttpResponse:
    found, form = queries.request_of(request.user, ref), MessageForm(request.POST, question=question)
    if form.without_token:
        form = MessageForm(with_token(request.POST), question=question)
        form.add_error(None, "This page was out of date, so nothing was sent. Send it again.")
    if not form.is_valid():
        return detail_page(request, found, form, status=422)
    try:
        act(request=found, words=form.cleaned_data["words"], by=speaker(request), form_token=form.cleaned_data["token"])
    except DomainError as refusal:
        refuse(form, refusal)
        return detail_page(request, found, form, status=refusal.status)
    return redirect(reverse("my-request", args=[found.pk]) + "#conversation")
