"""Sample values of what the employee's pages show less often: nothing decided yet, a stale page, choices over time."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django.core.paginator import Paginator

from tests.look.samples_base import NOW
from tests.look.samples_me import ask, card, me, row


def undecided() -> dict[str, Any]:
    """Nobody asked before: both answers in each row; another program rests on a legitimate interest; everything is paused."""
    asked = card([row(n, on=False, ask=True, can_turn_on=False) for n in range(4)])
    object_to = {
        "basis": "legitimate-interest",
        "can_turn_on": False,
        "sentence": "Recording is off until you have read the notice.",
    }
    interest = card([row(1, on=False, id="signal-help-desk-click", **object_to)], name="Help desk diagnosis", slug="help-desk")
    interest.to_read = True
    bound = card(
        [row(1, on=True, id="signal-safety-click", basis="legal-obligation", can_turn_off=False)], name="Safety log", slug="safety"
    )
    monitoring = {"place": "New York", "daily": False, "url": "/m/"}
    pause = Row(until=NOW + timedelta(hours=1))
    return me() | {"programs": [asked, interest, bound], "pause": pause, "monitoring": monitoring, "purges": [], "recent": []}


def asked_again() -> dict[str, Any]:
    words = "The program changed since you opened the page: version 3, notice version 5 is in force now. Nothing was recorded."
    return ask(changed=words)


def my_history(*, empty: bool = False) -> dict[str, Any]:
    line = {
        "at": NOW,
        "program": "Desktop assistant training",
        "notice": 4,
        "notice_url": "/n/4/",
        "how": "switch (portal)",
        "by": "by you",
        "url": "/r/1/",
    }
    lines = [
        Row(**line, text=text)
        for text in ("Keystrokes: You turned it off", "Keystrokes: You said yes", "Clicks: It came to its end")
    ]
    days = [{"day": (NOW - timedelta(days=29 - back)).date(), "on": back > 11, "x": 10 * back} for back in range(30)]
    strips = [{"label": one, "program": "Desktop assistant training", "days": days} for one in ("Keystrokes", "Clicks")]
    chips = [{"label": label, "url": "/h/", "current": label == "All"} for label in ("All", "Desktop", "Help desk")]
    found = {"lines": [] if empty else lines, "strips": [] if empty else strips, "filters": chips[:1] if empty else chips}
    return found | {"history_page": Paginator(lines * 40, 50).page(1), "query": ""}


def ended() -> dict[str, Any]:
    """The program ended: what it recorded can still be erased, and of one signal just was."""
    over = {"can_turn_on": False, "since": NOW, "receipt": "/me/receipts/1/"}
    rows = [
        row(0, on=False, can_erase=True, sentence="The program ended. Recording is off.", **over),
        row(1, on=False, undo_until=NOW, was_over=True, **over),
    ]
    finished = card(rows, running=False)
    finished.ended = True
    return me() | {"programs": [finished]}


PAGES = {
    "me-undecided": ("consent/me.html", undecided),
    "my-history": ("consent/history.html", my_history),
    "my-history-empty": ("consent/history.html", lambda: my_history(empty=True)),
    "give-stale": ("consent/give.html", asked_again),
    "me-ended": ("consent/me.html", ended),
}
