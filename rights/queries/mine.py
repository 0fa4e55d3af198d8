"""What the person sees of their own requests."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from people.models import Person
from rights.models import CaseMessage, Clarification, Decision, Request


def requests_of(person: Person) -> QuerySet[Request]:
    """The person's requests, newest first."""
    return Request.objects.filter(person=person).order_by("-received_at", "-ref")


def request_of(person: Person, ref: uuid.UUID) -> Request:
    """One of the person's own requests, or 404."""
    found: Request = get_object_or_404(requests_of(person).select_related("words__key", "order"), pk=ref)
    return found


def same_open(person: Person, kind: str) -> QuerySet[Request]:
    """The person's requests of this kind that have not ended."""
    return Request.objects.filter(person=person, kind=kind).exclude(state__in=Request.CLOSED)


def conversation(request: Request) -> QuerySet[CaseMessage]:
    """The messages between the person and the office, oldest first."""
    return CaseMessage.objects.filter(request=request).select_related("words__key", "author")


def open_question(request: Request) -> Clarification | None:
    """The question that waits for the person's answer."""
    return Clarification.objects.filter(request=request, answered_at__isnull=True).first()


def partly_decided(request: Request) -> bool:
    """Say whether the decision that stands grants a part alone."""
    standing = Decision.objects.filter(request=request, state=Decision.State.STANDS)
    return standing.filter(outcome=Decision.Outcome.PARTLY).exists()


def decision_of(request: Request) -> Decision | None:
    """The decision that stands; a proposal that waits for a second officer is none yet."""
    standing = Decision.objects.filter(request=request, state=Decision.State.STANDS)
    return standing.select_related("words__key", "decided_by").first()
