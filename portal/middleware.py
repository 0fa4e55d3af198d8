"""Private pages are never kept by caches; refused actions become pages that say what to do."""

import logging
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import DomainError

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class NoNulMiddleware:
    """Refuses an address with a NUL in it as a bad request: PostgreSQL keeps no such text, so a search for it would fail."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look before anything else does."""
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            msg = "There is a NUL in the address."
            raise BadRequest(msg)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """`Cache-Control: no-store` on everything a signed-in person gets (R83)."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer where somebody is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class DomainErrorMiddleware:
    """Turns a `DomainError` into a page with its status, or for htmx into a message and a reload."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for the errors that actions raise on purpose; anything else is a fault and stays one."""
        if not isinstance(error, DomainError):
            return None
        reference = uuid.uuid4().hex[:8].upper()
        log.info("refused %s: %s", reference, type(error).__name__)
        if getattr(request, "htmx", False):
            # The page is out of step with the database: say why and load it afresh.
            messages.error(request, error.in_full)
            return HttpResponse(status=error.status, headers={"HX-Refresh": "true"})
        context = {
            "title": error.title,
            "message": str(error),
            "hint": error.hint,
            "status": error.status,
            "reference": reference,
        }
        return render(request, "domain_error.html", context, status=error.status)
