"""Erasures whose request and purge order don't go together: what a dead worker left, and orders that were opened again."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from purges.models import PurgeOrder
from rights.models import Decision, Request

Order = PurgeOrder.State
State = Request.State
A_MOMENT = dt.timedelta(seconds=30)
"""So long an order's own signal has time to arrive."""
AT_ONCE = 200


def left_behind() -> list[Request]:
    """Requests that are still being carried out although their order is settled, or at rest under a hold, for a moment."""
    before = timezone.now() - A_MOMENT
    over = Q(order__state=Order.VERIFIED, order__settled_at__lt=before) | Q(order__state=Order.OPEN, order__held_at__lt=before)
    found = Request.objects.filter(over, state=State.ACCEPTED).select_related("order")
    return list(found.order_by("due_at", "ref")[:AT_ONCE])


def opened_again() -> QuerySet[Request]:
    """Requests that were carried out, and whose order goes on because later checks found rows.

    What a hold kept is none of these: such an order was never settled, and its end takes the request up by itself.
    """
    partly = Decision.objects.filter(request=OuterRef("pk"), state=Decision.State.STANDS, outcome=Decision.Outcome.PARTLY)
    whole = Q(outcome=Request.Outcome.GRANTED) | Q(Exists(partly), outcome=Request.Outcome.PARTLY)
    late = PurgeOrder.objects.filter(state=Order.OPEN, held_at__isnull=True)
    return Request.objects.filter(whole, state=State.FULFILLED, order__in=late).select_related("person", "order").order_by("ref")
