"""The inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people import actions, messages, queries
from people.http import PersonRequest
from people.models import Message

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message as the page shows it."""

    title: str
    body: str
    sent_at: datetime
    read: bool
    url: str
    link_label: str


def letter(message: Message) -> Letter:
    """Put the wording of its kind around the message."""
    return Letter(
        title=messages.title_of(message),
        body=messages.body_of(message),
        sent_at=message.sent_at,
        read=message.read_at is not None,
        url=message.link,
        link_label=messages.link_label_of(message),
    )


@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """Show the person's messages, newest first."""
    page: Any = Paginator(queries.inbox(request.user), PAGE).get_page(request.GET.get("page"))
    page.object_list = [letter(message) for message in page.object_list]
    return render(request, "people/inbox.html", {"messages_page": page})


@require_POST
def mark_read(request: PersonRequest) -> HttpResponse:
    """Mark all as read."""
    actions.mark_read(person=request.user)
    return redirect("inbox")
