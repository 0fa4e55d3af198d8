"""Sample values of a program's figures: a year of months, gaps where too few people were there, and the first month."""

from datetime import date
from typing import Any

from common.signals import Signal
from consent.figures import chart

MONTHS = [date(2025 + (10 + number) // 12, (10 + number) % 12 + 1, 1) for number in range(12)]
SHARES = {
    Signal.MOUSE_MOVEMENT: [40, 45, 55, 55, 60, 60, 65, 65, 65, 70, 70, 70],
    Signal.CLICK_LOCATION: [None, 35, 45, 45, 50, None, None, 55, 55, 55, 60, 60],
    Signal.KEYSTROKE: [None, None, 15, 20, 20, 25, 25, 25, 30, 30, None, None],
    Signal.SCREEN_CONTENT: [None] * 12,
}
NOTICES = {MONTHS[0]: [1], MONTHS[5]: [2, 3]}
NOT_ENOUGH = "Not enough people"


def words(percent: int | None) -> str:
    return NOT_ENOUGH if percent is None else f"{percent} %, about {percent * 12 // 50 * 5} of 120 people"


def one_chart(signal: Signal, months: int) -> dict[str, Any]:
    shares = list(zip(MONTHS[:months], SHARES[signal][-months:], strict=True))
    return {
        "signal": signal.value,
        "title": signal.label,
        "counts": "said yes",
        "chart": chart.draw(shares, NOTICES),
        "percent": shares[-1][1],
        "rows": [{"month": month, "text": words(percent)} for month, percent in reversed(shares)],
    }


def cell(signal: Signal, site: str) -> dict[str, Any]:
    percent = SHARES[signal][-1] if site != "New York" else None
    return {"signal": signal.label, "percent": percent, "text": "about 25 of 40 people" if percent else ""}


def panel(months: int = 12) -> dict[str, Any]:
    newest = [
        {"site": site, "cells": [cell(signal, site) for signal in SHARES]} for site in ("Everybody", "Berlin", "Dublin", "New York")
    ]
    return {
        "program": "Desktop assistant training",
        "month": MONTHS[months - 1] if months else None,
        "charts": [one_chart(signal, months) for signal in SHARES] if months else [],
        "newest": newest if months else [],
        "url": "/office/programs/desktop/figures/",
        "csv_url": "/office/programs/desktop/figures.csv",
    }


def page(months: int) -> dict[str, Any]:
    return {"program": {"name": "Desktop assistant training"}, "figures": panel(months), "back_url": "/office/programs/desktop/"}


PAGES = {
    "figures": ("consent/office/figures.html", lambda: page(12)),
    "figures-first": ("consent/office/figures.html", lambda: page(1)),
    "figures-empty": ("consent/office/figures.html", lambda: page(0)),
}
