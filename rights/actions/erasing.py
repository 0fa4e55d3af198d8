"""Carrying out an erasure: the purge order does it, its signal ends the request. The request keeps no copy of its state."""

from typing import Any

from purges.models import PurgeOrder
from rights.actions.closing import close
from rights.models import Request

BY = "system:requests"


def on_order_settled(order: PurgeOrder, **_: Any) -> None:
    """The order is verified: the request that caused it is done."""
    request = Request.objects.select_related("person").filter(order=order, state=Request.State.ACCEPTED).first()
    if request is not None:
        close(request=request, outcome=Request.Outcome.GRANTED, by=BY, message="request-done")
