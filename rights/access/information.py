"""The information of GDPR 15(1)(a) to (h) and 15(2), tailored to one person (R57, R58). Pure: declarations in, one document out.

Only the programs, purposes, kinds of data and recipients that concern the person; recipients by name (CJEU C-154/21).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
CONSENT, INTEREST, OBLIGATION, CONTRACT = "consent", "legitimate-interest", "legal-obligation", "contract"
BASES = {
    CONSENT: ("Your consent", "GDPR 6(1)(a)"),
    INTEREST: ("A legitimate interest", "GDPR 6(1)(f)"),
    OBLIGATION: ("A legal obligation", "GDPR 6(1)(c)"),
    CONTRACT: ("A contract with you", "GDPR 6(1)(b)"),
}
ROLES = {"processor": "Processor", "recipient": "Recipient", "third-party": "Third party"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFacts:
    """One kind of data that concerns the person: on what basis, and what they chose."""

    signal: str
    label: str
    basis: str
    choice: str
    recorded_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """One place where it lies: how many rows of the person (None: not known now), how long from when, what it was made from."""

    ref: str
    name: str
    store: str
    signals: tuple[str, ...]
    rows: int | None
    days: int
    grace_days: int
    starts_with: str
    kept_for: str
    derived_from: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFacts:
    """One program that concerns the person; `body` is its declaration in force (`consent.declarations.schema`)."""

    name: str
    slug: str
    version: int
    body: Mapping[str, Any]
    signals: tuple[SignalFacts, ...]
    datasets: tuple[DatasetFacts, ...]
    models: tuple[str, ...]
    restricted: bool


def information(
    *,
    programs: Sequence[ProgramFacts],
    others: Sequence[DatasetFacts],
    company: Sequence[Mapping[str, Any]],
    site: str,
) -> Document:
    """The whole information. `others` are datasets of none of the programs; `site` is the portal's address without a slash.

    `company` holds the controllers of all programs: where no program concerns the person, they say who is responsible.
    """
    controllers = [one.body.get("controller", {}) for one in programs] or company
    counts = [one.rows or 0 for one in _datasets(programs, others)]
    rows, places = sum(counts), sum(map(bool, counts))
    return {
        "confirmation": {
            "processed": bool(rows or programs),
            "text": _confirmed(rows, places, bool(programs)),
            "rows": rows,
            "datasets": places,
        },
        "programs": [_program(one, site) for one in programs],
        "kept_without_a_program": [_retention(one) for one in others],
        "kept_by_assent": KEPT_BY_ASSENT,
        "rights": _rights(programs, site),
        "complaint": _unique({"authority": row["authority"], "url": row["authority_url"]} for row in controllers if row),
        "controllers": _unique(_controller(row) for row in controllers if row),
    }


KEPT_BY_ASSENT = {
    "what": "Your choices and their receipts, your requests and our answers, and the record of who did what with your data.",
    "purpose": "To do what you chose and asked for, and to be able to prove it.",
    "basis": "A legal obligation",
    "law": "GDPR 6(1)(c), with 5(2), 7(1), 12 and 30",
    "kept": "As long as the duty to prove it lasts. The record names you by a random number alone.",
}


def _datasets(programs: Iterable[ProgramFacts], others: Iterable[DatasetFacts]) -> list[DatasetFacts]:
    """Each dataset once, whichever programs record into it."""
    found = {one.ref: one for program in programs for one in program.datasets}
    return list((found | {one.ref: one for one in others}).values())


def _confirmed(rows: int, places: int, any_program: bool) -> str:  # noqa: FBT001 - says one of three things
    if rows:
        return f"Yes, data about you is processed. We found {rows:,} rows in {places:,} {'place' if places == 1 else 'places'}."
    if any_program:
        return "Yes, but only your choices and what belongs to them. We looked in every place and found no recording of you."
    return "We looked in every place and found no recording of you. No program records you."


def _program(one: ProgramFacts, site: str) -> Document:
    """15(1)(a) to (d), (g), (h) and 15(2) for one program."""
    use = one.body.get("model_use", {})
    recipients = one.body.get("recipients", [])
    return {
        "name": one.name,
        "page": f"{site}/me/programs/{one.slug}/",
        "version": one.version,
        "restricted_now": one.restricted,
        "purposes": _purposes(one),
        "data": [_data(one, signal) for signal in one.signals],
        "used_by": one.body.get("about", {}).get("used_by", ""),
        "recipients": [_recipient(row) for row in recipients],
        "safeguards": [
            {"recipient": row["name"], "country": row["country"], "safeguard": row["transfer"]}
            for row in recipients
            if row["transfer"]
        ],
        "retention": [_retention(dataset) for dataset in one.datasets],
        "source": _source(one),
        "automated_decisions": {
            "any": bool(use.get("automated_decisions")),
            "text": _automated(use),
            "people_are_evaluated": bool(use.get("evaluates_people")),
        },
        "models": {"trained": bool(use.get("trains_models")), "which": use.get("models", ""), "with_your_data": list(one.models)},
    }


def _purposes(one: ProgramFacts) -> list[Document]:
    """The purposes that the person's own signals serve, each with its basis."""
    serves = {row["signal"]: row["purpose"] for row in one.body.get("signals", [])}
    wanted = {serves.get(signal.signal) for signal in one.signals}
    found = []
    for row in one.body.get("purposes", []):
        if row["key"] in wanted:
            label, law = BASES[row["basis"]]
            purpose = {"key": row["key"], "text": row["text"], "category": row["category"], "basis": label, "law": law}
            more = {"interest": row["interest"], "obligation": row["obligation"]}
            found.append(purpose | {name: text for name, text in more.items() if text})
    return found


