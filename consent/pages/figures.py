"""What owners, officers and the works council see of people's choices: frozen figures, the same for all of them (R106)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from common.rights import Right
from common.signals import Signal
from consent.figures import chart
from consent.figures.disclosure import share
from consent.models import Basis, Program
from consent.queries import figures as queries
from people.models import Person

MONTHS = 24
COLUMNS = ("month", "signal", "site", "counted", "people", "percent")


def panel(program: Program) -> dict[str, Any]:
    """The card of a program's page: one small chart per signal, and the newest month as a table."""
    rows = queries.published(program, MONTHS)
    months = sorted({row["period"] for row in rows})
    notices, signals = _notices(program, months), _signals(program, rows)
    return {
        "program": program.name,
        "month": months[-1] if months else None,
        "charts": [_chart(signal, basis, rows, months, notices) for signal, basis in signals],
        "newest": _by_site([row for row in rows if row["period"] == months[-1]], signals),
        "url": reverse("figures", args=[program.slug]),
        "csv_url": reverse("figures-csv", args=[program.slug]),
    }


def page(person: Person, program: Program) -> dict[str, Any]:
    """The page of its own: the panel, and the way back to the page that this person may open."""
    office = person.has_perm(Right.PROGRAMS_DRAFT)
    back = reverse("register-program" if office else "council-program", args=[program.slug])
    return {"program": program, "figures": panel(program), "back_url": back}


def lines(program: Program) -> Iterator[tuple[object, ...]]:
    """The same figures as rows of a CSV file; empty fields where a figure is hidden."""
    for row in _sorted(queries.published(program, MONTHS)):
        known = row["shown"] is not None
        shown = (row["shown"], row["total"], share(row["shown"], row["total"])) if known else (None, None, None)
        yield (row["period"], row["signal"], _site(row["group"]), *shown)


def _signals(program: Program, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The signals that have figures, in the program's own order; those it no longer has come last."""
    there = {row["signal"] for row in rows}
    bases = queries.bases_now(program)
    gone = [(signal, Basis.CONSENT.value) for signal in sorted(there - bases.keys())]
    return [(signal, basis) for signal, basis in bases.items() if signal in there] + gone


def _notices(program: Program, months: list[dt.date]) -> dict[dt.date, list[int]]:
    """Notice versions by the month in which they were published."""
    found: dict[dt.date, list[int]] = defaultdict(list)
    for version, at in queries.notices_since(program, months[0]) if months else ():
        found[at.astimezone(dt.UTC).date().replace(day=1)].append(version)
    return found


def _chart(
    signal: str, basis: str, rows: list[dict[str, Any]], months: list[dt.date], notices: dict[dt.date, list[int]]
) -> dict[str, Any]:
    """One signal's shares of everybody, drawn and as a table."""
    everybody = {row["period"]: row for row in rows if row["signal"] == signal and not row["group"]}
    found = {month: everybody.get(month, {"shown": None, "total": None}) for month in months}
    shares = [(month, _share(row)) for month, row in found.items()]
    drawn = chart.draw(shares, notices)
    return {
        "signal": signal,
        "title": Signal(signal).label,
        "counts": gettext("did not object") if basis == Basis.LEGITIMATE_INTEREST else gettext("said yes"),
        "chart": drawn,
        "percent": drawn.last.percent if drawn.last and shares[-1][1] is not None else None,
        "rows": [{"month": month, "text": _words(row)} for month, row in reversed(found.items())],
    }


def _by_site(rows: list[dict[str, Any]], signals: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """One line per site and one cell per signal; everybody first."""
    found = {(row["group"], row["signal"]): row for row in rows}
    return [
        {"site": _site(group), "cells": [_cell(signal, found.get((group, signal))) for signal, _ in signals]}
        for group in sorted({row["group"] for row in rows})
    ]


def _cell(signal: str, row: dict[str, Any] | None) -> dict[str, Any]:
    shown = row is not None and row["shown"] is not None
    text = gettext("about %(shown)s of %(total)s people") % row if shown else ""
    return {"signal": Signal(signal).label, "percent": _share(row) if row else None, "text": text}


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = list(Signal.values)
    return sorted(rows, key=lambda row: (row["period"], order.index(row["signal"]), row["group"]))


def _site(group: str) -> str:
    return {"": gettext("Everybody"), queries.NO_SITE: gettext("No site")}.get(group, group)


def _share(row: dict[str, Any]) -> int | None:
    return None if row["shown"] is None else share(row["shown"], row["total"])


def _words(row: dict[str, Any]) -> str:
    """A figure in words: `65 %, about 25 of 40 people`."""
    if row["shown"] is None:
        return gettext("Not enough people")
    values = {"percent": _share(row), "shown": row["shown"], "total": row["total"]}
    return gettext("%(percent)s %%, about %(shown)s of %(total)s people") % values
