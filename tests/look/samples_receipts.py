"""Sample values of the receipt pages."""

from datetime import timedelta
from types import SimpleNamespace as Row
from typing import Any

from django.core.paginator import Paginator

from tests.look.samples_base import NOW, REF


def line(text: str, signals: str, days: int) -> Row:
    made = NOW - timedelta(days=days)
    return Row(text=text, program="Desktop assistant training", signals=signals, made_at=made, url="/me/receipts/1/")


def lines() -> list[Row]:
    return [
        line("You turned off", "Keystrokes", 0),
        line("You said yes", "Mouse movement, Click location, Keystrokes", 3),
        line("You said no", "Screen content", 3),
    ]


def receipt_list(*, empty: bool = False) -> dict[str, Any]:
    found = [] if empty else lines()
    chips = [
        {"label": label, "url": "/me/receipts/", "current": number == 0}
        for number, label in enumerate(("All programs", "Desktop assistant training", "Help desk diagnosis"))
    ]
    return {
        "receipts_page": Paginator(found * 20, 20).page(2 if found else 1),
        "lines": found,
        "filters": chips[:1] if empty else chips,
        "query": "",
    }


def receipt_page() -> dict[str, Any]:
    method = "switch (portal)"
    return {
        "line": line("You turned off", "Keystrokes", 0),
        "ref": REF,
        "subject": REF,
        "notices": [{"version": "4", "language": "English", "sha256": "9f2c" * 16, "url": "/n/4/"}],
        "processes": [
            {
                "purpose": "Learn what is typed into which field.",
                "signals": ["Keystrokes"],
                "basis": "Your consent (GDPR 6(1)(a))",
                "events": [
                    {"at": "2026-11-20T09:15:01Z", "text": "Keystrokes: Yes", "method": "yes (portal)"},
                    {"at": "2026-11-23T14:05:07Z", "text": "Keystrokes: Turned off", "method": method},
                ],
            },
        ],
        "controller": "Example Company Ltd",
        "recipients": ["Applied AI", "Annotation Services BV"],
        "replaces": "/me/receipts/0/",
        "downloads": [
            {"label": label, "url": "/d/"}
            for label in (
                "Receipt (JSON-LD, TS 27560)",
                "Receipt (Kantara v1.1)",
                "Certificate with signature and proof",
                "Ledger proof",
            )
        ],
        "program_url": "/me/programs/x/",
        "digest": "4b1d" * 16,
    }


PAGES = {
    "receipts": ("consent/receipts/list.html", receipt_list),
    "receipts-empty": ("consent/receipts/list.html", lambda: receipt_list(empty=True)),
    "receipt": ("consent/receipts/detail.html", receipt_page),
}
