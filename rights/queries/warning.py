"""What the ladder of warnings has to look at: open requests whose last day is near or over (R55)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from rights.models import Clarification, Request, RequestWarning

LOOK_AHEAD = dt.timedelta(days=11)
"""A day more than the first rung, for places whose day begins earlier."""
LAST = "overdue"


def to_warn(now: dt.datetime) -> QuerySet[Request]:
    """Open requests due in ten days or less, with their clocks and open questions.

    Not those whose last warning was sent, nor those taken up again: they were answered, in time or not.
    """
    sent = RequestWarning.objects.filter(request=OuterRef("pk"), rung=LAST, due_on=OuterRef("due_on"))
    unanswered = Request.objects.exclude(state__in=sorted(Request.CLOSED)).filter(answered_at__isnull=True)
    near = unanswered.filter(~Exists(sent), due_at__lte=now + LOOK_AHEAD)
    waiting = Prefetch("clarifications", Clarification.objects.filter(answered_at__isnull=True), to_attr="waiting")
    return near.select_related("person", "assignee").prefetch_related("clocks", waiting).order_by("due_at", "ref")
