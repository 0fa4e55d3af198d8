"""Sample values of the page of a case, and of the pages on which it is decided."""

from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms

from tests.look.samples_base import NOW, REF
from tests.look.samples_desk import line
from tests.look.samples_me import events

WORDS = "In March I wrote that I sit in Dublin.\nI moved to Cork in May, and the recordings still say Dublin."
WHY = "The court case about the recordings of March 2026 needs them. We look at it again in May."
ACTIONS = dict.fromkeys(
    ("assign", "write", "ask", "extend", "confirm", "decline", "lift", "places", "granted", "partly", "refused"), "/case/"
)


class Assign(forms.Form):
    officer = forms.ChoiceField(
        label="Give it to", required=False, choices=[("", "Nobody"), ("1", "Ana Lopes"), ("2", "Sam Okafor")]
    )


class Writing(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label="Message to the person", widget=forms.Textarea(attrs={"rows": 7, "class": "prose-control"}))


def clock(law: str, *, extended: bool = False) -> dict[str, Any]:
    return {
        "law": law,
        "calendar": "IE@holidays-0.109",
        "zone": "Europe/Dublin",
        "received_on": date(2026, 11, 3),
        "due_on": date(2027, 2, 3) if extended else date(2026, 12, 3),
        "due_at": NOW + timedelta(days=10),
        "first_due_on": date(2026, 12, 3) if extended else None,
        "could_be": None if extended else date(2027, 2, 3),
        "target_on": date(2026, 11, 28),
        "suspended_days": 4 if extended else 0,
        "stands": False,
    }


def ground() -> dict[str, str]:
    return {"label": "Legal claims", "sentence": "It is needed for legal claims.", "law": "GDPR 17(3)(e)"}


def decision(label: str, tone: str, **more: Any) -> dict[str, Any]:
    return {
        "ref": REF,
        "label": label,
        "tone": tone,
        "by": "Ana Lopes",
        "at": NOW,
        "second": "",
        "second_at": None,
        "ground": ground(),
        "left_out": [],
        "words": WHY,
        "own": False,
    } | more


FACTS = [
    ("E-mail", "priya.nair@example.com"),
    ("Works at", "Dublin, Ireland"),
    ("Came in", "By letter"),
    ("Received", NOW - timedelta(days=20)),
    ("File number", "HR-2026/114"),
]
PLACES = [("Pointer events", "Events database"), ("Screen pictures", "Recordings folder")]
CONFLICT = "Also open: See my data (R-7C0F1A2B). Erasing first would leave nothing to copy."


def talk() -> list[dict[str, Any]]:
    first = {"from_office": False, "who": "Priya Nair", "words": "Does this include the screen pictures?"}
    second = {"from_office": True, "who": "Sam Okafor", "words": "Yes, all of them."}
    return [first | {"at": NOW - timedelta(days=2)}, second | {"at": NOW - timedelta(days=1)}]


def case(**more: Any) -> dict[str, Any]:
    may = {"decide": True, "refuse": True, "part": True, "ask": True, "extend": True, "write": True, "lift": False}
    hold = {"matter": "LIT-2026-014", "category": "Legal claims", "review_on": date(2027, 3, 1), "state": "In force"}
    found = line(3, "Erase my data", "PN", ("Looked at, not complete", "live"), ("10 days left", "")) | {
        "full_ref": REF,
        "name": "Priya Nair",
        "about": ["Desktop assistant training", "Mouse movement", "From Mon 5 Jan 2026 to Fri 27 Mar 2026"],
        "words": WORDS,
        "facts": FACTS,
        "clocks": [clock("GDPR")],
        "places": [{"ref": REF, "name": name, "store": store, "url": "/place/"} for name, store in PLACES],
        "conflicts": [{"text": CONFLICT, "url": "/c/", "tone": "warn"}],
        "holds": [hold],
        "proposal": None,
        "decision": None,
        "declined": [],
        "question": None,
        "messages": talk(),
        "history": events(),
        "done": {},
        "may": may,
        "actions": ACTIONS,
    }
    return {"case": found | more, "assign": Assign(), "writing": Writing(), "keys_off": False}


def proposed() -> dict[str, Any]:
    question = Row(get_reason_display="A reasonable doubt who asks", asked_at=NOW)
    return case(proposal=decision("Refused", "bad"), question=question, conflicts=[], holds=[], messages=[], words="")


def decided() -> dict[str, Any]:
    left_out = [{"name": "Screen pictures", **ground()}]
    done = {
        "order": {"label": "Open", "url": "/purge/"},
        "package": {"label": "Waits for a store", "url": "/package/"},
        "tasks": [{"name": "Pointer events", "store": "Events database", "label": "To do", "state": "open"}],
    }
    stands = decision("Approved in part", "warn", ground={}, left_out=left_out, second="Sam Okafor", second_at=NOW)
    may = dict.fromkeys(("decide", "refuse", "part", "ask", "extend"), False) | {"write": True, "lift": True}
    shown = case(
        label="Being carried out",
        decision=stands,
        declined=[decision("Refused", "bad", second="Sam Okafor"), decision("Refused", "bad")],
        done=done,
        may=may,
        clocks=[clock("GDPR", extended=True), clock("California (CCPA)")],
        assignee="Sam Okafor",
        mine=True,
    )
    return shown | {"alert": "Ana Lopes decided this 20 s ago: approved in part. The case shows what became of it."}


