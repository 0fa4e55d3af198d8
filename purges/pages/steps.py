"""What pages show of an order's steps, dataset by dataset, and of what a legal hold keeps there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from common import days
from purges.grounds import GROUNDS
from purges.holds import Holds, holds_on
from purges.models import ParkedItem, PurgePass, PurgeStep

Step = PurgeStep.State
TONES = {
    Step.DUE: "",
    Step.RUNNING: "",
    Step.ERASED: "",
    Step.VERIFIED: "ok",
    Step.HELD: "warn",
    Step.FAILED: "bad",
    Step.CANCELLED: "",
}
ERASING_SHARE = 90
CHECK_LABELS = ("Right after erasing", "After 24 hours", "After 7 days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a legal hold keeps of a dataset: by ground and day of review, never by matter (R76). `url` is for officers."""

    category: str
    label: str
    law: str
    sentence: str
    review_on: dt.date
    rows: int | None
    rest_gone: bool
    url: str


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
    held: Held | None = None
    period: str = ""
    parked: list[dict[str, Any]] = field(default_factory=list)


def step_lines(steps: Iterable[PurgeStep], *, officer: bool, parked: Iterable[ParkedItem] = ()) -> list[StepLine]:
    """Describe the datasets of an order, with what holds keep there now."""
    asked = list(steps)
    holds, items = holds_on(asked), list(parked)
    return [
        step_line(step, officer=officer, holds=holds, parked=[one for one in items if one.dataset_id == step.dataset_id])
        for step in asked
    ]


def step_line(step: PurgeStep, *, officer: bool, holds: Holds, parked: Sequence[ParkedItem] = ()) -> StepLine:
    """Describe one dataset of an order; paths of parked items and worker figures for officers only."""
    kept = held(step, holds, officer=officer)
    erased = step.rows_erased + _live_rows(step)
    return StepLine(
        dataset=step.dataset.name,
        store=step.dataset.store.name,
        state=step.state,
        label="Partly kept for a legal ground" if kept and kept.rest_gone else step.get_state_display(),
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
        held=kept,
        period=period(step.since, step.until),
        parked=[{"item": one.item, "reason": one.reason, "since": one.since} for one in parked] if officer else [],
    )


def held(step: PurgeStep, holds: Holds, *, officer: bool = False) -> Held | None:
    """What a held step keeps and on which ground; None for all others, and where the hold ended this moment."""
    hold = holds.of_step(step).leading if step.state == Step.HELD else None
    if hold is None:
        return None
    ground = GROUNDS[hold.category]
    return Held(
        category=hold.category,
        label=hold.get_category_display(),
        law=ground.law,
        sentence=ground.sentence,
        review_on=hold.review_on,
        rows=step.rows_held,
        rest_gone=bool(step.spares),
        url=reverse("hold", args=[hold.pk]) if officer else "",
    )


def period(since: dt.datetime | None, until: dt.datetime | None) -> str:
    """A stretch of recording time in words, in days of the company; empty for all time."""
    first = since.astimezone(days.zone()).date() if since else None
    last = (until - dt.timedelta(microseconds=1)).astimezone(days.zone()).date() if until else None
    if first and last:
        return f"recorded from {_day(first)} to {_day(last)}"
    if first:
        return f"recorded since {_day(first)}"
    return f"recorded until {_day(last)}" if last else ""


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def share(part: int, whole: int) -> float:
    """A part of the whole, at most all of it; of nothing it is all."""
    return min(1.0, part / whole) if whole else 1.0


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
    return min(99, int(share(erased, step.rows_before or 0) * ERASING_SHARE))


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
