"""A recent sign-in, asked for before what must not be done from a screen that somebody left open (R84).

django-allauth's own re-authentication takes people without a password for recently signed in; here nobody is.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from people.http import PersonRequest

RECENT_SECONDS = 15 * 60
SESSION = "signed_in_at"
View = Callable[..., HttpResponse]


def remember(request: HttpRequest | None, **_: Any) -> None:
    """Keep the moment of the sign-in in the session; connected to Django's `user_logged_in`."""
    if request is not None:
        request.session[SESSION] = time.time()


def signed_in_recently(request: PersonRequest) -> bool:
    """Say whether the person signed in, or gave their password again, within 15 minutes. Unknown: no."""
    again = [one["at"] for one in get_authentication_records(request, request.user) if one.get("reauthenticated")]
    return bool(time.time() - max([request.session.get(SESSION, 0), *again]) < RECENT_SECONDS)


def ask_again(request: PersonRequest, back: str) -> HttpResponse:
    """Say that a recent sign-in is needed and lead to it; from there on to the address `back`."""
    messages.warning(request, gettext("This needs a sign-in of the last 15 minutes. Sign in again first; nothing changed."))
    return redirect(sign_in_url(request, back))


def sign_in_url(request: PersonRequest, back: str) -> str:
    """Where the person signs in again: with the password, or by leaving and coming back."""
    page = "account_reauthenticate" if request.user.has_usable_password() else "account_logout"
    return f"{reverse(page)}?next={back}"


def recent_sign_in(back: str) -> Callable[[View], View]:
    """Let a view act for recently signed-in people only; others sign in again, then find themselves on the page `back`."""

    def guarded_by(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if signed_in_recently(request):
                return view(request, *args, **kwargs)
            return ask_again(request, reverse(back, kwargs=kwargs))

        return guarded

    return guarded_by
