"""What a program's page says about the program, from its declaration in force."""

from typing import Any

from common.countries import country_name
from consent.models import Basis, Program
from consent.queries import mine

EXCLUDED = (("fields", "Never recorded"), ("apps", "Not in these apps"), ("sites", "Not on these pages"))


def page(program: Program) -> dict[str, Any]:
    """Purposes with their basis, recipients, retention, exclusions, model use, and what a no means; empty without a declaration."""
    body = mine.live_body(program)
    if not body:
        return {}
    names = mine.dataset_names(program)
    signals: dict[str, list[str]] = {}
    for row in body["signals"]:
        signals.setdefault(row["purpose"], []).append(row["signal"])
    return {
        "purposes": [
            {"text": row["text"] or row["label"], "basis": Basis(row["basis"]).label}
            for row in body["purposes"]
            if signals.get(row["key"])
        ],
        "recipients": [_recipient(row) for row in body["recipients"]],
        "kept": [
            {"name": names.get(row["dataset"], row["dataset"]), "days": row["retention_days"], "kept_for": row["kept_for"]}
            for row in body["datasets"]
        ],
        "exclusions": [
            {"label": label, "what": ", ".join(body["exclusions"][key])} for key, label in EXCLUDED if body["exclusions"][key]
        ],
        "hours": body["exclusions"]["hours"],
        "models": body["model_use"]["models"],
        "alternative": body["about"]["alternative"],
        "controller": body["controller"]["name"],
    }


def _recipient(row: dict[str, Any]) -> str:
    return f"{row['name']} ({country_name(row['country'])})" if row["country"] else str(row["name"])
