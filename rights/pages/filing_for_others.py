"""What the pages show on which an officer writes down a request that came in another way."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from common import days
from common.rights import Right
from consent.models import Program
from people.models import Person
from rights.actions import clocks
from rights.actions.filing import IDENTITIES, Receipt, Scope
from rights.forms.queue import LAWS
from rights.models import Request
from rights.pages import filing, kinds


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