def _data(one: ProgramFacts, signal: SignalFacts) -> Document:
    declared: Mapping[str, Any] = next((row for row in one.body.get("signals", []) if row["signal"] == signal.signal), {})
    return {
        "signal": signal.signal,
        "label": signal.label,
        "description": declared.get("description", ""),
        "fields": list(declared.get("fields", [])),
        "basis": BASES[signal.basis][0],
        "your_choice": signal.choice or "Not chosen",
        "recorded_now": signal.recorded_now,
    }


def _recipient(row: Mapping[str, Any]) -> Document:
    return {
        "name": row["name"],
        "role": ROLES.get(row["role"], row["role"]),
        "country": row["country"],
        "address": row["address"],
        "contact": row["contact"],
    }


def _retention(one: DatasetFacts) -> Document:
    found: Document = {
        "dataset": one.name,
        "store": one.store,
        "rows": one.rows,
        "days": one.days,
        "days_to_delete": one.grace_days,
        "counted_from": one.starts_with,
    }
    more = {"also_kept_for": one.kept_for, "made_from": list(one.derived_from)}
    return found | {name: value for name, value in more.items() if value}


def _source(one: ProgramFacts) -> str:
    made = sorted({source for dataset in one.datasets for source in dataset.derived_from})
    text = "You yourself: recorded by the program's collectors on the devices that you work with."
    return f"{text} A part was computed from: {', '.join(made)}." if made else text


def _automated(use: Mapping[str, Any]) -> str:
    if not use.get("automated_decisions"):
        return "No decision about you is made by a machine alone."
    return f"Machines take part in decisions about you (GDPR 22). {use.get('informed', '')}".strip()


def _rights(programs: Sequence[ProgramFacts], site: str) -> list[Document]:
    """15(1)(e): the rights that this person has, each with the page on which it is used."""
    bases = {signal.basis for one in programs for signal in one.signals}
    new = f"{site}/me/requests/new"
    found = [
        ("Get a copy of your data", "GDPR 15", f"{new}/access/"),
        ("Have it corrected", "GDPR 16", f"{new}/rectification/"),
        ("Have it erased", "GDPR 17", f"{new}/erasure/"),
        ("Have its use restricted", "GDPR 18", f"{new}/restriction/"),
    ]
    if bases & {CONSENT, CONTRACT}:
        found.append(("Take it with you in a form that machines read", "GDPR 20", f"{new}/portability/"))
    if INTEREST in bases:
        found.append(("Object to its use", "GDPR 21", f"{new}/objection/"))
    if CONSENT in bases:
        found.append(("Take a yes back, at any time", "GDPR 7(3)", f"{site}/me/"))
    return [{"right": right, "law": law, "where": where} for right, law, where in found]


def _controller(row: Mapping[str, Any]) -> Document:
    keys = ("name", "address", "contact", "email", "phone", "dpo", "country")
    return {key: row.get(key, "") for key in keys}


def _unique(rows: Iterable[Document]) -> list[Document]:
    found: list[Document] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found
