"""How long ago something was, in the words of a sentence: `20 s ago`, `5 min ago`, `3 h ago`, `on 5 Mar 2026`."""

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as format_date

from common import days

STEPS = ((60, 1, "s"), (60 * 60, 60, "min"), (24 * 60 * 60, 60 * 60, "h"))


def ago(moment: dt.datetime) -> str:
    """Say how long ago the moment was; from a day on, say the day."""
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    for below, unit, name in STEPS:
        if seconds < below:
            return f"{seconds // unit} {name} ago"
    return f"on {format_date(moment.astimezone(days.zone()), 'j M Y')}"
