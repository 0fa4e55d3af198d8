"""Sample values of purge orders and their steps."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from tests.look.samples_base import NOW, REF


def step(state: str, **more: Any) -> Row:
    label, tone, percent = {
        "verified": ("Erased and verified", "ok", 100),
        "running": ("Erasing", "live", 64),
        "waiting": ("Waiting for the store", "warn", 0),
        "failed": ("A person has to decide", "bad", 41),
    }[state]
    values = {
        "dataset": "Keyboard events",
        "store": "Events database",
        "state": state,
        "label": label,
        "tone": tone,
        "rows_before": 1310002,
        "rows_erased": 1310002 * percent // 100,
        "rows_after": 0 if state == "verified" else None,
        "percent": percent,
        "verified_at": NOW if state == "verified" else None,
        "next_try": None,
        "reason": "",
        "explanation": "",
        "residual": [],
        "method": "Erased" if state == "verified" else "",
        "parked": [],
        "checks": [],
        "fence": 3,
        "attempts": 2,
        "rate": 48200 if state == "running" else None,
    }
    return Row(**values | more)


def checks() -> list[Row]:
    return [
        Row(label="Second search, at once", at=NOW, done=True),
        Row(label="Second search, after 24 hours", at=NOW + timedelta(days=1), done=False),
        Row(label="Second search, after 7 days", at=NOW + timedelta(days=7), done=False),
    ]


def my_purge(*, live: bool) -> dict[str, Any]:
    order = Row(
        ref=REF,
        short_ref="6f1c2b9e",
        state="verified",
        label="Erasing" if live else "Erased and verified",
        tone="live" if live else "ok",
        created_at=NOW,
        settled_at=None if live else NOW + timedelta(seconds=42),
        program_name="Desktop assistant training",
        signals=["Keystrokes", "Screen content"],
        reason="Consent withdrawn",
        people=1,
    )
    away = {
        "dataset": "Keyboard files",
        "store": "Recordings folder",
        "explanation": "The store can't be reached.",
        "next_try": NOW,
    }
    steps = [
        step("verified", checks=checks()),
        step("running") if live else step("verified", dataset="Screen pictures"),
    ]
    return {
        "order": order,
        "steps": [*steps, step("waiting", rows_before=None, **away)] if live else steps,
        "certificate_url": None if live else f"/me/purges/{REF}/certificate.json",
        "live": live,
        "headline": "2 of 3 datasets still to do" if live else "Erased and verified",
    }
