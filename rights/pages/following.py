"""How far the carrying out of a request is, as its person sees it: the purge place by place, the package part by part."""

from typing import Any

from django.urls import reverse

from consent.models import RecipientDelivery
from purges import pages as purge_pages
from purges import queries as purge_queries
from rights.models import Package, PackagePart, RectificationTask, Request
from rights.pages.decided import readable
from rights.queries import following

PackageState = Package.State
PartState = PackagePart.State
PARTS: dict[str, str] = {
    PartState.DONE: "ok",
    PartState.RUNNING: "live",
    PartState.AWAY: "warn",
    PartState.REFUSED: "warn",
    PartState.WITHHELD: "warn",
}
PACKAGES = {
    PackageState.WAITING: ("Your copy is made next.", "live"),
    PackageState.BUILDING: ("Your copy is being made.", "live"),
    PackageState.HALTED: ("One place can't be reached now. We keep trying, and your copy waits for it.", "warn"),
    PackageState.READY: ("Your copy is ready.", "ok"),
    PackageState.EXPIRED: ("Your copy was destroyed, because its time was over. Ask again if you need it.", ""),
    PackageState.FAILED: ("Your copy can't be made by itself. A privacy officer was told and looks at it.", "warn"),
}
CORRECTIONS = {RectificationTask.State.OPEN: "live", RectificationTask.State.DONE: "ok", RectificationTask.State.IMPOSSIBLE: "warn"}
TOLD = {"erase": "erasing", "correct": "the correction", "object": "your objection", "withdraw": "what you turned off"}
MOVING = frozenset({PackageState.WAITING, PackageState.BUILDING, PackageState.HALTED})


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
    package = following.package_of(request)
    if package is None:
        return {}
    text, tone = PACKAGES[PackageState(package.state)]
    parts = [_part(part) for part in package.parts.all()]
    done = sum(part["done"] for part in parts)
    return {
        "text": text,
        "tone": tone,
        "label": package.get_state_display(),
        "parts": parts,
        "percent": min(99, 100 * done // len(parts)) if parts and package.state != PackageState.READY else 100 * (done > 0),
        "rows": package.rows,
        "expires_at": package.expires_at if package.state == PackageState.READY else None,
        "next_try": package.next_try_at if package.state == PackageState.HALTED else None,
        "download_url": "",
        "live": package.state in MOVING,
    }


def _part(part: PackagePart) -> dict[str, Any]:
    state = PartState(part.state)
    return {
        "name": part.dataset.name,
        "store": part.dataset.store.name,
        "label": part.get_state_display(),
        "tone": PARTS.get(state, ""),
        "rows": part.rows,
        "explanation": part.explanation,
        "done": state in (PartState.DONE, PartState.WITHHELD),
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