def place(name: str, rows: int | None, label: str, tone: str, **more: Any) -> dict[str, Any]:
    empty = {"kept": None, "explanation": "", "ground": "", "review_on": None, "unknown": rows is None}
    return (
        {"ref": REF, "name": name, "store": "Events database", "rows": rows, "goes": rows, "label": label, "tone": tone}
        | empty
        | more
    )


def found_places() -> list[dict[str, Any]]:
    return [
        place("Pointer events", 1310002, "Will be erased", ""),
        place("Keyboard events", 4120, "Partly kept for a legal ground", "warn", kept=120, ground="Legal claims", review_on=NOW),
        place("Screen pictures", None, "Can't be reached now", "warn", explanation="The folder does not answer."),
        place("Derived features", 0, "Nothing there", "ok"),
    ]


def asked() -> dict[str, Any]:
    found = case()["case"]
    return {name: found[name] for name in ("short_ref", "kind", "name", "about", "words")}


class Refusal(forms.Form):
    reason = forms.ChoiceField(
        label="Ground",
        choices=[
            ("a", "Manifestly unfounded (GDPR 12(5)(b); needs a second officer)"),
            ("b", "A legal obligation to keep it (GDPR 17(3)(b))"),
            ("c", "Legal claims (GDPR 17(3)(e))"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one from the list: without one a request can't be refused."},
    )
    words = forms.CharField(
        label="Why, in words for the person",
        help_text="What you found, and why it leads to this.",
        widget=forms.Textarea(attrs={"rows": 7, "class": "prose-control"}),
    )


WRITING_DOWN = {
    "back": "Requests",
    "heading": "Write down a request",
    "intro": "A request counts however it comes.",
}


def refuse() -> dict[str, Any]:
    return {"case": asked(), "heading": "Refuse", "outcome": "refused", "form": Refusal({"words": WHY}), "back_url": "/case/"}


def check(*, final: bool) -> dict[str, Any]:
    effects = (
        ["1,314,002 items in 1 store are erased. That can't be undone.", "A second search checks every place, now and again later."]
        if final
        else ["The request ends. Nothing is handed out, erased or changed."]
    )
    shown = found_places() if final else []
    return {
        "case": asked(),
        "heading": "Approve" if final else "Refuse",
        "form": forms.Form() if final else Refusal({"words": WHY, "reason": "a"}),
        "back_url": "/case/",
        "check": {
            "effects": effects,
            "final": final,
            "places": shown,
            "unknown": [one for one in shown if one["unknown"]],
            "kept": [one for one in shown if one["kept"]],
            "ground": {} if final else ground(),
            "left_out": [],
            "words": "" if final else WHY,
            "second": not final,
            "own_guest": False,
            "remedies": {}
            if final
            else {"authority": {"name": "Data Protection Commission"}, "court": "You can also go to court."},
        },
    }


class Question(Refusal):
    words = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 7, "class": "prose-control"}))


def writing_down() -> dict[str, Any]:
    return {
        "person": Row(name="Priya Nair", email="priya.nair@example.com"),
        "identity": "By the signature, compared with one on file",
        "kind": "Erase my data",
        "about": ["Every program", "Everything that is recorded", "All times"],
        "channel": "By letter",
        "received_at": NOW - timedelta(days=3),
        "file": "HR-2026/114",
        "clocks": [{"law": "GDPR", "due_on": date(2026, 12, 21), "calendar": "IE@holidays-0.109"}],
        "stops": "Recording stops at once in every program.",
        "doubt": True,
        "form": Refusal({"words": WORDS}),
    }


PAGES = {
    "desk-case": ("rights/office/case.html", case),
    "desk-case-proposed": ("rights/office/case.html", proposed),
    "desk-case-decided": ("rights/office/case.html", decided),
    "desk-places": ("rights/office/places.html", lambda: {"case": case()["case"], "places": found_places()}),
    "desk-refuse": ("rights/office/decide.html", refuse),
    "desk-check": ("rights/office/decide_check.html", lambda: check(final=True)),
    "desk-check-refusal": ("rights/office/decide_check.html", lambda: check(final=False)),
    "desk-ask": ("rights/office/ask.html", lambda: {"case": asked(), "form": Question(), "back_url": "/case/"}),
    "desk-extend": (
        "rights/office/extend.html",
        lambda: {
            "case": asked(),
            "form": Refusal({}),
            "back_url": "/case/",
            "due_on": date(2026, 12, 3),
            "extended_on": date(2027, 2, 3),
        },
    ),
    "desk-file": ("rights/office/file.html", lambda: {"form": Question(), "said": WRITING_DOWN, "back_url": "/queue/"}),
    "desk-file-check": ("rights/office/file_check.html", writing_down),
}
