"""What pages show of orders and steps, made of rows. Percentages never reach 100 before verification (law 6)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from common.signals import Signal
from purges import queries
from purges.models import ParkedItem, PurgeOrder, PurgePass, PurgeStep

Step = PurgeStep.State
TONES = {
    Step.DUE: "",
    Step.RUNNING: "",
    Step.ERASED: "",
    Step.VERIFIED: "ok",
    Step.FAILED: "bad",
    Step.CANCELLED: "",
    PurgeOrder.State.OPEN: "",
}
ERASING_SHARE = 90
WAITING = "Waiting to start"
NEEDS_A_PERSON = "Needs a person"
CHECK_LABELS = ("Right after erasing", "After 24 hours", "After 7 days")


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
    waiting: bool
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One verification, done or to come."""

    label: str
    at: datetime | None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One dataset of an order."""

    dataset: str
    store: str
    state: str
    label: str
    tone: str
    rows_before: int
    rows_erased: int
    rows_after: int | None
    percent: int
    verified_at: datetime | None
    next_try: datetime | None
    reason: str
    explanation: str
    method: str
    checks: list[Check]
    residual: list[str]
    fence: int | None
    attempts: int
    rate: int | None
    parked: list[dict[str, Any]] = field(default_factory=list)


def order_line(order: Any, *, officer: bool) -> OrderLine:
    """Describe an order with its totals, for the person or for an officer."""
    label, tone = _order_label(order)
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
        waiting=label == WAITING,
        url=reverse("purge" if officer else "my-purge", args=[order.pk]),
        text=_order_text(order),
    )


def _order_label(order: Any) -> tuple[str, str]:
    if order.state != PurgeOrder.State.OPEN:
        return order.get_state_display(), "ok" if order.state == PurgeOrder.State.VERIFIED else ""
    if order.failed:
        return NEEDS_A_PERSON, "bad"
    return ("Erasing", "live") if order.running or order.rows_erased else (WAITING, "live")


def _order_percent(order: Any) -> int:
    if order.state == PurgeOrder.State.VERIFIED:
        return 100
    erased = _share(order.rows_erased, order.rows_before) * ERASING_SHARE if order.rows_before else 0
    checked = order.verified / order.datasets * (100 - ERASING_SHARE) if order.datasets else 0
    return min(99, int(erased + checked))


def _order_text(order: Any) -> str:
    if order.state == PurgeOrder.State.CANCELLED:
        return "Undone before erasing began. Nothing was erased."
    if _order_label(order)[0] == WAITING:
        return "Erasing starts a few seconds after you turned it off. Until then, an undo keeps what was recorded."
    parts = f"{order.verified} of {order.datasets} places checked and empty"
    return f"{parts}. {order.rows_erased:,} rows erased."


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 1.0


def step_line(step: PurgeStep, *, officer: bool, parked: Sequence[ParkedItem] = ()) -> StepLine:
    """Describe one dataset of an order; paths of parked items and worker figures for officers only."""
    erased = step.rows_erased + _live_rows(step)
    return StepLine(
        dataset=step.dataset.name,
        store=step.dataset.store.name,
        state=step.state,
        label=step.get_state_display(),
        tone=TONES[Step(step.state)],
        rows_before=step.rows_before or 0,
        rows_erased=erased,
        rows_after=step.rows_after,
        percent=_step_percent(step, erased),
        verified_at=step.verified_at,
        next_try=step.due_at if step.state == Step.DUE and step.attempts else None,
        reason=step.reason,
        explanation=step.explanation if officer else _for_the_person(step),
        method=step.method,
        checks=_checks(step),
        residual=list(step.layers.get("residual", [])),
        fence=step.purge_pass_id if officer else None,
        attempts=step.attempts,
        rate=_rate(step.purge_pass) if officer else None,
        parked=[{"item": one.item, "reason": one.reason, "since": one.since} for one in parked] if officer else [],
    )


def _live_rows(step: PurgeStep) -> int:
    """Rows of a pass that is still running, where they can only be this step's."""
    running = step.purge_pass
    if step.state != Step.RUNNING or running is None or running.ended_at or running.people != 1:
        return 0
    return running.rows_erased


def _step_percent(step: PurgeStep, erased: int) -> int:
    if step.state == Step.VERIFIED:
        return 100
    if step.state == Step.DUE and not step.rows_before:
        return 0
    return min(99, int(_share(erased, step.rows_before or 0) * ERASING_SHARE))


def _checks(step: PurgeStep) -> list[Check]:
    if step.checks_done == 0:
        return []
    lines = []
    for number, label in enumerate(CHECK_LABELS):
        done = number < step.checks_done
        at = step.verified_at if number == 0 else step.next_check_at if number == step.checks_done else None
        lines.append(Check(label=label, at=at, done=done))
    return lines


def _rate(purge_pass: PurgePass | None) -> int | None:
    if purge_pass is None or purge_pass.ended_at is None or not purge_pass.rows_erased:
        return None
    seconds = (purge_pass.ended_at - purge_pass.started_at).total_seconds()
    return int(purge_pass.rows_erased / seconds) if seconds else None


def _for_the_person(step: PurgeStep) -> str:
    if step.state == Step.FAILED:
        return "This part can't go on by itself. A privacy officer was told and looks at it."
    if step.reason == "unavailable":
        return "This place can't be reached now. We keep trying."
    if step.reason == "late-rows":
        return "A check found rows that came late. They are erased next."
    return ""


def status(order: PurgeOrder) -> dict[str, Any]:
    """An order as JSON: state, and per dataset the counts."""
    return {
        "order": str(order.pk),
        "state": order.state,
        "datasets": [
            {
                "name": step.dataset.name,
                "store_kind": step.dataset.store.kind,
                "state": step.state,
                "rows_before": step.rows_before,
                "rows_erased": step.rows_erased,
                "rows_after": step.rows_after,
            }
            for step in queries.steps_of(order)
        ],
    }


def filters(current: str) -> list[dict[str, Any]]:
    """The list's filter by state."""
    choices = [("", "All"), *PurgeOrder.State.choices, ("attention", NEEDS_A_PERSON)]
    return [
        {"value": value, "label": label, "current": value == current, "url": f"{reverse('purges')}?state={value}"}
        for value, label in choices
    ]


def by_dataset(items: Iterable[ParkedItem]) -> dict[uuid.UUID, list[ParkedItem]]:
    """Group parked items by their dataset."""
    groups: dict[uuid.UUID, list[ParkedItem]] = {}
    for item in items:
        groups.setdefault(item.dataset_id, []).append(item)
    return groups


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
            lines.append({"at": step.verified_at, "text": f"{where}: checked, nothing left"})
    if order.settled_at:
        lines.append({"at": order.settled_at, "text": order.get_state_display()})
    return sorted(lines, key=lambda line: line["at"], reverse=True)
