"""Sample values of the pages on which a request is made."""

from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from django import forms

from tests.look.samples_base import NOW, REF

WORDS = "My shift ended at 16:00 on that day.\n\nThe record says that I worked until 19:00, which is wrong."
DUE = date(2026, 12, 23)


def kind(number: int = 0) -> dict[str, Any]:
    icon, label, does, leaves = [
        (
            "file-search",
            "See my data",
            "You get a copy of what was recorded about you, and you learn who got it.",
            "It stops nothing.",
        ),
        (
            "eraser",
            "Erase my data",
            "Recording of you stops at once, and what was recorded is erased and checked.",
            "It changes no choice.",
        ),
        (
            "pencil-line",
            "Correct my data",
            "What is wrong about you gets corrected, and those who got it are told.",
            "It erases nothing.",
        ),
        (
            "message-square-warning",
            "Make a complaint",
            "You say what went wrong, and you get an answer with a date.",
            "It stops nothing.",
        ),
    ][number]
    then = (
        "An officer looks at it. Then your data is erased in each place, and a second search checks that nothing is left.",
        "You get a certificate. What the law makes us keep is named, with the reason.",
        "After that your choices count again. If a program is on, it records anew. Turn it off to stop that.",
    )
    sees = "Only the privacy office sees it, not your manager."
    text = Row(icon=icon, does=does, leaves=leaves, sees=sees, asks="What is wrong, and what is right?", then=then)
    return {"kind": "access", "label": label, "text": text, "first": "scope", "url": "/me/requests/new/access/"}


class Filing(forms.Form):
    """The fields of a request."""

    timed = True
    token = forms.CharField(widget=forms.HiddenInput)
    programs = forms.MultipleChoiceField(
        choices=[("desktop", "Desktop assistant training"), ("search", "Search quality study")],
        required=False,
        help_text="Tick none to mean all of them.",
        widget=forms.CheckboxSelectMultiple,
    )
    signals = forms.MultipleChoiceField(
        choices=[("mouse", "Mouse movement"), ("click", "Click location"), ("keys", "Keystrokes"), ("screen", "Screen content")],
        required=False,
        help_text="Tick none to mean all of them.",
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label="What is wrong, and what is right?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "class": "prose-control"}),
    )

    narrowed = False


def missing() -> Filing:
    """The form sent without its words."""
    form = Filing({"token": "1"})
    form.fields["words"].required = True
    return form


def wrong() -> Filing:
    """A period that ends before it begins."""
    form = Filing({"token": "1", "since": "2026-11-20", "until": "2026-11-02"})
    form.add_error("until", "Give a day that is not before the first one.")
    return form


def check(number: int = 1, words: str = "", stops: str = "Recording stops at once in every program.") -> dict[str, Any]:
    about = ["Desktop assistant training", "Mouse movement, Keystrokes", "From Mon 2 Nov 2026 to Fri 20 Nov 2026"]
    more = {"about": about, "words": words, "due_on": DUE, "laws": 1, "stops": stops, "send": "Send the request"}
    return {"check": kind(number) | more, "form": Filing({"token": "1", "words": words})}


def sent() -> dict[str, Any]:
    more = {
        "ref": REF,
        "short_ref": "R-6F1C2B9E",
        "received_at": NOW,
        "due_on": DUE,
        "zone": "Europe/Dublin",
        "about": ["Every program", "Everything that is recorded", "All times"],
        "stops": "Recording stops at once in every program.",
        "detail_url": "/me/requests/1/",
        "record_url": "/me/requests/1/record.txt",
    }
    return {"sent": kind(1) | more}


def kinds(*, typed: bool = False) -> dict[str, Any]:
    return {"choices": [kind(number) for number in range(4)], "form": Filing({"token": "1"}) if typed else None}


PAGES = {
    "my-request-new": ("rights/me/new.html", kinds),
    "my-request-change": ("rights/me/new.html", lambda: kinds(typed=True)),
    "my-request-scope": ("rights/me/scope.html", lambda: {"head": kind(1), "form": Filing(initial={"token": "1"})}),
    "my-request-scope-wrong": ("rights/me/scope.html", lambda: {"head": kind(), "form": wrong()}),
    "my-request-words": ("rights/me/words.html", lambda: {"head": kind(2), "form": missing()}),
    "my-request-check": ("rights/me/check.html", check),
    "my-request-check-words": ("rights/me/check.html", lambda: check(2, WORDS, "")),
    "my-request-sent": ("rights/me/sent.html", sent),
}
