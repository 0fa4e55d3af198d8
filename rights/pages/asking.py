"""What the pages say on which the person is asked something, or told that it takes longer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from rights import deadlines
from rights.actions.clocks import ABOUT
from rights.deadlines import Effect, Regime
from rights.models import Clarification, Request
from rights.pages import deciding
from rights.queries import following

EFFECTS = {
    Effect.NONE: gettext("No clock stops"),
    Effect.PAUSES: gettext("The days until the answer are not counted"),
    Effect.RESTARTS: gettext("The month begins with the answer"),
}


def stops(request: Request) -> dict[str, str]:
    """What each question does to the earliest clock of the request, in words (R49)."""
    clock = following.clocks_of(request)[0]
    return {reason: EFFECTS[deadlines.effect(Regime(clock.regime), ABOUT[Clarification.Reason(reason)])] for reason in ABOUT}


def question_page(request: Request) -> dict[str, Any]:
    """The page on which a question is written."""
    return {"case": deciding.asked(request), "back_url": reverse("case", args=[request.pk])}


def extension_page(request: Request) -> dict[str, Any]:
    """The page on which an extension is asked for: until when the answer is due now, and until when it would be."""
    clocks = following.clocks_of(request)
    first = min(clocks, key=lambda clock: clock.extended_at)
    return question_page(request) | {"due_on": request.due_on, "extended_on": first.extended_on, "zone": first.zone}
