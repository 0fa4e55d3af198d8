"""Sample values of the monitoring notices, of a withdrawal on paper, and of the page for concerns."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django.utils.datastructures import MultiValueDict

from consent.forms.monitoring import NEW_YORK_WORDS, NoticeForm
from consent.forms.paper import PaperForm
from tests.look import samples_concerns
from tests.look.samples_base import NOW, REF

SITES = {REF: "Hartford", f"7{REF[1:]}": "Stamford"}
SIGNALS = ["mouse-movement", "click-location", "keystroke", "screen-content"]


def notice(**more: Any) -> Row:
    values = {
        "ref": REF,
        "place": "New York",
        "version": 3,
        "daily": False,
        "published_at": NOW - timedelta(days=20),
        "summary": [NEW_YORK_WORDS, "What a program of this portal records of you still needs your own yes."],
        "kinds": [],
        "locations": [],
        "posted": "On the board beside the lifts, floor 4.",
        "handed": "",
        "sha256": "9f" * 32,
        "url": "/me/monitoring-notice/US-NY/",
        "mode": "Acknowledged once",
    }
    return Row(**values | more)


def connecticut() -> Row:
    places = ["Loading dock", "Entrance hall"]
    return notice(
        place="Connecticut",
        summary=["The company may monitor what you do at work in the ways and places below."],
        kinds=["Cameras in the places below", "E-mail and internet use", "Door badges"],
        locations=[Row(name=name, places=places) for name in SITES.values()],
        handed="With the contract, on the first day.",
        mode="Acknowledged once",
    )


def said(version: int, days: int) -> dict[str, Any]:
    return {
        "text": f"You said that you read the notice of New York, version {version}.",
        "at": NOW - timedelta(days=days),
    }


def mine(**more: Any) -> dict[str, Any]:
    values = {
        "place": "New York",
        "notice": notice(),
        "read": None,
        "history": [said(2, 60), said(1, 400)],
        "others": [{"place": "Connecticut", "url": "/me/monitoring-notice/US-CT/"}],
    }
    return values | more


def listed() -> dict[str, Any]:
    def row(place: str, label: str, tone: str, **more: Any) -> dict[str, Any]:
        empty = {"sites": [], "version": None, "mode": "", "published_at": None, "url": "/office/monitoring-notices/x/"}
        return empty | {"place": place, "label": label, "tone": tone} | more

    full = {"sites": ["New York"], "version": 3, "mode": "Acknowledged once", "published_at": NOW}
    places = [row("New York", "In force", "ok", **full), row("Delaware", "Not needed", "")]
    return {"places": [*places, row("Connecticut", "Missing", "bad", sites=list(SITES.values()))]}


def editor(place: str, form: NoticeForm, **more: Any) -> dict[str, Any]:
    law = {
        "law": "Connecticut General Statutes, section 31-48d, as amended by Public Act 26-73",
        "asks": ("List the types of monitoring.", "List the places on the premises that are monitored."),
        "penalty": "Civil penalty: at most 500 USD the first time, 1,000 USD the second, 3,000 USD each time after.",
    }
    if place == "New York":
        asks = ("Say that any and all telephone, e-mail and internet use may be monitored.", "Post it where people can see it.")
        law |= {"law": "New York Civil Rights Law, section 52-c", "asks": asks}
    return {"form": form, "place": place, "law": law, "sites": list(SITES.values()), "versions": [connecticut()]} | more


def filled() -> NoticeForm:
    words = {"summary": NEW_YORK_WORDS, "seen": 3, "posted": "On the board beside the lifts, floor 4."}
    return NoticeForm(jurisdiction="US-NY", sites={}, initial=words)


def faulty() -> NoticeForm:
    return NoticeForm({"summary": "We look.", "seen": "0", "kinds": "", "posted": ""}, jurisdiction="US-CT", sites=SITES)


def paper() -> dict[str, Any]:
    sent = MultiValueDict({"person": ["E-0"], "signals": [], "received_on": [""], "file": ["by hand"]})
    form = PaperForm(sent, signals=SIGNALS)
    form.add_error("person", "No such person, or you may not act for them. Check what the paper says.")
    return program() | {"form": form, "back_url": "/office/", "back_label": "Overview"}


def program() -> dict[str, Any]:
    return {"program": Row(name="Desktop assistant training", slug="desktop-assistant-training")}


def checked() -> dict[str, Any]:
    return program() | {
        "form": PaperForm(initial={"person": "priya.nair@example.com", "file": "HR-2026/114"}, signals=SIGNALS),
        "person": Row(name="Priya Nair", email="priya.nair@example.com"),
        "signals": ["Mouse movement", "Keystrokes"],
        "received_on": NOW.date(),
        "file": "HR-2026/114",
    }


def concerns() -> dict[str, Any]:
    members = [{"name": f"Member {name}", "email": f"{name.lower()}@example.com"} for name in ("Ayla", "Bruno")]
    council = {"name": "Works council Berlin", "members": members}
    authority = {"name": "Data Protection Commission", "url": "https://www.dataprotection.ie/"}
    extras = [samples_concerns.mine_block()]
    return {"contact": "privacy@example.com", "council": council, "authority": authority, "extras": extras}


def page(template: str, context: Callable[[], dict[str, Any]]) -> tuple[str, Callable[[], dict[str, Any]]]:
    return f"consent/{template}.html", context


MINE: dict[str, Any] = {
    "monitoring-notice": page("monitoring/mine", mine),
    "monitoring-notice-daily": page(
        "monitoring/mine", lambda: mine(notice=notice(place="Delaware", daily=True), read=Row(at=NOW), others=[])
    ),
    "monitoring-notice-places": page("monitoring/mine", lambda: mine(notice=connecticut(), history=[], others=[])),
    "monitoring-notice-none": page("monitoring/mine", lambda: mine(place="", notice=None, history=[])),
    "monitoring-notice-unpublished": page("monitoring/mine", lambda: mine(notice=None, history=[], others=[])),
    "monitoring-notice-posted": page("monitoring/posted", lambda: {"notice": connecticut()}),
    "concerns": page("concerns", concerns),
}
OFFICE: dict[str, Any] = {
    "monitoring-notices": page("office/monitoring_list", listed),
    "monitoring-notice-edit": page(
        "office/monitoring_edit", lambda: editor("New York", filled(), sites=["New York"], versions=[notice()])
    ),
    "monitoring-notice-faults": page("office/monitoring_edit", lambda: editor("Connecticut", faulty(), versions=[])),
    "paper": page(
        "office/paper_form",
        lambda: program() | {"form": PaperForm(signals=SIGNALS), "back_url": "/office/", "back_label": "Overview"},
    ),
    "paper-faults": page("office/paper_form", paper),
    "paper-check": page("office/paper_check", checked),
}
