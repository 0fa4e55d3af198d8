"""What the officers' first page shows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from common.rights import Right
from consent.pages import monitoring, pausing, recipients, register
from gate.queries import collectors_for
from people.models import Person
from purges import pages, queries
from purges.models import PurgeOrder
from purges.pages import holds
from rights.pages import concerns, correcting, queue

SHOWN = 10


def page(person: Person) -> dict[str, Any]:
    """Tiles, running purges and what needs a person."""
    if not person.has_perm(Right.OFFICE_READ):
        raise PermissionDenied
    orders = queries.orders_for(person)
    running = queries.running_for(person)
    failed = queries.needing_a_person(running)
    lines = [pages.order_line(order, officer=True) for order in running[:SHOWN]]
    return {
        "tiles": queue.tiles(person) + _tiles(person, running=running.count(), failed=failed.count(), verified=_today(orders)),
        "running": lines,
        "live": bool(lines),
        "attention": [
            {"text": f"Purge {order.short_ref} needs a person", "url": reverse("purge", args=[order.pk]), "tone": "bad"}
            for order in failed[:SHOWN]
        ]
        + queue.attention(person)
        + correcting.attention(person)
        + pausing.attention(person)
        + recipients.attention(person)
        + monitoring.attention(person)
        + register.attention(person)
        + holds.attention(person)
        + concerns.attention(person),
        "updated_at": timezone.now(),
    }


def _today(orders: Any) -> int:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return int(orders.filter(state=PurgeOrder.State.VERIFIED, settled_at__gte=midnight).count())


def _tiles(person: Person, *, running: int, failed: int, verified: int) -> list[dict[str, Any]]:
    purges = reverse("purges")
    tiles = [
        {"label": "Purges running", "value": running, "note": "open now", "tone": "", "url": f"{purges}?state=open"},
        {
            "label": "Need a person",
            "value": failed,
            "note": "stopped, with a reason",
            "tone": "bad" if failed else "ok",
            "url": f"{purges}?state=attention",
        },
        {
            "label": "Erased and verified today",
            "value": verified,
            "note": "since midnight",
            "tone": "",
            "url": f"{purges}?state=verified",
        },
    ]
    if person.has_perm(Right.COLLECTORS_MANAGE):
        collectors = collectors_for(person).filter(revoked_at__isnull=True)
        silent = collectors.filter(contact__isnull=True).count()
        note = f"{silent} never asked yet" if silent else "all have asked"
        tiles.append(
            {
                "label": "Collectors enrolled",
                "value": collectors.count(),
                "note": note,
                "tone": "",
                "url": reverse("collectors"),
            },
        )
    return tiles
