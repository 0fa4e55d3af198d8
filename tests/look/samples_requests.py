"""Sample values of the person's own requests: the list, one of them, taking it back."""

from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tests.look.samples_base import NOW, REF
from tests.look.samples_filing import DUE, WORDS
from tests.look.samples_purge import checks, step


class Message(forms.Form):
    """The box under a conversation."""

    token = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label="Your message", widget=forms.Textarea(attrs={"rows": 4, "class": "prose-control"}))


def status(word: str, tone: str, sentence: str) -> Row:
    return Row(word=word, tone=tone, sentence=sentence)


def lines() -> list[dict[str, Any]]:
    base = {
        "short_ref": "R-6F1C2B9E",
        "received_at": NOW,
        "due_on": DUE,
        "late": False,
        "closed_at": None,
        "url": "/me/requests/1/",
    }
    return [
        base | {"label": "See my data", "status": status("Needs your answer", "warn", "")},
        base
        | {
            "label": "Erase my data",
            "status": status("Being erased", "live", "It was approved. It is being erased."),
            "due_on": None,
        },
        base | {"label": "Correct my data", "status": status("Being looked at", "live", ""), "late": True},
        base | {"label": "Ask the data protection officer", "status": status("Done", "ok", ""), "closed_at": NOW},
        base | {"label": "Object to the use of my data", "status": status("Refused", "bad", ""), "closed_at": NOW},
        base | {"label": "Take my data with me", "status": status("Withdrawn", "", ""), "closed_at": NOW},
    ]


def listing(*, empty: bool = False) -> dict[str, Any]:
    found = [] if empty else lines()
    return {"requests_page": Paginator(found * 10, 20).page(2 if found else 1), "lines": found}


def clock(law: str = "GDPR", **more: Any) -> dict[str, Any]:
    values = {"law": law, "due_on": DUE, "first_due_on": None, "zone": "Europe/Dublin", "suspended_days": 0, "waits": False}
    return values | more


def message(*, from_office: bool, words: str) -> dict[str, Any]:
    return {"from_office": from_office, "who": "Privacy office" if from_office else "You", "words": words, "at": NOW}


def detail(**more: Any) -> dict[str, Any]:
    happened = [
        ("An officer read it.", 0),
        ("Recording stopped.", 2),
        ("We confirmed it. Last day for the answer: Wed 23 Dec 2026.", 2),
        ("You sent the request.", 2),
    ]
    mine = {
        "ref": REF,
        "short_ref": "R-6F1C2B9E",
        "label": "Erase my data",
        "sees": "Only the privacy office sees it, not your manager.",
        "received_at": NOW,
        "channel": "",
        "status": status("Being looked at", "live", "An officer is looking at your request."),
        "late": False,
        "decided": False,
        "due_on": DUE,
        "closed_at": None,
        "stopped": "Recording is stopped in every program because of this request.",
        "withdraw_url": "/me/requests/1/withdraw/",
        "end_url": "",
        "about": ["Every program", "Everything that is recorded", "All times"],
        "words": "",
        "clocks": [clock()],
        "question": None,
        "decision": {},
        "messages": [],
        "may_write": True,
        "write_url": "/me/requests/1/write/",
        "happened": [{"text": text, "at": NOW - timedelta(days=days)} for text, days in happened],
        "told": [],
        "progress": {},
    }
    return {"mine": mine | more, "form": Message(initial={"token": "1"})}


def asked() -> dict[str, Any]:
    talk = [
        message(from_office=False, words="I was on holiday from 2 to 13 November."),
        message(from_office=True, words="Thank you. You have very much data with us.\n\nWhich weeks do you mean?"),
    ]
    clocks = [
        clock(first_due_on=DUE - timedelta(days=60), suspended_days=3, waits=True),
        clock("California law (CCPA)", zone="America/Los_Angeles", due_on=date(2027, 1, 7)),
    ]
    shown = {
        "status": status(
            "Needs your answer", "warn", "The privacy office asked you something. It can go on once you have answered."
        ),
        "question": Row(reason="scope"),
        "messages": talk,
        "clocks": clocks,
        "label": "Correct my data",
        "words": WORDS,
        "channel": "By letter",
        "stopped": "",
    }
    made = detail(**shown)
    made["form"] = Message({"token": "1", "words": ""})
    return made


