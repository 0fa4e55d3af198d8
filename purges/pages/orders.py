"""What pages show of orders, made of rows. Percentages never reach 100 before verification (law 6)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from common.signals import Signal
from purges import queries
from purges.holds import holds_on
from purges.models import PurgeOrder, PurgeStep
from purges.pages.steps import ERASING_SHARE, Held, held, share

Step = PurgeStep.State
WAITING = "Waiting to start"
NEEDS_A_PERSON = "Needs a person"
HELD, PARTLY_HELD = "Kept for a legal ground", "Partly kept for a legal ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order in a list or as a page's head. `order` must come from `queries.with_totals`."""

    ref: str
    short_ref: str
    state: str
    label: str
    tone: str
    reason: str
    program_name: str
    signals: list[str]
    created_at: datetime
    settled_at: datetime | None
    people: int
    datasets: int
    percent: int
    rows_before: int
    rows_erased: int
    live: bool
    moving: bool
    waiting: bool
    held: int
    url: str
    text: str


def order_line(order: Any, *, officer: bool) -> OrderLine:
    """Describe an order with its totals, for the person or for an officer."""
    label, tone = _order_label(order)
    at_rest = _at_rest(order)
    if not officer and label == NEEDS_A_PERSON:
        label = "With a privacy officer"
    percent = _order_percent(order)
    return OrderLine(
        ref=str(order.pk),
        short_ref=order.short_ref,
        state=order.state,
        label=label,
        tone=tone,
        reason=order.get_reason_display(),
        program_name=order.about,
        signals=[Signal(code).label for code in order.signals],
        created_at=order.created_at,
        settled_at=order.settled_at,
        people=1,
        datasets=order.datasets,
        percent=percent,
        rows_before=order.rows_before,
        rows_erased=order.rows_erased,
        live=order.state == PurgeOrder.State.OPEN,
        moving=order.state == PurgeOrder.State.OPEN and not at_rest,
        # What a hold kept before anything was erased can be undone like what waits.
        waiting=label == WAITING or (at_rest and label == HELD),
        held=order.held,
        url=reverse("purge" if officer else "my-purge", args=[order.pk]),
        text=_order_text(order),
    )


def _order_label(order: Any) -> tuple[str, str]:
    if order.state != PurgeOrder.State.OPEN:
        return order.get_state_display(), "ok" if order.state == PurgeOrder.State.VERIFIED else ""
    if order.failed:
        return NEEDS_A_PERSON, "bad"
    if _at_rest(order):
        return (PARTLY_HELD if order.verified or order.rows_erased else HELD), "warn"
    return ("Erasing", "live") if order.running or order.rows_erased else (WAITING, "live")


def _at_rest(order: Any) -> bool:
    """Nothing is left to do but what a legal hold keeps."""
    return bool(order.state == PurgeOrder.State.OPEN and order.held and order.held + order.verified == order.datasets)


def _order_percent(order: Any) -> int:
    if order.state == PurgeOrder.State.VERIFIED:
        return 100
    erased = share(order.rows_erased, order.rows_before) * ERASING_SHARE if order.rows_before else 0
    checked = order.verified / order.datasets * (100 - ERASING_SHARE) if order.datasets else 0
    return min(99, int(erased + checked))


def _order_text(order: Any) -> str:
    if order.state == PurgeOrder.State.CANCELLED:
        return "Undone before erasing began. Nothing was erased."
    if _order_label(order)[0] == WAITING:
        return "Erasing starts a few seconds after you turned it off. Until then, an undo keeps what was recorded."
    text = f"{order.verified} of {order.datasets} places checked and empty. {order.rows_erased:,} rows erased."
    if not order.held:
        return text
    places = "1 place is" if order.held == 1 else f"{order.held} places are"
    return f"{text} {places} kept for a legal ground, all or in part."


def status(order: PurgeOrder) -> dict[str, Any]:
    """An order as JSON: state, and per dataset the counts and the ground on which rows are kept."""
    steps = list(queries.steps_of(order))
    holds = holds_on(steps)
    return {
        "order": str(order.pk),
        "state": order.state,
        "held_since": order.held_at,
        "datasets": [
            {
                "name": step.dataset.name,
                "store_kind": step.dataset.store.kind,
                "state": step.state,
                "rows_before": step.rows_before,
                "rows_erased": step.rows_erased,
                "rows_after": step.rows_after,
                "rows_held": step.rows_held,
                "held": _ground(held(step, holds)),
            }
            for step in steps
        ],
    }


def _ground(kept: Held | None) -> dict[str, Any] | None:
    return {"category": kept.category, "review_on": kept.review_on} if kept else None


def filters(current: str) -> list[dict[str, Any]]:
    """The list's filter by state."""
    choices = [("", "All"), *PurgeOrder.State.choices, ("attention", NEEDS_A_PERSON), ("held", HELD)]
    return [
        {"value": value, "label": label, "current": value == current, "url": f"{reverse('purges')}?state={value}"}
        for value, label in choices
    ]


def button(name: str, ref: uuid.UUID, steps: list[PurgeStep]) -> str:
    """The address of an officer's button, empty where no step needs it."""
    return reverse(name, args=[ref]) if steps else ""


def journal(order: PurgeOrder, steps: list[PurgeStep]) -> list[dict[str, Any]]:
    """What happened to an order, newest first."""
    lines = [{"at": order.created_at, "text": f"Ordered: {order.get_reason_display().lower()}"}]
    for step in steps:
        where = f"{step.dataset.name} ({step.dataset.store.name})"
        if step.erased_at:
            lines.append({"at": step.erased_at, "text": f"{where}: {step.rows_erased:,} rows erased"})
        if step.verified_at:
            left = "nothing left but what is kept" if step.state == PurgeStep.State.HELD else "nothing left"
            lines.append({"at": step.verified_at, "text": f"{where}: checked, {left}"})
    if order.held_at:
        lines.append({"at": order.held_at, "text": "The rest is kept for a legal ground"})
    if order.settled_at:
        lines.append({"at": order.settled_at, "text": order.get_state_display()})
    return sorted(lines, key=lambda line: line["at"], reverse=True)
