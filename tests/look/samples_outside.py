"""Sample values of the pages for people outside, and of the office's pages about them."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms

from rights.forms.outside import AddressForm, TokenForm, WayInForm, address_field
from tests.look import samples_concerns, samples_filing, samples_requests
from tests.look.samples_base import NOW, REF
from tests.look.samples_concerns import Concerns


def page(template: str, context: Callable[[], dict[str, Any]]) -> tuple[str, Callable[[], dict[str, Any]]]:
    return f"rights/outside/{template}.html", context


def way_in(person: str, label: str, tone: str, **more: Any) -> dict[str, Any]:
    values = {
        "ref": REF,
        "person": person,
        "agent": False,
        "proof": "A link to an address on file",
        "file": "",
        "request": "",
        "address": "z…@example.org",
        "made_at": NOW - timedelta(days=3),
        "expires_at": NOW + timedelta(days=177),
        "proven_at": NOW - timedelta(days=1),
        "given_by": "",
        "label": label,
        "tone": tone,
        "open": True,
        "end_url": f"/office/outside/{REF}/end/",
    }
    return values | more


def listed() -> dict[str, Any]:
    officer = {"proof": "Checked by an officer", "file": "HR-2026/114", "given_by": "Sam Okafor", "proven_at": None}
    agent = {"agent": True, "proof": "A signed permission, checked by an officer", "file": "HR-2026/115", "request": "R-6F1C2B9E"}
    rows = [
        way_in("Zoe Gone", "Used", "ok"),
        way_in("Gil Gone", "Not used yet", "live", **officer),
        way_in("Priya Nair", "Used", "ok", **agent, given_by="Sam Okafor"),
        way_in("Yan Gone", "Ended", "", open=False),
    ]
    return {"accesses": Concerns(rows, Row(num_pages=1))}


class AgentForm(forms.Form):
    """Like the real one, which asks for programs too."""

    person = forms.CharField(label="The person: e-mail address or employee number", help_text="As the company knows the person.")
    file = forms.CharField(label="Number of the permission", help_text="The permission signed by the person is kept under it.")
    identity = forms.ChoiceField(
        label="How do you know that the person signed it?",
        choices=[("known", "I know the person, or spoke with them"), ("signature", "By the signature, compared with one on file")],
        widget=forms.RadioSelect,
    )
    address = address_field("The agent's e-mail address", "The link to this one request goes there.")
    kind = forms.ChoiceField(label="What is asked for", choices=[("", "Choose the kind of request"), ("access", "See my data")])
    received_on = forms.DateField(label="Received on", widget=forms.DateInput(attrs={"type": "date"}))


def new(form: Any) -> dict[str, Any]:
    return {"form": form, "back_url": "/office/outside/", "back_label": "People outside"}


def agent(form: Any) -> dict[str, Any]:
    intro = "A lawyer, a union, a relative: whoever shows a permission that the person signed. They get a link to this one request."
    said = {"back": "People outside", "heading": "A request by somebody who acts for a person", "intro": intro}
    return {"form": form, "back_url": "/office/outside/", "said": said}


OUTSIDE: dict[str, Any] = {
    "outside-list": samples_requests.PAGES["my-requests"],
    "outside-detail": samples_requests.PAGES["my-request-asked"],
    "outside-new": samples_filing.PAGES["my-request-new"],
    "outside-where": page(
        "where",
        lambda: {
            "contact": "privacy@example.com",
            "authority": {"name": "Data Protection Commission", "url": "https://www.dataprotection.ie/"},
            "own": samples_concerns.mine_block()["own"],
        },
    ),
    "outside-again": page("again", dict),
}
"""Pages of a visit: the sign-in's own ones in the shell of a visit, and those that only a visit has."""
SIGNED_OUT: dict[str, Any] = {
    "outside-ask": page("ask", lambda: {"form": AddressForm(), "visit": None}),
    "outside-ask-faults": page("ask", lambda: {"form": AddressForm({"address": "zoe"}), "visit": Row(role="former")}),
    "outside-asked": page("asked", dict),
    "outside-link": page("link", lambda: {"form": TokenForm(initial={"token": "a" * 43})}),
    "outside-over": page("over", dict),
}
OFFICE: dict[str, Any] = {
    "outside-accesses": page("list", listed),
    "outside-accesses-none": page("list", lambda: {"accesses": Concerns([], Row(num_pages=1))}),
    "outside-access-new": page("new", lambda: new(WayInForm())),
    "outside-access-faults": page("new", lambda: new(WayInForm({"person": "", "address": "x", "file": "by hand"}))),
    "outside-agent": ("rights/office/file.html", lambda: agent(AgentForm())),
    "outside-agent-faults": (
        "rights/office/file.html",
        lambda: agent(AgentForm({"person": "nobody", "kind": "", "file": "by hand"})),
    ),
}
