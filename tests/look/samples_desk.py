"""Sample values of the officers' queue."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms

from tests.look.samples_base import NOW, REF


def line(
    number: int, kind: str, person: str, state: tuple[str, str], due: tuple[str, str], who: str = "", **more: Any
) -> dict[str, Any]:
    ref = f"{number}{REF[1:]}"
    return {
        "ref": ref,
        "short_ref": f"R-{ref[:8].upper()}",
        "url": f"/office/cases/{ref}/",
        "kind": kind,
        "person": person,
        "person_ref": f"P-{ref[-6:].upper()}",
        "received_at": NOW - timedelta(days=20 + number),
        "due_on": (NOW + timedelta(days=number)).date(),
        "due": due[0],
        "due_tone": due[1],
        "assignee": who,
        "mine": who == "Sam Okafor",
        "open": True,
        "assign_url": "/assign/",
        "label": state[0],
        "tone": state[1],
        "blocker": "",
    } | more


def lines() -> list[dict[str, Any]]:
    return [
        line(1, "Erase my data", "PN", ("Not looked at", "warn"), ("3 days over", "bad")),
        line(2, "See my data", "LB", ("Looked at, not complete", "live"), ("7 hours left", "bad"), "Sam Okafor"),
        line(3, "Object to the use of my data", "TI", ("Waits for a second officer", "warn"), ("2 days left", "warn"), "Ana Lopes"),
        line(4, "Correct my data", "MR", ("Waiting for the person", ""), ("stands while the person is asked", "")),
        line(
            5,
            "Take my data with me",
            "PN",
            ("Being carried out", "live"),
            ("19 days left", ""),
            "Ana Lopes",
            blocker="Its package waits for a store",
        ),
    ]


class Search(forms.Form):
    words = forms.CharField(
        label="Find a request", error_messages={"required": "Give a reference, or at least two letters of a name."}
    )


class Filters(forms.Form):
    view = forms.ChoiceField(choices=[("open", "All open")])
    kind = forms.ChoiceField(label="Kind", choices=[("", "Every kind"), ("erasure", "Erase my data")])
    law = forms.ChoiceField(label="Law", choices=[("", "Every law"), ("gdpr", "GDPR")])
    country = forms.ChoiceField(label="Country", choices=[("", "Every country"), ("IE", "Ireland")])
    assignee = forms.ChoiceField(label="With", choices=[("", "Anybody"), ("nobody", "Nobody")])
    sort = forms.ChoiceField(label="Sorted by", choices=[("due", "Last day"), ("received", "Received")])
    FILTERS = ("kind", "law", "country", "assignee", "sort")


def queue(**more: Any) -> dict[str, Any]:
    views = [
        "All open",
        "Mine",
        "Not looked at",
        "Looked at, not complete",
        "Waiting for the person",
        "Due in 7 days",
        "Overdue",
        "Closed",
    ]
    return {
        "rows": lines(),
        "views": [{"label": label, "url": "/queue/", "current": not number} for number, label in enumerate(views)],
        "view": "All open",
        "found": "",
        "searched": False,
        "narrowed": False,
        "may_file": True,
        "here": "/office/queue/",
        "next_url": "/office/queue/?after=x",
        "first_url": "/office/queue/",
        "form": Filters(),
        "search": Search(),
        "officers": [Row(pk="1", name="Ana Lopes"), Row(pk="2", name="Sam Okafor")],
        "keys_off": False,
    } | more


PAGES = {
    "desk-queue": ("rights/office/queue.html", queue),
    "desk-queue-empty": ("rights/office/queue.html", lambda: queue(rows=[], next_url="", first_url="", search=Search({}))),
    "desk-queue-found": (
        "rights/office/queue.html",
        lambda: queue(searched=True, found="Requests of 2 people who match.", view="", next_url="", keys_off=True),
    ),
    "desk-keyboard": ("rights/office/keyboard.html", lambda: {"keys_off": True}),
}