def erasing() -> dict[str, Any]:
    away = {
        "dataset": "Keyboard files",
        "store": "Recordings folder",
        "explanation": "This place can't be reached now.",
        "next_try": NOW,
    }
    purge = {
        "headline": "Erasing",
        "tone": "live",
        "text": "1 of 3 places checked and empty. 2,143,871 rows erased.",
        "percent": 60,
        "certificate_url": "",
        "steps": [step("verified", checks=checks()), step("running"), step("waiting", rows_before=None, **away)],
        "live": True,
    }
    return detail(
        status=status("Being erased", "live", "It was approved. Your data is being erased."),
        decided=True,
        decision={
            "label": "Approved",
            "tone": "ok",
            "at": NOW,
            "two": False,
            "ground": {},
            "left_out": [],
            "words": "",
            "court": "",
        },
        progress={"purge": purge, "package": {}, "corrections": [], "live": True},
        withdraw_url="",
        told=[
            {"recipient": "Annotation Services BV", "about": "erasing", "at": NOW, "by_hand": False},
            {"recipient": "Research Partner GmbH", "about": "erasing", "at": None, "by_hand": False},
        ],
    )


def package() -> dict[str, Any]:
    part = {
        "dataset": "Keyboard events",
        "store": "Events database",
        "label": "Read",
        "tone": "ok",
        "count": "20,311 rows",
        "why": "",
    }
    withheld = part | {"label": "Withheld, with a reason", "tone": "warn", "count": "", "why": "It holds passwords."}
    return {
        "text": "Everything that could be had is in it.",
        "tone": "ok",
        "label": "Ready to download",
        "parts": [part, withheld | {"dataset": "Vault"}],
        "percent": 100,
        "expires_at": NOW + timedelta(days=30),
        "next_try": None,
        "ready": True,
        "url": "/me/requests/1/package/",
        "live": False,
    }


def ready() -> dict[str, Any]:
    ground = {"sentence": "It holds passwords or the like, which we describe instead of handing them out.", "law": "GDPR 32"}
    decision = {
        "label": "Approved in part",
        "tone": "warn",
        "at": NOW,
        "two": True,
        "ground": {},
        "left_out": [{"name": "Vault"} | ground],
        "words": "The vault keeps only passwords. You can change them yourself at any time.",
        "authority": {"name": "Data Protection Commission", "url": "https://www.dataprotection.ie/"},
        "court": "You can also go to court, where you live or work, or where the company is. There you need not complain first.",
    }
    return detail(
        label="See my data",
        status=status("Done in part", "warn", "A part of it was carried out. The page says what was not, and why."),
        decided=True,
        closed_at=NOW,
        stopped="",
        decision=decision,
        progress={"purge": {}, "package": package(), "corrections": [], "live": False},
        withdraw_url="",
    )


def late() -> dict[str, Any]:
    return detail(late=True, label="Restrict the use of my data", end_url="/me/requests/1/end/", may_write=False)


def withdrawing() -> dict[str, Any]:
    then = [
        "The request is closed. You get no answer to it.",
        "Your choices count again: where a program is on, it records you again from now on.",
        "To undo this, make the request again. Its time then starts anew.",
    ]
    more = {"short_ref": "R-6F1C2B9E", "label": "Erase my data", "post_url": "/w/", "back_url": "/me/requests/1/"}
    return {"page": more | {"heading": "Take your request back?", "button": "Withdraw the request", "then": then}}


PAGES = {
    "my-requests": ("rights/me/list.html", listing),
    "my-requests-empty": ("rights/me/list.html", lambda: listing(empty=True)),
    "my-request": ("rights/me/detail.html", detail),
    "my-request-asked": ("rights/me/detail.html", asked),
    "my-request-erasing": ("rights/me/detail.html", erasing),
    "my-request-ready": ("rights/me/detail.html", ready),
    "my-request-late": ("rights/me/detail.html", late),
    "my-request-withdraw": ("rights/me/withdraw.html", withdrawing),
}
