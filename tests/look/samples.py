"""Every page of Assent with sample values: what views hand to templates, in its busiest and its emptiest form."""

from collections.abc import Callable
from types import SimpleNamespace as Row
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from tests.look import (
    samples_case,
    samples_choices,
    samples_concerns,
    samples_corrections,
    samples_desk,
    samples_figures,
    samples_filing,
    samples_holds,
    samples_me,
    samples_monitoring,
    samples_office,
    samples_outside,
    samples_package,
    samples_pause,
    samples_receipts,
    samples_register,
    samples_requests,
    samples_training,
)

Page = tuple[str, Callable[[], dict[str, Any]]]
PAGES: dict[str, Page] = {
    **samples_me.PAGES,
    **samples_choices.PAGES,
    **samples_monitoring.MINE,
    **samples_monitoring.OFFICE,
    **samples_receipts.PAGES,
    **samples_requests.PAGES,
    **samples_filing.PAGES,
    **samples_office.PAGES,
    **samples_pause.PAGES,
    **samples_figures.PAGES,
    **samples_register.PAGES,
    **samples_corrections.PAGES,
    **samples_package.MINE,
    **samples_package.OFFICE,
    **samples_holds.MINE,
    **samples_holds.PAGES,
    **samples_desk.PAGES,
    **samples_case.PAGES,
    **samples_concerns.MINE,
    **samples_concerns.OFFICE,
    **samples_training.PAGES,
    **samples_outside.OUTSIDE,
    **samples_outside.SIGNED_OUT,
    **samples_outside.OFFICE,
}
OFFICE = [("Overview", True), ("Purges", False), ("Stores", False), ("Collectors", False), ("My choices", False)]
EMPLOYEE = [("My choices", True), ("My requests", False)]


def shell(key: str, theme: str, *, htmx: bool = False) -> dict[str, Any]:
    """Give what the context processors give to every page."""
    office = (
        key in samples_office.PAGES
        or key in samples_monitoring.OFFICE
        or key in samples_pause.PAGES
        or key in samples_figures.PAGES
        or key in samples_register.PAGES
        or key in samples_corrections.PAGES
        or key in samples_holds.PAGES
        or key in samples_desk.PAGES
        or key in samples_case.PAGES
        or key in samples_package.OFFICE
        or key in samples_concerns.OFFICE
        or key in samples_training.PAGES
        or key in samples_outside.OFFICE
    )
    signed_out = key.startswith("account-") or key in samples_outside.SIGNED_OUT
    name, role = ("Sam Okafor", "Privacy officer") if office else ("Priya Nair", "Employee")
    words = OFFICE if office else EMPLOYEE
    return {
        "request": Row(
            user=Row(is_authenticated=not signed_out, name=name, pk="2"),
            get_full_path=lambda: f"/page/{key}",
            htmx=htmx,
            outside=Row(role="former") if key in samples_outside.OUTSIDE else None,
        ),
        "nav": [{"label": label, "url": f"/{number}/", "current": current} for number, (label, current) in enumerate(words)],
        "unread": 2,
        "demo": True,
        "theme": theme,
        "role_label": role,
        "csrf_token": "x" * 64,
        "messages": [Message(constants.SUCCESS, "Saved. Your choice counts from now on.")] if key == "program" else [],
    }


def context_of(key: str, theme: str = "auto") -> dict[str, Any]:
    """Give the whole context of one page."""
    return shell(key, theme) | PAGES[key][1]()
