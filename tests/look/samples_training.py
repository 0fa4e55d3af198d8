"""Sample values of the officers' page of models that were trained on people's data."""

from typing import Any

from django.core.paginator import Paginator

from tests.look.samples_base import NOW


def run(name: str, label: str, tone: str, **facts: Any) -> dict[str, Any]:
    line = {
        "ref": "0b0f",
        "name": name,
        "program": "Desktop assistant training",
        "at": NOW,
        "sources": ["week 1 (Pointer events)", "week 2 (Pointer events)"],
        "people": "",
        "since": None,
        "by": [],
        "reasons": "",
        "seen": "",
        "decide_url": "",
        "agree_url": "",
    }
    return line | {"label": label, "tone": tone} | facts


def models() -> dict[str, Any]:
    said_no = {"people": "At least 5", "since": NOW, "decide_url": "/decide/"}
    kept = {"reasons": "It can't give out single rows.", "by": ["Sam Okafor"], "agree_url": "/agree/", "seen": "0" * 64}
    rows = [
        run("assistant 3", "Has to be decided", "bad", **said_no),
        run("assistant 2", "Waits for a second officer", "warn", **said_no, **kept),
        run("assistant 1", "Has to be decided", "bad", people="Not said: the group is small", decide_url="/decide/"),
        run("assistant 0", "Train again without them", "ok", **said_no, reasons="It is trained again.", by=["Ana Lopes"]),
        run("pointer 1", "Nobody said no", "ok"),
        run("pointer 2", "Not looked at yet", ""),
        run("pointer 3", "Another officer decides this one", ""),
    ]
    return {"runs": Paginator(rows * 2, 7).page(1)}


PAGES: dict[str, Any] = {
    "models": ("consent/office/training.html", models),
    "models-none": ("consent/office/training.html", lambda: {"runs": Paginator([], 6).page(1)}),
}
