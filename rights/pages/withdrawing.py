"""What the page says before a request is taken back, or a restriction ended: what happens, and what does not."""

from typing import Any

from django.urls import reverse

from rights.actions import withdrawing as actions
from rights.models import Request
from rights.pages import kinds

AGAIN = "Your choices count again: where a program is on, it records you again from now on."


def withdraw(request: Request) -> dict[str, Any]:
    """Taking a request back; refuses like the action itself where it is too late."""
    actions.refuse_too_late(request)
    then = ["The request is closed. You get no answer to it."]
    if kinds.stops(request.kind):
        then.append(AGAIN)
    if request.order_id:
        then.append("Nothing was erased yet, and nothing will be.")
    then.append("To undo this, make the request again. Its time then starts anew.")
    return _page(request, "Take your request back?", "Withdraw the request", "my-request-withdraw", then)


def end(request: Request) -> dict[str, Any]:
    """Ending a restriction that was granted."""
    actions.refuse_no_restriction(request)
    then = [AGAIN, "What was recorded before can be used again.", "You can ask for a restriction again at any time."]
    return _page(request, "End the restriction?", "End the restriction", "my-request-end", then)


def _page(request: Request, heading: str, button: str, name: str, then: list[str]) -> dict[str, Any]:
    return {
        "heading": heading,
        "button": button,
        "then": then,
        "short_ref": request.short_ref,
        "label": request.get_kind_display(),
        "post_url": reverse(name, args=[request.pk]),
        "back_url": reverse("my-request", args=[request.pk]),
    }
