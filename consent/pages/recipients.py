"""What pages show of telling recipients: the officers' list, and to a person who was told of their own decision (R77)."""

import datetime as dt
import json
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from common.rights import Right
from common.signals import Signal
from consent.models import Program, RecipientDelivery
from consent.pages.pausing import name_of
from consent.queries import recipients as queries
from consent.telling import message_of
from people.models import Person

State = RecipientDelivery.State
DECISIONS = {
    "withdraw": "Withdrawal",
    "object": "Objection",
    "undo": "Taken back",
    "erase": "Erasure",
    "correct": "Correction",
    "restrict": "Restriction",
}
FILTERS = (("", "All"), (State.WAITING.value, "Being told"), ("attention", "Needs you"), ("told", "Told"))


def filters(current: str) -> list[dict[str, Any]]:
    """The list's filters as links."""
    url = reverse("deliveries")
    return [
        {"label": label, "url": f"{url}?state={state}" if state else url, "current": state == current} for state, label in FILTERS
    ]


def line(delivery: RecipientDelivery) -> dict[str, Any]:
    """One delivery as the officers' list shows it: no person, only what was decided and how far telling is."""
    waiting = delivery.state == State.WAITING
    label, tone = _state(delivery)
    by_system = bool(delivery.recipient.endpoint)
    return {
        "ref": delivery.pk,
        "short_ref": str(delivery.pk)[:8],
        "recipient": delivery.recipient.name,
        "program": delivery.recipient.program.name,
        "decision": DECISIONS.get(delivery.decision, delivery.decision),
        "taken_back": delivery.decision == "undo",
        "signals": [Signal(signal).label for signal in delivery.signals],
        "at": delivery.created_at,
        "label": label,
        "tone": tone,
        "told_at": delivery.delivered_at,
        "told_by": name_of(delivery.confirmed_by),
        "trouble": delivery.attempt.trouble if waiting else "",
        "tries": delivery.attempt.tries,
        "next_at": delivery.attempt.next_at if waiting and by_system and delivery.attempt.tries else None,
        "by_hand_url": reverse("delivery-by-hand", args=[delivery.pk]) if waiting else "",
        "noted_url": reverse("delivery-by-hand", args=[delivery.pk]) if delivery.state == State.BY_HAND else "",
        "retry_url": reverse("delivery-retry", args=[delivery.pk]) if waiting and by_system else "",
    }


def _state(delivery: RecipientDelivery) -> tuple[str, str]:
    if delivery.state != State.WAITING:
        return delivery.get_state_display(), "" if delivery.state == State.UNDONE else "ok"
    if not delivery.recipient.endpoint:
        return gettext("Has to be told by hand"), "bad"
    if delivery.created_at <= timezone.now() - queries.OVERDUE:
        return gettext("Not confirmed within 24 hours"), "bad"
    return delivery.get_state_display(), "warn" if delivery.attempt.trouble else "live"


def noted(delivery: RecipientDelivery) -> dict[str, Any]:
    """When and by what an officer told the recipient, and who; empty where nobody did by hand."""
    note = queries.note_of(delivery)
    if not note:
        return {}
    day = dt.date.fromisoformat(note["told_on"])
    return {"on": day, "reference": note["reference"], "by": name_of(delivery.confirmed_by)}


def statement(delivery: RecipientDelivery) -> str:
    """What the recipient has to hear, as it would be sent to a system: to copy into a letter or a ticket."""
    return json.dumps(message_of(delivery), indent=2)


def attention(person: Person) -> list[dict[str, str]]:
    """What waits for an officer: recipients to tell by hand, as one line."""
    if not person.has_perm(Right.PROGRAMS_MANAGE):
        return []
    count = queries.narrowed(queries.deliveries_for(person), "attention").count()
    if not count:
        return []
    text = ngettext("%(n)s message to a recipient needs a person", "%(n)s messages to recipients need a person", count)
    return [{"text": text % {"n": count}, "url": f"{reverse('deliveries')}?state=attention", "tone": "bad"}]


def told(person: Person, program: Program) -> list[dict[str, Any]]:
    """Which recipients were told of the person's own decisions in this program, newest first (R77)."""
    return [
        {
            "recipient": delivery.recipient.name,
            "decision": DECISIONS.get(delivery.decision, delivery.decision),
            "signals": [Signal(signal).label for signal in delivery.signals],
            "at": delivery.created_at,
            "told_at": delivery.delivered_at,
            "by_hand": delivery.state == State.BY_HAND,
        }
        for delivery in queries.told_of(person, program)[:20]
    ]
