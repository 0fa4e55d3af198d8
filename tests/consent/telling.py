"""For the tests of telling recipients: a recipient, a decision it has to hear of, and who was told that it has to be told."""

from django.utils import timezone

from audit import ledger
from consent.actions import recipients as actions
from consent.events import ConsentEvent
from consent.models import Recipient, RecipientDelivery
from people.models import Message, Person
from tests.cast import BY, KEYS, MOUSE, Cast


def add_recipient(cast: Cast, endpoint: str = "", key: str = "vendor") -> Recipient:
    """The program's only recipient from now on."""
    with ledger.entry(ConsentEvent.VERSION_LIVE, actor=BY, ref=cast.program.pk):
        for row in Recipient.objects.filter(program=cast.program):
            row.ended_at = timezone.now()
            row.save()
        return Recipient.objects.create(program=cast.program, key=key, name="Vendor", role="processor", endpoint=endpoint)


def order(cast: Cast, person: Person | None = None, decision: str = "withdraw") -> RecipientDelivery:
    who = person or cast.priya
    with ledger.entry(ConsentEvent.WITHDRAWN, actor=who.pk, subject=who.pk, ref=cast.program.pk) as entry:
        facts = {"signals": [MOUSE, KEYS], "decision": decision, "entry_id": entry.id}
        assert actions.order_deliveries(person=who, program=cast.program, **facts) == 1
    return RecipientDelivery.objects.get(entry=entry.id)


def order_to(cast: Cast, endpoint: str = "") -> RecipientDelivery:
    add_recipient(cast, endpoint)
    return order(cast)


def told(kind: str = "delivery-attention") -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("person__name", flat=True))


def fresh(delivery: RecipientDelivery) -> RecipientDelivery:
    return RecipientDelivery.objects.select_related("attempt", "recipient").get(pk=delivery.pk)
