"""Sample values of stewards' corrections, and of what legal sees of due dates."""

import datetime as dt
from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from consent.figures import chart
from tests.look.samples_base import NOW, REF

LATE = dt.date(2026, 11, 12)


def task(*, open_now: bool = True) -> dict[str, Any]:
    return {
        "ref": REF,
        "request": "R-6F1C2B9E",
        "dataset": "Keyboard events",
        "store": "Events database",
        "opened_at": NOW,
        "due_on": dt.date(2026, 12, 23),
        "label": "To do" if open_now else "Corrected",
        "tone": "warn" if open_now else "ok",
        "url": "/office/corrections/1/",
        "location": "capture.keyboard_events",
        "identifier": "Employee number",
        "values": ["E004471"],
        "words": "The sessions of 3 May are not mine: I lent my desk to a colleague that day.\nIt was the desk beside the window.",
        "open": open_now,
        "done_at": None if open_now else NOW + timedelta(hours=3),
        "proof": "" if open_now else "Ticket 4471: 1,204 rows of 3 May moved to nobody, seen by two of us.",
    }


class Ended(forms.Form):
    """The same fields as the real form."""

    state = forms.ChoiceField(
        label="How did it end?",
        choices=[("done", "It was corrected"), ("impossible", "It can't be corrected")],
        widget=forms.RadioSelect,
    )
    proof = forms.CharField(
        label="What shows it",
        help_text="What was changed, when and under which number; or why it can't be done. The person gets to read it.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write a sentence or two here. What you chose above is kept."},
    )


def listing(*, full: bool) -> dict[str, Any]:
    rows = [task(), task(open_now=False)] if full else []
    return {"tasks": Paginator(rows, 25).get_page(1)}


def detail(*, open_now: bool = True, wrong: bool = False) -> dict[str, Any]:
    return {"task": task(open_now=open_now), "form": Ended({"state": "done", "proof": ""}) if wrong else Ended()}


def performance() -> dict[str, Any]:
    months = [dt.date(2026, month, 1) for month in range(1, 12)]
    shares = [100, 96, 98, None, 91, 88, 95, 97, 99, 94, 92]
    rows = [
        {"month": Row(month=month, in_time=share or 0, late=4, overdue=2, running=3), "percent": share}
        for month, share in zip(months, shares, strict=True)
    ]
    return {
        "any": True,
        "chart": chart.draw(list(zip(months, shares, strict=True)), {}),
        "percent": 92,
        "month": months[-1],
        "rows": list(reversed(rows)),
        "overdue": [
            {"request": "R-6F1C2B9E", "kind": "See my data", "due_on": LATE, "cause": "Package: waits for a store"},
            {"request": "R-0D8A7B6C", "kind": "Erase my data", "due_on": LATE, "cause": "Nobody has looked at it"},
        ],
    }


PAGES = {
    "corrections": ("rights/corrections/list.html", lambda: listing(full=True)),
    "corrections-empty": ("rights/corrections/list.html", lambda: listing(full=False)),
    "correction": ("rights/corrections/detail.html", detail),
    "correction-wrong": ("rights/corrections/detail.html", lambda: detail(wrong=True)),
    "correction-ended": ("rights/corrections/detail.html", lambda: detail(open_now=False)),
}
