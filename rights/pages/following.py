"""How far the carrying out of a request is, as its person sees it: the purge place by place, the package part by part."""

from typing import Any

from django.urls import reverse

from consent.models import RecipientDelivery
from purges import pages as purge_pages
from purges import queries as purge_queries
from rights.models import Package, RectificationTask, Request
from rights.pages import packaging
from rights.pages.decided import readable
from rights.queries import following
from rights.queries import packaging as packages

CORRECTIONS = {RectificationTask.State.OPEN: "live", RectificationTask.State.DONE: "ok", RectificationTask.State.IMPOSSIBLE: "warn"}
TOLD = {
    "erase": "erasing",
    "correct": "the correction",
    "restrict": "the restriction",
    "object": "your objection",
    "withdraw": "what you turned off",
}


def progress(request: Request) -> dict[str, Any]:
    """What is being done about the request; empty before that. `live` while it moves by itself."""
    purge, package, corrections = _purge(request), _package(request), _corrections(request)
    if not (purge or package or corrections):
        return {}
    live = bool(purge.get("live") or package.get("live"))
    return {"purge": purge, "package": package, "corrections": corrections, "live": live}


def _purge(request: Request) -> dict[str, Any]:
    if request.order_id is None:
        return {}
    order = purge_queries.own_order(request.person, request.order_id)
    line = purge_pages.order_line(order, officer=False)
    certified = purge_queries.certificate_of(order) is not None
    return {
        "headline": line.label,
        "tone": line.tone,
        "text": "Erasing starts in a moment." if line.waiting and line.live and not line.held else line.text,
        "percent": line.percent,
        "steps": purge_pages.step_lines(purge_queries.steps_of(order), officer=False),
        "certificate_url": reverse("my-purge-certificate", args=[order.pk]) if certified else "",
        "live": line.moving,
    }


def _package(request: Request) -> dict[str, Any]:
    found = packages.package_of(request)
    if found is None:
        return {}
    page = packaging.progress(found, officer=False, poll_url="")
    over = found.state == Package.State.EXPIRED
    return page | {
        "url": reverse("my-package", args=[request.pk]),
        "ready": found.state == Package.State.READY,
        "expires_at": None if over else found.expires_at,
        "again_url": reverse("my-request-file", args=[request.kind]) if over else "",
    }


def _corrections(request: Request) -> list[dict[str, Any]]:
    """Where a correction is asked for, how it ended, and what its maker says about it."""
    return [
        {
            "name": task.dataset.name,
            "store": task.dataset.store.name,
            "label": task.get_state_display(),
            "tone": CORRECTIONS[RectificationTask.State(task.state)],
            "at": task.done_at,
            "proof": readable(task.proof),
        }
        for task in following.corrections_of(request)
    ]


def told(deliveries: Any) -> list[dict[str, Any]]:
    """Who else was told of what was done (R77)."""
    return [
        {
            "recipient": delivery.recipient.name,
            "about": TOLD.get(delivery.decision, delivery.decision),
            "at": delivery.delivered_at,
            "by_hand": delivery.state == RecipientDelivery.State.BY_HAND,
        }
        for delivery in deliveries
    ]
