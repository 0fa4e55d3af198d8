"""Sample values of pausing a program and of telling recipients."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from common.errors import Conflict
from common.keeping import refuse
from tests.look.samples_base import NOW, REF

PROGRAM = Row(name="Desktop assistant training", purpose="Teaches an assistant to fill in our own forms.", slug="desktop")
WORDS = "A folder with screen pictures could be opened by a whole department. We do not know yet since when."
CAUSE = "A change of groups on 20 November gave the department the right to read. Nobody had tested it afterwards."
FIX = "The right is taken back. A test now tries every folder each night as an ordinary employee, and has passed."
URL = "/office/programs/desktop/pause/"
STATEMENT = """{
  "type": "assent/decision@v1",
  "id": "6f1c2b9e-3a54-4d0e-9c1f-0d8a7b6c5e4f",
  "event": "withdraw",
  "subject": "0b7d5a52-8c55-4bd4-a5e3-77c1f2f5a1b0",
  "program": "desktop-assistant-training",
  "signals": ["keystroke", "mouse-movement"],
  "entry": "c6f0a2de-1f0c-4b1c-9a43-0c3b4d5e6f70",
  "at": "2026-11-23T14:05:07.000000Z"
}"""


def pause(*, asked: bool = False, said: bool = False, mine: bool = False) -> dict[str, Any]:
    current = {
        "since": NOW,
        "by": "Sam Okafor",
        "reason": "Data was readable by others" if said else "Not said yet",
        "words": WORDS if said else "",
        "asked": asked,
        "asked_by": "Sam Okafor",
        "asked_at": NOW + timedelta(hours=3),
        "cause": CAUSE,
        "fix": FIX,
        "next": "Next: an officer who did not ask reads this and resumes." if asked else "Next: an officer says why it was paused.",
        "reason_url": "" if said else f"{URL}reason/",
        "ask_url": f"{URL}request/" if said else "",
        "resume_url": "/office/programs/desktop/resume/" if asked and not mine else "",
        "seen": "9f2c" * 16,
    }
    return {"program": PROGRAM, "pause": {"paused": True, "running": False, "current": current, "earlier": []}}


def running() -> dict[str, Any]:
    earlier = {
        "from": NOW - timedelta(days=40),
        "to": NOW - timedelta(days=39),
        "reason": "A technical fault",
        "words": "The recorder went on after a no.",
        "cause": "A version of the recorder did not ask.",
        "fix": "It is withdrawn.",
        "asked_by": "Noor Haddad",
        "resumed_by": "Ana Lopes",
    }
    found = {"paused": False, "running": True, "name": PROGRAM.name, "pause_url": URL, "current": None, "earlier": [earlier]}
    return {"program": PROGRAM, "pause": found}


class ReasonForm(forms.Form):
    """The reason of a pause."""

    reason = forms.ChoiceField(choices=[("", "Choose a reason"), ("fault", "A technical fault")])
    words = forms.CharField(
        label="In your words",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened, as far as you know now. No names of employees.",
    )


class RepairForm(forms.Form):
    """Cause and fix."""

    cause = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), help_text="What led to the pause.")
    fix = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), help_text="What was changed.")


class ByHandForm(forms.Form):
    """When and how a recipient was told."""

    told_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(help_text="Where it is on file: the number of a letter, a ticket or a call.")


def form_page(form: forms.Form) -> dict[str, Any]:
    return {"program": PROGRAM, "form": form, "back_url": URL}


def delivery(label: str, tone: str, **facts: Any) -> dict[str, Any]:
    base = {
        "ref": REF,
        "short_ref": REF[:8],
        "recipient": "Example Analytics",
        "program": PROGRAM.name,
        "decision": "Withdrawal",
        "taken_back": False,
        "signals": ["Keystrokes", "Mouse movement"],
        "at": NOW,
        "label": label,
        "tone": tone,
        "told_at": None,
        "told_by": "",
        "trouble": "",
        "tries": 0,
        "next_at": None,
        "by_hand_url": "/by-hand/",
        "noted_url": "",
        "retry_url": "/retry/",
    }
    return base | facts


def deliveries() -> dict[str, Any]:
    refused = "The host hooks.analytics.example:443 is not among ASSENT_RECIPIENT_HOSTS."
    rows = [
        delivery("Not confirmed within 24 hours", "bad", trouble=refused, tries=27, next_at=NOW),
        delivery("Has to be told by hand", "bad", recipient="Works doctor", retry_url=""),
        delivery("Being told", "live"),
        delivery("Being told", "warn", trouble="It answered 503.", tries=1, next_at=NOW),
        delivery("Told, with a receipt", "ok", told_at=NOW, by_hand_url="", retry_url=""),
        delivery("Told by an officer", "ok", told_at=NOW, told_by="Ana Lopes", by_hand_url="", noted_url="/by-hand/", retry_url=""),
        delivery("Undone before it was told", "", by_hand_url="", retry_url=""),
    ]
    labels = [("All", True), ("Being told", False), ("Needs you", False), ("Told", False)]
    filters = [{"label": label, "url": "/d/", "current": current} for label, current in labels]
    return {"deliveries": Paginator(rows * 3, 6).page(2), "filters": filters}


def by_hand(form: forms.Form) -> dict[str, Any]:
    row = delivery("Has to be told by hand", "bad", recipient="Works doctor")
    return {"delivery": row, "statement": STATEMENT, "form": form, "back_url": "/office/deliveries/"}


def noted() -> dict[str, Any]:
    row = delivery("Told by an officer", "ok", recipient="Works doctor", told_at=NOW, by_hand_url="")
    note = {"on": NOW, "reference": "Letter of 24 November, HR-2026/114", "by": "Ana Lopes"}
    return by_hand(ByHandForm()) | {"delivery": row, "noted": note}


def by_hand_undo() -> dict[str, Any]:
    """The recipient heard of a no that was taken back."""
    return by_hand(ByHandForm()) | {"delivery": delivery("Has to be told by hand", "bad", decision="Taken back", taken_back=True)}


def noted_meanwhile() -> dict[str, Any]:
    form = ByHandForm({"told_on": "2026-11-24", "reference": "Call of 24 November, ticket 4711"})
    refuse(form, Conflict("This recipient delivery is told by an officer now.", hint="Reload the page to see who decided what."))
    return noted() | {"form": form}


PAGES = {
    "pause-running": ("consent/office/pause_detail.html", running),
    "pause-unsaid": ("consent/office/pause_detail.html", pause),
    "pause-asked": ("consent/office/pause_detail.html", lambda: pause(said=True, asked=True)),
    "pause-never": ("consent/office/pause_detail.html", lambda: {"program": PROGRAM, "pause": {}}),
    "pause-reason": ("consent/office/pause_reason.html", lambda: form_page(ReasonForm())),
    "pause-reason-bad": ("consent/office/pause_reason.html", lambda: form_page(ReasonForm({"words": WORDS}))),
    "pause-repair": ("consent/office/pause_repair.html", lambda: form_page(RepairForm())),
    "deliveries": ("consent/office/deliveries.html", deliveries),
    "deliveries-empty": (
        "consent/office/deliveries.html",
        lambda: {"deliveries": Paginator([], 5).page(1), "filters": deliveries()["filters"]},
    ),
    "delivery-by-hand": ("consent/office/delivery_by_hand.html", lambda: by_hand(ByHandForm())),
    "delivery-by-hand-undo": ("consent/office/delivery_by_hand.html", by_hand_undo),
    "delivery-noted": ("consent/office/delivery_by_hand.html", noted),
    "delivery-noted-meanwhile": ("consent/office/delivery_by_hand.html", noted_meanwhile),
    "delivery-by-hand-bad": ("consent/office/delivery_by_hand.html", lambda: by_hand(ByHandForm({"told_on": "2026-11-24"}))),
}
