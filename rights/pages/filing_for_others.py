"""What the pages show on which an officer writes down a request that came in another way."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import days
from common.rights import Right
from consent.models import Program
from people.models import Person
from rights.actions import clocks
from rights.actions.filing import IDENTITIES, Receipt, Scope
from rights.forms.queue import LAWS
from rights.models import Request
from rights.pages import filing, kinds

BY_ANOTHER_WAY = {
    "back": _("Requests"),
    "heading": _("Write down a request"),
    "intro": _(
        "A request counts however it comes: by letter, by mail, by word of mouth. The clock runs from the moment it was received."
    ),
}
BY_AN_AGENT = {
    "back": _("People outside"),
    "heading": _("A request by somebody who acts for a person"),
    "intro": _(
        "A lawyer, a union, a relative: whoever shows a permission that the person signed. They get a link to this one request. "
        "The person is told of it too."
    ),
}


def programs(officer: Person) -> list[Program]:
    """The programs that a request can name; only who handles requests may ask."""
    if not officer.has_perm(Right.REQUESTS_HANDLE):
        raise PermissionDenied
    return list(Program.objects.filter(live_version__gt=0).order_by("name"))


def first() -> dict[str, Any]:
    """What the empty form begins with: a token, and today."""
    now = timezone.localtime(timezone=days.zone())
    return {"token": uuid.uuid4(), "received_on": now.date()}


def check(person: Person, kind: str, scope: Scope, receipt: Receipt) -> dict[str, Any]:
    """What will be on record, until when it has to be answered, and what stops at once."""
    computed = clocks.compute(person=person, received=receipt.at or timezone.now(), kind=kind)
    return {
        "kind": Request.Kind(kind).label,
        "about": filing.about(scope),
        "channel": Request.Channel(receipt.channel).label,
        "received_at": receipt.at,
        "file": receipt.file,
        "identity": IDENTITIES[receipt.identity],
        "doubt": receipt.identity == "doubt",
        "clocks": [{"law": LAWS[one.regime.value], "due_on": one.due, "calendar": one.calendar_id} for one in computed],
        "stops": filing.stop_sentence(scope) if kinds.stops(kind) else "",
    }
