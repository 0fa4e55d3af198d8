"""Sample values of what the employee's pages show less often: nothing decided yet, a stale page, choices over time."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django.core.paginator import Paginator

from consent.declarations.diff import words_changed
from tests.look.samples_base import NOW
from tests.look.samples_me import ask, card, me, notice, one_program, program, row


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


def stop(what: str = "", ref: str = "R-3F0C77AB", until: str = "looked at") -> Row:
    return Row(text=f"Recording{what} is stopped while your request {ref} is {until}.", tone="ok")


def restricted() -> dict[str, Any]:
    """Two requests are open: one stops a signal of one program, one stops another program."""
    some, all_of_it = stop(" of keystrokes and screen content"), stop(ref="R-9B1D04E2")
    rows = [row(0, on=True), row(1, on=False), row(2, on=True, sentence=stop().text), row(3, on=False)]
    one = card(rows)
    one.stops, one.recording = [some], 1
    other = card(
        [row(0, on=True, id="signal-help-desk-mouse", sentence=all_of_it.text)], name="Help desk diagnosis", slug="help-desk"
    )
    other.stops, other.recording = [all_of_it], 0
    return me() | {"programs": [one, other], "purges": []}


def restricted_program() -> dict[str, Any]:
    found = one_program()
    for one in found["card"].rows[:2]:
        one.sentence = stop().text
    found["card"].stops = [stop(), stop(ref="R-9B1D04E2", until="looked at and carried out")]
    found["card"].recording = 0
    return found


def ask_restricted() -> dict[str, Any]:
    found = ask()
    found["row"].stop = stop().text
    return found


def asked_again() -> dict[str, Any]:
    words = "The program changed since you opened the page: version 3, notice version 5 is in force now. Nothing was recorded."
    return ask(changed=words)


def my_history(*, empty: bool = False) -> dict[str, Any]:
    line = {
        "at": NOW,
        "program": "Desktop assistant training",
        "notice": 4,
        "notice_url": "/n/4/",
        "how": "with the switch",
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
        row(2, on=False, can_erase=True, description="", sentence="This program does not record this any more.", **over),
    ]
    finished = card(rows, running=False)
    finished.ended = True
    return me() | {"programs": [finished]}


def together() -> dict[str, Any]:
    """Everything was stopped, and of two signals the data lies together: they come back together."""
    undo = {"since": NOW, "undo_until": NOW, "can_undo": True}
    rows = [
        row(0, on=False, undo_with=["Click location"], **undo),
        row(1, on=False, undo_with=["Mouse movement"], **undo),
        row(2, on=False, **undo),
    ]
    return me() | {"programs": [card(rows)]}


def invalid() -> dict[str, Any]:
    """Choices were declared invalid: whoever chose can erase, whoever did not can still say no."""
    waits = {"can_turn_on": False, "can_turn_off": False}
    sentence = "Your earlier yes does not count any more. Recording is off."
    rows = [
        row(0, on=False, can_erase=True, sentence=sentence, since=NOW, receipt="/me/receipts/1/", **waits),
        row(1, on=False, can_refuse=True, **waits),
    ]
    return me() | {"programs": [card(rows)]}


def notice_changed() -> dict[str, Any]:
    """A newer version of a notice, at what changed in its words."""
    before, after = "It is kept for 90 days. Six people use it.", "It is kept for 30 days. Six people use it."
    parts = [{"title": "", "pieces": words_changed(before, after)}, {"title": "Why", "pieces": words_changed("", before)}]
    return {"notice": notice({"since": 3, "parts": parts}), "program": program(), "current": True}


PAGES = {
    "me-undecided": ("consent/me.html", undecided),
    "me-restricted": ("consent/me.html", restricted),
    "program-restricted": ("consent/program.html", restricted_program),
    "give-restricted": ("consent/give.html", ask_restricted),
    "my-history": ("consent/history.html", my_history),
    "my-history-empty": ("consent/history.html", lambda: my_history(empty=True)),
    "give-stale": ("consent/give.html", asked_again),
    "give-statement": ("consent/give.html", lambda: ask(statement=True)),
    "notice-changed": ("consent/notice.html", notice_changed),
    "me-ended": ("consent/me.html", ended),
    "me-undo-together": ("consent/me.html", together),
    "me-invalid": ("consent/me.html", invalid),
}
