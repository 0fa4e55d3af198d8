"""The request type that views are annotated with."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import Person


class PersonRequest(HttpRequest):
    """A request of a signed-in person (LoginRequiredMiddleware saw to it)."""

    user: Person
    htmx: HtmxDetails
