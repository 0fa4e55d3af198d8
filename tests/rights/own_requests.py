"""For the tests of one's own requests: the page of one, what it says, and a request put into any state."""

import re

from django.urls import reverse

from audit import ledger
from rights.events import RightsEvent


def page(client, request):
    return client.get(reverse("my-request", args=[request.pk]))


def text(answer):
    """What the page says, without marks."""
    body = re.sub(r"<(script|head|svg).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def events(answer):
    return [line["text"] for line in answer.context["mine"]["happened"]]


def put(request, state, **fields):
    """The request is in this state, whatever led there."""
    with ledger.entry(RightsEvent.CLOSED, actor="system:tests", ref=request.pk, outcome=fields.get("outcome", "none")):
        request.state = state
        for name, value in fields.items():
            setattr(request, name, value)
        request.save()
    return request
