"""What every page's shell needs: links, unread messages, theme, and the trial's cast on the sign-in page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.queries import unread
from portal.demo.cast import people_of_the_cast
from portal.demo.outside import LEAVER
from portal.navigation import links_for, role_label

THEMES = ("auto", "light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell's context; signed-out pages get no links."""
    theme = request.COOKIES.get("theme", "auto")
    context: dict[str, Any] = {"demo": settings.DEMO, "theme": theme if theme in THEMES else "auto"}
    user = getattr(request, "user", None)
    if hasattr(request, "outside"):
        # Somebody who came by a link: no sign-in, so no links of the portal's and no inbox.
        return context
    if user is not None and user.is_authenticated:
        context |= {
            "nav": links_for(user, request.path),
            "unread": SimpleLazyObject(lambda: unread(user)),
            "role_label": role_label(user),
        }
    elif settings.DEMO:
        context |= {"cast": SimpleLazyObject(people_of_the_cast), "leaver": LEAVER}
    return context
