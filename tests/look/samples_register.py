"""Sample values of the register's pages: the list, one program in each of its moods, the editors, versions, the council."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from django.http import QueryDict

from common.errors import Conflict
from common.keeping import refuse
from consent.forms.register import DeclineForm, InvalidateForm, NewProgramForm, SendBackForm, SignForm
from consent.pages.declared import changes_page, declaration_page
from tests.look.samples_base import NOW
from tests.look.samples_declaration import NAMES, body, next_body
from tests.look.samples_figures import panel as figures
from tests.look.samples_register_parts import (
    SHA,
    URL,
    conflict,
    header,
    notice_sample,
    notices,
    notices_empty,
    program,
    program_draft,
    program_ready,
    register,
    section,
    wrong_rows,
)


def tests() -> list[tuple[str, Row | None, bool]]:
    return [("Keystrokes", Row(started_at=NOW), True), ("Screen captures", None, False)]


def whole() -> dict[str, Any]:
    shown = Row(number=2, live_at=NOW, declaration_id=SHA, get_state_display="In force")
    return {"program": header(), "version": shown, "declaration": declaration_page(body(), NAMES), "tests": tests()}


def changes(*, none: bool = False) -> dict[str, Any]:
    before = None if none else Row(number=2)
    found = changes_page(None if none else body(), next_body(), NAMES)
    return {"program": header(), "version": Row(number=1 if none else 3), "before": before, "changes": found}


def invalidating() -> dict[str, Any]:
    return {"program": header(), "form": InvalidateForm({"words": "The no was hidden."}, newest=3), "back_url": URL}


def council_line(name: str, **more: Any) -> dict[str, Any]:
    dates = {"signed_at": NOW, "expires_on": date(2027, 1, 10), "ends_soon": False, "ended": False}
    return {
        "name": name,
        "url": URL,
        "state": "Running",
        "tone": "ok",
        "owner": "Olga Petrova",
        "agreement": "BV-2026-11",
        **dates,
    } | more


def council() -> dict[str, Any]:
    waiting = {"waiting": {"number": 3, "submitted_at": NOW}, "state": "In review", "tone": "warn"}
    return {
        "council": "Works council Berlin",
        "to_sign": [council_line("Desktop assistant training", **waiting)],
        "ending": [council_line("Pointer study"), council_line("Screen reader tests", ended=True)],
        "signed": [council_line("Help desk diagnosis")],
        "others": [council_line("Printer statistics")],
    }


def council_program(*, answered: bool = False) -> dict[str, Any]:
    wrong = SignForm({"agreement": "BV-2026-11", "expires_on": "2020-01-01"}, today=NOW.date())
    return {
        "program": header(),
        "version": {"number": 3, "state": "In review", "sha256": SHA},
        "declaration": declaration_page(next_body(), NAMES),
        "signed": council_line("Desktop assistant training"),
        "changes": None if answered else changes_page(body(), next_body(), NAMES),
        "tests": tests(),
        "can_sign": not answered,
        "prolongs": False,
        "can_decline": not answered,
        "council": "Works council Berlin",
        "seen": SHA,
        "sign": wrong,
        "decline": DeclineForm(),
        "form": None if answered else wrong,
        "figures": figures(),
    }


def taken_back() -> dict[str, Any]:
    form = DeclineForm(QueryDict(f"decline-words=Breaks+are+missing.&decline-seen={SHA}"))
    refuse(form, Conflict("The writers of this version took it back while you read it.", hint="Nothing was sent."))
    return {"program": "Desktop assistant training", "form": form, "back_url": URL}


OFFICE = "consent/office/"
Page = tuple[str, Callable[[], dict[str, Any]]]
PAGES: dict[str, Page] = {
    "register": (f"{OFFICE}register.html", register),
    "register-empty": (f"{OFFICE}register.html", lambda: register(empty=True)),
    "register-new": (f"{OFFICE}program_new.html", lambda: {"form": NewProgramForm({"name": ""}, officer=True), "back_url": URL}),
    "register-program": (f"{OFFICE}program.html", program),
    "register-draft": (f"{OFFICE}program.html", program_draft),
    "register-ready": (f"{OFFICE}program.html", program_ready),
    "register-invalidate": (f"{OFFICE}program_invalidate.html", invalidating),
    "register-end": (f"{OFFICE}program_end.html", lambda: {"program": header(), "may": True}),
    "register-send-back": (
        f"{OFFICE}send_back.html",
        lambda: {"form": SendBackForm({}), "program": header(), "version": Row(number=3), "back_url": URL},
    ),
    "register-about": (f"{OFFICE}section.html", lambda: section("about")),
    "register-purposes": (f"{OFFICE}section.html", lambda: section("purposes")),
    "register-recipients": (f"{OFFICE}section.html", lambda: section("recipients")),
    "register-dpia": (f"{OFFICE}section.html", lambda: section("dpia")),
    "register-wrong-rows": (f"{OFFICE}section.html", wrong_rows),
    "register-conflict": (f"{OFFICE}section.html", conflict),
    "register-notices": (f"{OFFICE}notices.html", notices),
    "register-notices-empty": (f"{OFFICE}notices.html", notices_empty),
    "register-notice": (f"{OFFICE}notice.html", lambda: notice_sample("en")),
    "register-notice-german": (f"{OFFICE}notice.html", lambda: notice_sample("de")),
    "register-version": (f"{OFFICE}version.html", whole),
    "register-changes": (f"{OFFICE}changes.html", changes),
    "register-first-changes": (f"{OFFICE}changes.html", lambda: changes(none=True)),
    "council": ("consent/council/desk.html", council),
    "council-nobody": ("consent/council/desk.html", lambda: {"council": "", "others": [council_line("Printer statistics")]}),
    "council-empty": ("consent/council/desk.html", dict),
    "council-program": ("consent/council/program.html", council_program),
    "council-taken-back": ("consent/council/taken_back.html", taken_back),
    "council-signed": ("consent/council/program.html", lambda: council_program(answered=True)),
}
